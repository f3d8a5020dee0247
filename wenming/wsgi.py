"""What gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenming.settings")
application = get_wsgi_application()

from wenming.start import refuse_unsafe_start  # noqa: E402  # needs the applications to be loaded

refuse_unsafe_start()
