"""The product's settings, with static files as tests have them: nothing was collected."""

from wenming.settings import *  # noqa: F403
from wenming.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
