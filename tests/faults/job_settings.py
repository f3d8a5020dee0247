"""The product's settings, with a kind of job that dies, and the test's own file store."""

import os
from pathlib import Path

from wenming.settings import *  # noqa: F403
from wenming.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults"]
MEDIA_ROOT = Path(os.environ["DRILL_MEDIA"])
