"""Every setting, read from the environment; see docs/deploy/README.md for the table of variables."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from cafe24clone.env import API_DOMAIN_OF_CAFE24, Env
from cafe24clone.logs import logging_config
from cafe24clone.support_desk import support_desk

django_stubs_ext.monkeypatch()

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.text("ENVIRONMENT", "development")
IS_DEVELOPMENT = ENVIRONMENT == "development"
IS_TEST = ENVIRONMENT == "test"
IS_PRODUCTION = ENVIRONMENT == "production"
if not (IS_DEVELOPMENT or IS_TEST or IS_PRODUCTION):
    env.problem("ENVIRONMENT", "must be development, test or production")
VAR = Path(env.text("VAR", str(BASE_DIR / "var"))).resolve()
PORT = env.integer("PORT", 8000)

# --- Hosts (design 2) --------------------------------------------------------------------------------------
# The platform host serves merchants, developers and staff; {mall_id}.MALL_DOMAIN serves a storefront.
PLATFORM_HOST = env.text("PLATFORM_HOST", None if IS_PRODUCTION else "localhost")
MALL_DOMAIN = env.text("MALL_DOMAIN", None if IS_PRODUCTION else "localhost")
PUBLIC_SCHEME = "https" if IS_PRODUCTION else "http"
PUBLIC_PORT = "" if IS_PRODUCTION else f":{PORT}"
# {mall_id}.API_DOMAIN serves the API alone. Apps written for Cafe24 have its name built in, so that is what a
# development machine answers to (behind the TLS port and the proxy of `make run`).
API_DOMAIN = env.text("API_DOMAIN", f"api.{MALL_DOMAIN}" if IS_PRODUCTION else API_DOMAIN_OF_CAFE24)
ALLOWED_HOSTS = [PLATFORM_HOST, f".{MALL_DOMAIN}", f".{API_DOMAIN}", "127.0.0.1", "testserver"]
if IS_PRODUCTION:
    ALLOWED_HOSTS = [PLATFORM_HOST, f".{MALL_DOMAIN}", f".{API_DOMAIN}", *env.items("INTERNAL_HOSTS")]
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
USE_X_FORWARDED_HOST = False

# --- Secrets -----------------------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", None if IS_PRODUCTION else "development-only-" + "k" * 48)
if IS_PRODUCTION and len(SECRET_KEY) < 50:
    env.problem("SECRET_KEY", "must have at least 50 characters")


def read_encryption_keys(text: str) -> dict[str, bytes]:
    """Parse `id:base64,id:base64`; the first key encrypts, all of them decrypt."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        key_id, _sep, encoded = part.partition(":")
        try:
            keys[key_id] = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            env.problem("ENCRYPTION_KEYS", f"has a key {key_id!r} that is not base64")
            continue
        if len(keys[key_id]) != 32:
            env.problem("ENCRYPTION_KEYS", f"has a key {key_id!r} that is not 32 bytes long")
    return keys


ENCRYPTION_KEYS = read_encryption_keys(
    env.text("ENCRYPTION_KEYS", None if IS_PRODUCTION else "dev:" + base64.b64encode(b"d" * 32).decode())
)

# --- Database: one PostgreSQL, a role per purpose (design 3.6) ---------------------------------------------
_local = None if IS_PRODUCTION else "postgresql://{}@127.0.0.1:5432/cafe24clone"


def _database(variable: str, role: str) -> dict[str, object]:
    return env.database(variable, _local and _local.format(role)) | {
        "CONN_MAX_AGE": env.integer("CONN_MAX_AGE", 300),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": env.boolean("PGBOUNCER", default=False),
        "OPTIONS": {"connect_timeout": 5, "application_name": f"cafe24clone-{role}"},
    }


