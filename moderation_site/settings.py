"""Settings, all from the environment (12-factor); docs/deployment.md lists every variable."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from moderation_site import allauth_settings, databases, environment
from moderation_site.allauth_settings import *  # noqa: F403
from moderation_site.log_lines import build_logging
from moderation_site.outbound import *  # noqa: F403
from moderation_site.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.folder("VAR_DIR", BASE_DIR / "var")

DEBUG = environment.flag("DEBUG", False)
SECRET_KEY = environment.secret("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set SECRET_KEY (or SECRET_KEY_FILE) to 50 or more random characters, "
            "or set DEBUG=1 for development on your own machine."
        )
    SECRET_KEY = "debug-only-" + "never-for-production-" * 3
# Signs the daily head of the audit trail; derived from SECRET_KEY when it is not set.
AUDIT_SEAL_KEY = environment.secret("AUDIT_SEAL_KEY")
# Former keys, newest first, while sessions and second factors made with them still live.
SECRET_KEY_FALLBACKS = environment.secret("SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = environment.string_list("ALLOWED_HOSTS", "127.0.0.1 localhost [::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = environment.string_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "moderation_site.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *allauth_settings.APPS,
    "django_q",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "reviews",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "reviews.web.base.private_pages.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "reviews.web.base.body_limit.BodyLimitMiddleware",  # before the first that reads a body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "reviews.web.account.sessions.SessionExpiryMiddleware",
    "reviews.web.account.second_factor.SecondFactorMiddleware",
    "reviews.web.base.middleware.DatabaseUnavailableMiddleware",
]
ROOT_URLCONF = "moderation_site.urls"
WSGI_APPLICATION = "moderation_site.wsgi.application"
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
                "django.template.context_processors.i18n",
                "reviews.web.base.context.wellness_context",
            ]
        },
    }
]

DATABASES = {"default": databases.from_url(environment.secret("DATABASE_URL"), VAR_DIR)}

AUTH_USER_MODEL = "reviews.Reviewer"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "reviews" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Where the sandbox keeps the sample videos that it draws.
DEMO_MEDIA = environment.secret("SANDBOX_MEDIA_DIR") or str(BASE_DIR / "var" / "sandbox")
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [f"moderation_site.stylesheets.{kind}Finder" for kind in ("JoinedStylesheet", "AppDirectories")]
MEDIA_MAX_BYTES = environment.integer("MEDIA_MAX_BYTES", 400 * 1024 * 1024)  # of one video
MEDIA_ROOT = Path(environment.secret("MEDIA_ROOT") or VAR_DIR / "media")
MEDIA_ACCEL_PREFIX = environment.secret("MEDIA_ACCEL_PREFIX")  # nginx sends the videos from this location
_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "moderation_site.storage.StaticFiles"
STORAGES = {
    "default": {
        "BACKEND": environment.secret("MEDIA_STORAGE") or "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {} if environment.secret("MEDIA_STORAGE") else {"location": str(MEDIA_ROOT)},
    },
    "staticfiles": {"BACKEND": _STATIC},
}

# The organisation's own sign-in (OpenID Connect); none while no address is set.
OIDC_SERVER_URL = environment.secret("OIDC_SERVER_URL")
OIDC_NAME = environment.secret("OIDC_NAME") or "Single sign-on"
SOCIALACCOUNT_PROVIDERS = allauth_settings.oidc_providers(
    OIDC_NAME, OIDC_SERVER_URL, environment.secret("OIDC_CLIENT_ID"), environment.secret("OIDC_CLIENT_SECRET")
)

# Media and pictures come from this site itself; an OSS link is a redirect, so its host must be named here too.
CSP_MEDIA_SOURCES = environment.string_list("CSP_MEDIA_SOURCES")
CSP_IMAGE_SOURCES = environment.string_list("CSP_IMAGE_SOURCES")
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *CSP_IMAGE_SOURCES],
    "font-src": [CSP.SELF],
    "media-src": [CSP.SELF, *CSP_MEDIA_SOURCES],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [
        CSP.SELF,
        *allauth_settings.origins_of(OIDC_SERVER_URL),
    ],  # browsers hold redirects of forms to it as well
    "object-src": [CSP.NONE],
}

SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing for other hosts. "no-referrer" would make browsers send "Origin: null" with our own forms, which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Idle: since the last thing a person did. Absolute: since signing in, whatever was done.
SESSION_IDLE_SECONDS = environment.integer("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_ABSOLUTE_SECONDS = environment.integer("SESSION_ABSOLUTE_SECONDS", 12 * 60 * 60)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # a chosen language outlives the session
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# For the demo on loopback only: without TLS no Secure cookie and no redirect. `check --deploy` complains, rightly.
PLAIN_HTTP = environment.flag("PLAIN_HTTP", False)
if not DEBUG and not PLAIN_HTTP:
    SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = environment.integer("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_SECURE = True
    if environment.flag("TRUST_PROXY_TLS_HEADER", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# How long after it was settled a job may be opened again by who settled it, or by a lead; 0: not at all.
REOPEN_HOURS = environment.integer("REOPEN_HOURS", 24)

_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
_WORKERS = environment.integer("WORKERS", 2 if _SQLITE else 4)
# The row is the truth and the queue only a wake-up: see docs/architecture.md, "Work".
# retry > timeout x (1 + ceil((queue_limit + 1) / workers)) + margin, or a waiting task would be handed out twice.
Q_CLUSTER = {
    "name": "desk",
    "orm": "default",
    "workers": _WORKERS,
    "queue_limit": _WORKERS,
    "bulk": 1,
    "timeout": 120,
    "retry": 600,
    "ack_failures": True,
    "max_attempts": 1,
    "catch_up": False,
    "poll": 1 if _SQLITE else 0.5,
    "recycle": 200,
    "max_rss": 500_000,
    "save_limit": 100,
    "label": "Work queue",
}
# Seconds between two looks at a running job, and between two sweeps of the worker; older jobs are asked less often.
SYNC_POLL_SECONDS = environment.integer("SYNC_POLL_SECONDS", 30)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR_DIR / "cache")}
}

API_RATE_PER_MINUTE = environment.integer("API_RATE_PER_MINUTE", 600)  # of one token or person; 0: no limit
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "reviews.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "reviews.api.permissions.SecondFactorPresent",
        "reviews.api.permissions.ScopedPermission",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["reviews.api.throttle.CallsPerMinute"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["reviews.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "reviews.api.pagination.NewestFirst",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "reviews.api.errors.handle_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Review desk API",
    "DESCRIPTION": "Jobs, findings, decisions and reports of the moderation review desk.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {f"{one}Enum": f"reviews.api.enums.{one}" for one in ("Suggestion", "Stage", "QueueStage")},
}

try:
    LOGGING = build_logging(environment.secret("LOG_FORMAT") or "plain", environment.secret("LOG_LEVEL"))
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None

OWN_ENVIRONMENT_NAMES = environment.list_names_read()  # stays last: what was read above is no account's key
