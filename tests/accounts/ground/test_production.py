"""Production settings: unsafe or missing values stop the start with a line each; cookies and headers are strict."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from cafe24clone.runner.checks import PRODUCTION

KEPT = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
SHOW = """
import json
from django.conf import settings
names = ["SESSION_COOKIE_NAME", "SHOPPER_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "DEVICE_COOKIE_NAME",
         "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS",
         "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT", "STAFF_NEEDS_MFA", "SHOWS_MAILBOX", "DEBUG",
         "ALLOWED_HOSTS"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def start(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    variables = {**KEPT, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "cafe24clone.settings", **changes}
    return subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False)


def test_cookies_belong_to_their_host_and_travel_encrypted():
    shown = json.loads(start(SHOW).stdout)
    names = [shown[name] for name in shown if name.endswith("COOKIE_NAME")]
    assert len(set(names)) == 5
    assert all(name.startswith("__Host-") for name in names)
    assert shown["SESSION_COOKIE_SECURE"]
    assert shown["CSRF_COOKIE_SECURE"]
    assert shown["SESSION_COOKIE_HTTPONLY"]
    assert shown["SECURE_HSTS_SECONDS"] == 31_536_000
    assert shown["SECURE_SSL_REDIRECT"]
    assert shown["STAFF_NEEDS_MFA"]
    assert not shown["SHOWS_MAILBOX"]
    assert not shown["DEBUG"]
    assert "localhost" not in shown["ALLOWED_HOSTS"]


REQUIRED = [
    "PLATFORM_HOST", "MALL_DOMAIN", "SECRET_KEY", "ENCRYPTION_KEYS", "DATABASE_URL", "DATABASE_BATCH_URL",
    "DATABASE_MIGRATOR_URL", "DATABASE_SUPPORT_URL", "REDIS_URL", "EMAIL_HOST", "METRICS_TOKEN",
]  # fmt: skip


def test_each_missing_value_stops_the_start_with_its_own_line():
    result = start("from django.conf import settings; settings.DEBUG", **dict.fromkeys(REQUIRED, ""))
    assert result.returncode != 0
    assert "Refusing to start:" in result.stderr
    assert "Traceback" not in result.stderr
    for name in REQUIRED:
        assert f"  - {name} is required." in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY must have at least 50 characters."),
        ("ENCRYPTION_KEYS", "k1:AAAA", "ENCRYPTION_KEYS has a key 'k1' that is not 32 bytes long."),
        ("ENCRYPTION_KEYS", "k1:?", "ENCRYPTION_KEYS has a key 'k1' that is not base64."),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must look like postgresql://user:password@host:5432/name."),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT must be a whole number, not 'smtp'."),
        ("ENVIRONMENT", "prod", "ENVIRONMENT must be development, test or production."),
    ],
)
def test_an_unsafe_value_is_named(name, value, says):
    result = start("from django.conf import settings; settings.DEBUG", **{name: value})
    assert result.returncode != 0
    assert says in result.stderr