DATABASES = {
    "default": _database("DATABASE_URL", "app"),
    # Counters of failed attempts commit here whatever becomes of the request (design 3.2).
    "counters": _database("DATABASE_URL", "app"),
    "batch": _database("DATABASE_BATCH_URL", "batch"),
    "migrator": _database("DATABASE_MIGRATOR_URL", "migrator"),
    "support": _database("DATABASE_SUPPORT_URL", "support"),
}
DATABASE_ROUTERS = ["accounts.tenancy.routers.MigratorRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis and Celery --------------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", None if IS_PRODUCTION else "redis://127.0.0.1:6379/0")
CACHES = {
    # allauth keeps one-time-code replay guards here; they must survive Redis (security.md 0.6).
    "default": {"BACKEND": "accounts.cache.GuardCache", "LOCATION": "cache_entry"},
    "pages": {
        "BACKEND": "accounts.cache.PageCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.5},
    },
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "max_retries": 0,
}

# --- Apps and middleware -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # its default one would put its own site in the place of ours
    "accounts.apps.SupportAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "accounts",
    "catalog",
    "orders",
    "pro",
    "developer_center",
    "storefront",
]
MIDDLEWARE = [
    "accounts.middleware.request_id.RequestIdMiddleware",
    "accounts.middleware.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.outage.OutageMiddleware",
    "accounts.middleware.bad_input.BadInputMiddleware",
    "accounts.middleware.hosts.HostMiddleware",
    "accounts.middleware.sessions.AudienceSessionMiddleware",
    "accounts.middleware.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "cafe24clone.urls"
MALL_URLCONF = "cafe24clone.urls_mall"
API_URLCONF = "cafe24clone.urls_api"
WSGI_APPLICATION = "cafe24clone.wsgi.application"
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
                "csp.context_processors.nonce",
                "accounts.context.frame",
            ],
        },
    },
    {  # rows of hot lists only (docs/adr/0014-jinja2-for-hot-lists.md); named by `using="jinja2"`
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "accounts.jinja.environment"},
    },
]
SILENCED_SYSTEM_CHECKS = [
    "admin.E408",  # our session middleware subclasses django.contrib.sessions' one
    "admin.E410",  # the same
    "auth.W004",  # unique without regard to case, by a constraint on lower(login_id)
    "security.W021",  # HSTS preload binds the whole domain for years: the operator's choice
]

# --- Sign-in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LoginIdBackend"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/admin/"
PASSWORD_RESET_TIMEOUT = 30 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login_id", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ServiceNameValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_id"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
# allauth counts second factors only: they come after a password that was right, so nobody is locked out by somebody who
# knows no more than an ID. Passwords are counted by accounts.domain.sign_in.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/300s/key"}
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = env.text("PLATFORM_NAME", "Cafe24 Clone")
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION

# --- Sessions and cookies: __Host- in production, named by port elsewhere so that two copies get along -----
SESSION_ENGINE = "accounts.sessions"
_cookie = "__Host-{}" if IS_PRODUCTION else f"{{}}_{PORT}"
SESSION_COOKIE_NAME = _cookie.format("merchant")
SHOPPER_COOKIE_NAME = _cookie.format("shopper")
CSRF_COOKIE_NAME = _cookie.format("csrf")
LANGUAGE_COOKIE_NAME = _cookie.format("language")
DEVICE_COOKIE_NAME = _cookie.format("device")
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Transport and content security ------------------------------------------------------------------------
SECURE_SSL_REDIRECT = IS_PRODUCTION
# The API answers http with 403 itself (wire contract 2.6): a redirect would have clients go on sending tokens in clear.
SECURE_REDIRECT_EXEMPT = [r"^-/(healthz|readyz|metrics)$", r"^api/v2/admin/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Who ended TLS in front of us: a proxy that is trusted as a whole, or the TLS port of `make run`, which alone knows the
# key of this copy. Without either nobody can make a plain request look like TLS.
TLS_GATEWAY_KEY = env.text("TLS_GATEWAY_KEY", "-").strip("-")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_TLS_GATEWAY", TLS_GATEWAY_KEY) if TLS_GATEWAY_KEY else None
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
# django-unfold runs on Alpine.js, which evaluates attribute text (docs/adr/0004-support-admin-csp.md).
SUPPORT_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, "'unsafe-eval'", "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "accounts.uploads.RoomAwareUploadHandler",
]
MAX_IMAGE_BYTES = 5 * 1024 * 1024

