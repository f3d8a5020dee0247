"""What a server does once before its first request."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import Error, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from wenming import checks
from wenming.database import describe

logger = logging.getLogger(__name__)


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured unless this machine may serve; say which database it serves.

    gunicorn runs no system checks by itself, so the checks are run here, whoever starts it.
    """
    messages = run_checks(tags=[checks.TAG], databases=["default"])
    problems = [message for message in messages if message.is_serious()]
    if isinstance(staticfiles_storage, ManifestFilesMixin) and not staticfiles_storage.hashed_files:
        problems.append(Error("静态文件还没有收集。", hint="manage.py collectstatic"))
    connections.close_all()  # a worker must not inherit the connection of the process it forks from
    if problems:
        lines = "".join(f"\n  - {problem}" for problem in problems)
        raise ImproperlyConfigured(f"系统没有启动 (the system refuses to start):{lines}")
    mode = "production" if settings.IS_PRODUCTION else "demonstration"
    logger.info("starting in %s mode on %s", mode, describe(settings.DATABASES["default"]))
