"""The one settings file. What differs between machines comes through `environment`."""

import os
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF

from wenming.database import database_settings
from wenming.environment import demonstration_secret, read_environment

django_stubs_ext.monkeypatch()  # ModelAdmin[Unit] and the like may stand in a class line

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment(os.environ, BASE_DIR)
IS_PRODUCTION = ENVIRONMENT.is_production
DATA_DIR = ENVIRONMENT.data_dir
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key if IS_PRODUCTION else demonstration_secret(DATA_DIR)
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)

# Applications

INSTALLED_APPS = [
    "wenming",
    "wenming.accounts",
    "wenming.audit",
    "wenming.files",
    "wenming.jobs",
    "wenming.workdays",
    "wenming.upkeep",
    "wenming.notices",
    "districts",
    "assessments",
    "districts.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wenming.middleware.ContentPolicyMiddleware",
    "wenming.limits.LoopbackOnlyMiddleware",
    "wenming.limits.RequestSizeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wenming.middleware.PrivateCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wenming.middleware.SessionAgeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "wenming.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "wenming.middleware.UncommittedFilesMiddleware",
    "wenming.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "wenming.urls"
WSGI_APPLICATION = "wenming.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wenming.context.product",
                "wenming.jobs.context.jobs",
                "districts.context.navigation",
                "districts.context.examples",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data

DATABASES = {"default": database_settings(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "unserved/"  # nothing answers here: files leave only through a permission check
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# What one request may carry

MAX_REQUEST_BYTES = 60 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # everything typed, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3500  # a trial's answers or a confirmed import, not a flood
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Long work is done by `manage.py work`. Tests do it where it is started, by the same steps.
JOBS_INLINE = False

# Signing in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "wenming.notices.backend.UnreadBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "wenming.accounts.passwords.LengthValidator"},
    {"NAME": "wenming.accounts.passwords.VarietyValidator"},
    {"NAME": "wenming.accounts.passwords.WeakPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "wenming.accounts.passwords.OwnDataValidator"},
    {"NAME": "wenming.accounts.passwords.PreviousPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the wait we name is the wait there is
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # wrong passwords; swept after 90 days
AXES_DISABLE_ACCESS_LOG = True  # the trail knows who signed in
AXES_LOCKOUT_CALLABLE = "wenming.accounts.views.locked"
AXES_HTTP_RESPONSE_CODE = 429
AXES_CLIENT_IP_CALLABLE = "wenming.limits.client_ip"

SESSION_COOKIE_AGE = 30 * 60  # of idleness: SessionAgeMiddleware renews it while somebody works
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60

# What `wenming` has to ask the apps, which it must not import: dotted names of functions

ADMIN_RULE = "districts.policies.may_use_admin"  # (user) -> bool: may open the Django admin
GRANT_CHECKS = ["assessments.policies.refuse_reporter_who_scores"]  # (Membership): may object
TRAIL_SCOPE = "assessments.policies.readable_trail"  # (entries, user, standing) -> entries
TRAIL_VERBS = ["districts.labels.VERBS", "assessments.labels.VERBS"]  # verb -> Chinese words
# which acts concern whom; see wenming.notices.making
NOTICE_RULES = ["districts.results.notices.RULES", "assessments.results.notices.RULES"]
# () -> Iterable[str]: faults that only the app's own tables show
TRAIL_CHECKS = ["assessments.results.sheet_trail.check_sheets"]
FILE_SCANNER: str | None = None  # (file) -> str: name of the virus found in an upload, or ""
# The trail's seals must not be computable by somebody who holds only the database.
AUDIT_KEY = ENVIRONMENT.audit_key or f"trail:{SECRET_KEY}"

# Cookies and transport: in production everything is HTTPS, on this machine it need not be

SESSION_COOKIE_NAME = "__Host-session" if IS_PRODUCTION else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PRODUCTION else "csrf"
CSRF_FAILURE_VIEW = "wenming.refusals.csrf_failure"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # a watcher on this machine asks without HTTPS
PROXY_COUNT = ENVIRONMENT.proxy_count
SECURE_HSTS_SECONDS = ENVIRONMENT.hsts_seconds
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxy_count else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other hosts of the county's domain are not ours to force to HTTPS
    "security.W021",  # nor to put on the browsers' preload list
]

# The way out for notices; without an address nothing leaves the house

OUTBOX_SMTP = ENVIRONMENT.outbox_smtp
OUTBOX_FROM = ENVIRONMENT.outbox_from
OUTBOX_WEBHOOK = ENVIRONMENT.outbox_webhook
OUTBOX_TOKEN = ENVIRONMENT.outbox_token

# Language, time and log

COUNTY = ENVIRONMENT.county  # as it stands in the name of the product
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "wenming.logs.OneLineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "django": {"handlers": [], "level": ENVIRONMENT.log_level, "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners; they get their 400
        "axes.apps": {"level": "WARNING"},  # it greets every command
    },
}