# --- Language and time -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean")), ("ja", _("Japanese"))]
ADMIN_LANGUAGES = ["en", "ko"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

# --- Files -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/tabler/css", BASE_DIR / "node_modules/@tabler/core/dist/css"),
    ("vendor/tabler/js", BASE_DIR / "node_modules/@tabler/core/dist/js"),
    ("vendor/tabler/img", BASE_DIR / "node_modules/@tabler/core/dist/img"),  # the css points at it
    ("vendor/htmx", BASE_DIR / "node_modules/htmx.org/dist"),
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
MEDIA_ACCEL_PREFIX = env.text("MEDIA_ACCEL_PREFIX", "-").strip("-")  # catalog/views/media.py
PRIVATE_ROOT = Path(env.text("PRIVATE_ROOT", str(VAR / "private")))
_static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "accounts.storage.AtomicFileSystemStorage"},
    "staticfiles": {"BACKEND": _static if IS_PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION

# --- Mail --------------------------------------------------------------------------------------------------
MAIL_FOLDER = VAR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", None if IS_PRODUCTION else "-")
EMAIL_BACKEND = "accounts.mail.EmlFileBackend" if EMAIL_HOST == "-" else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_PORT = env.integer("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "-").strip("-")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "-").strip("-")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=IS_PRODUCTION)
EMAIL_TIMEOUT = env.integer("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"no-reply@{PLATFORM_HOST or 'localhost'}")
SUPPORT_EMAIL = env.text("SUPPORT_EMAIL", "global_support@cafe24.com")
# Where support is told of what waits for it in /support/; none: it looks there by itself.
STAFF_EMAIL = env.text("STAFF_EMAIL", "-" if IS_PRODUCTION else "staff@localhost").strip("-")
SHOWS_MAILBOX = not IS_PRODUCTION

# --- AlimTalk (accounts/alimtalk.py) ---------------------------------------------------------------------------
SOLAPI_API_KEY = env.text("SOLAPI_API_KEY", "-").strip("-")
SOLAPI_API_SECRET = env.text("SOLAPI_API_SECRET", "-").strip("-")
SOLAPI_PF_ID = env.text("SOLAPI_PF_ID", "-").strip("-")  # the Kakao channel
SOLAPI_SENDER = env.text("SOLAPI_SENDER", "-").strip("-")  # a registered number, for SMS where there is no KakaoTalk
SOLAPI_BASE_URL = env.text("SOLAPI_BASE_URL", "https://api.solapi.com").rstrip("/")
SOLAPI_TEMPLATES = env.named("SOLAPI_TEMPLATE_", "")  # ids of approved templates by kind: PRO_DISPLAY_NOTICE ...
ALIMTALK = env.text("ALIMTALK", "solapi" if SOLAPI_API_KEY else "none" if IS_PRODUCTION else "console")
if ALIMTALK not in {"solapi", "console", "none"}:
    env.problem("ALIMTALK", "must be solapi, console or none")
if ALIMTALK == "solapi" and not (SOLAPI_API_KEY and SOLAPI_API_SECRET and SOLAPI_PF_ID):
    env.problem("SOLAPI_API_KEY, SOLAPI_API_SECRET, SOLAPI_PF_ID", "are required where ALIMTALK is solapi")
if ALIMTALK == "console" and IS_PRODUCTION:
    env.problem("ALIMTALK", "cannot be console in production: nobody would read the messages")

# --- The platform's own numbers: each a default of requirements R9, each a setting -------------------------
PLATFORM_NAME = env.text("PLATFORM_NAME", "Cafe24 Clone")
HOSTING_PROVIDER = env.text("HOSTING_PROVIDER", PLATFORM_NAME)  # whom Korean law wants named at the foot of a store
SIGNUPS_PER_IP_AND_HOUR = env.integer("SIGNUPS_PER_IP_AND_HOUR", 60)
DORMANT_AFTER = timedelta(days=env.integer("DORMANT_AFTER_DAYS", 365))
DORMANCY_WARNINGS = (timedelta(days=30), timedelta(days=7))
REACTIVATION_BUSINESS_DAYS = 3
LEGAL_HOLD = timedelta(days=365 * env.integer("LEGAL_HOLD_YEARS", 5))
EXPORT_KEPT = timedelta(days=7)
# Kinds of work requests that need no check by support (docs/deploy): register, import, edit, promotion.
PRO_REQUESTS_PASS = env.items("PRO_REQUESTS_PASS", "import,edit,promotion")
PRO_REQUEST_BUSINESS_DAYS = env.integer("PRO_REQUEST_BUSINESS_DAYS", 3)
PRO_QUESTIONS_PER_HOUR = env.integer("PRO_QUESTIONS_PER_HOUR", 20)
PRO_CLEAN_CONTRACTS_PASS = env.boolean("PRO_CLEAN_CONTRACTS_PASS", default=False)
# What a message that PRO causes costs in its ledger; PRO pays all of it (R3.96).
PRO_MESSAGE_PRICES_KRW = {
    "mail": env.integer("PRO_MAIL_KRW", 1),
    "alimtalk": env.integer("PRO_ALIMTALK_KRW", 8),
    "sms": env.integer("PRO_SMS_KRW", 20),
}
HELP_CENTER_URL = env.text("HELP_CENTER_URL", f"mailto:{SUPPORT_EMAIL}")
ENTERPRISE_URL = env.text("ENTERPRISE_URL", f"mailto:{SUPPORT_EMAIL}?subject=Enterprise")
PRO_LATE_AFTER_BUSINESS_DAYS = env.integer("PRO_LATE_AFTER_BUSINESS_DAYS", 3)
PRO_DELAY_NOTICE_AFTER_BUSINESS_DAYS = env.integer("PRO_DELAY_NOTICE_AFTER_BUSINESS_DAYS", 5)
STAFF_NEEDS_MFA = env.boolean("STAFF_NEEDS_MFA", default=IS_PRODUCTION)
METRICS_TOKEN = env.text("METRICS_TOKEN", None if IS_PRODUCTION else "-").strip("-")

# --- Marketplaces (pro/marketplaces/README.md) ----------------------------------------------------------------
# MARKET_<CODE>_BASE_URL each; else the simulator of `make run`, which never leaves this machine; else the real host.
MARKET_BASE_URLS = env.named("MARKET_", "_BASE_URL")
MARKET_SIMULATOR_PORT = env.integer("MARKET_SIMULATOR_PORT", PORT + 7)
MARKET_SIMULATOR_URL = env.text(
    "MARKET_SIMULATOR_URL", "-" if IS_PRODUCTION else f"http://127.0.0.1:{MARKET_SIMULATOR_PORT}"
).strip("-")
MARKET_AMAZON_APP = env.named("MARKET_AMAZON_APP_", "")  # ID, CLIENT_ID, CLIENT_SECRET, DRAFT: amazon/spec.py
if MARKET_SIMULATOR_URL and urlsplit(MARKET_SIMULATOR_URL).hostname not in {"127.0.0.1", "localhost", "::1"}:
    env.problem("MARKET_SIMULATOR_URL", "must name this machine, for example http://127.0.0.1:8007, or be -")
OUTGOING_IPS = env.items("OUTGOING_IPS")  # what this server's calls come from, shown where markets keep allow-lists
MARKET_EXPIRY_WARNINGS = (timedelta(days=30), timedelta(days=7))

# --- Overseas shops and translation ------------------------------------------------------------------------
OPEN_EXCHANGE_RATES_APP_ID = env.text("OPEN_EXCHANGE_RATES_APP_ID", "-").strip("-")
OXR_BASE_URL = env.text("OXR_BASE_URL", "https://openexchangerates.org/api")
ECB_RATES_FILE = env.text("ECB_RATES_FILE", "-").strip("-")  # a fresher eurofxref-hist.zip than the package's
DEEPL_AUTH_KEY = env.text("DEEPL_AUTH_KEY", "-").strip("-")
DEEPL_SERVER_URL = env.text("DEEPL_SERVER_URL", "-").strip("-")
LIBRETRANSLATE_URL = env.text("LIBRETRANSLATE_URL", "-").strip("-")
LIBRETRANSLATE_API_KEY = env.text("LIBRETRANSLATE_API_KEY", "-").strip("-")
_engine = "deepl" if DEEPL_AUTH_KEY else "libretranslate" if LIBRETRANSLATE_URL else ""
TRANSLATION_ENGINE = env.text("TRANSLATION_ENGINE", _engine or ("none" if IS_PRODUCTION else "glossary"))
if TRANSLATION_ENGINE not in {"deepl", "libretranslate", "glossary", "none"}:
    env.problem("TRANSLATION_ENGINE", "must be deepl, libretranslate, glossary or none")
TRANSLATED_EXISTING_PRODUCTS = env.integer("TRANSLATED_EXISTING_PRODUCTS", 5000)  # per mall (R9.3)
TRANSLATION_TURN_PRODUCTS = env.integer("TRANSLATION_TURN_PRODUCTS", 200)  # of one mall before others have their turn

# --- Apps and the Admin API (design 10) --------------------------------------------------------------------
# Apps on the developer's own machine: http on loopback is taken as an App URL and Redirect URL (wire contract 1.1).
ALLOWS_LOOPBACK_APPS = env.boolean("ALLOWS_LOOPBACK_APPS", default=not IS_PRODUCTION)
API_SCOPE_STATUS = env.integer("API_SCOPE_STATUS", 404)  # 403: what Cafe24 answers today (R9.20)
if API_SCOPE_STATUS not in {403, 404}:
    env.problem("API_SCOPE_STATUS", "must be 404 or 403")
# What flows out of an app's bucket of 40 calls per mall; more on a machine whose apps are under test.
API_CALLS_PER_SECOND = env.integer("API_CALLS_PER_SECOND", 2)
OAUTH2_PROVIDER_APPLICATION_MODEL = "developer_center.App"
OAUTH2_PROVIDER_GRANT_MODEL = "developer_center.Grant"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "developer_center.AccessToken"  # noqa: S105 - names of models
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "developer_center.RefreshToken"  # noqa: S105 - names of models
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "developer_center.IDToken"  # noqa: S105 - names of models
# RFC 9700 throughout, but that web apps with a secret need no PKCE: Cafe24's clients do not send it (security.md 1.1).
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 2 * 3600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 14 * 24 * 3600,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0,
    "SCOPES_BACKEND_CLASS": "developer_center.oauth_scopes.AppScopes",
    "OAUTH2_VALIDATOR_CLASS": "developer_center.domain.issue_tokens.Validator",
    "DEFAULT_SCOPES": [],
    "OIDC_ENABLED": False,
    "DCR_ENABLED": False,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Admin API",
    "DESCRIPTION": "Cafe24's Admin API as this platform serves it; docs/api-coverage.md lists what is not served.",
    "VERSION": "2026-03-01",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVERS": [{"url": "/"}],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Choices are told where they are taken: as components they need names, and T and F have none for all their keys.
    "POSTPROCESSING_HOOKS": [],
}

LOGGING = logging_config(json=IS_PRODUCTION, level=env.text("LOG_LEVEL", "INFO"))
LOGGING_CONFIG = "logging.config.dictConfig"

UNFOLD = support_desk(PLATFORM_NAME)

env.finish()
