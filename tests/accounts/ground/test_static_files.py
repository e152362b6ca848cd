"""Production serves static files under names of their content, compressed, to be kept for ever."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from tests.accounts.ground.test_production import start

COLLECT = """
import json, pathlib, sys
from django.conf import settings
settings.STATIC_ROOT = pathlib.Path({folder!r})
import django
django.setup()
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware
call_command("collectstatic", "--no-input", verbosity=0)
served = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
answers = []
for name in {names!r}:
    url = staticfiles_storage.url(name)
    response = served(RequestFactory().get(url, headers={{"Accept-Encoding": "gzip"}}))
    answers.append([url, response.status_code, dict(response.headers)])
print(json.dumps(answers))
"""
NAMES = ["vendor/tabler/css/tabler.min.css", "vendor/htmx/htmx.min.js", "storefront/store.css", "platform/frame.js"]


@pytest.mark.slow
def test_static_files_are_hashed_compressed_and_kept(tmp_path):
    result = start(COLLECT.format(folder=str(tmp_path), names=NAMES))
    assert result.returncode == 0, result.stderr
    answers = json.loads(result.stdout.splitlines()[-1])
    for name, (url, status, headers) in zip(NAMES, answers, strict=True):
        stem, _, ending = name.rpartition(".")
        assert re.fullmatch(rf"/static/{stem}\.[0-9a-f]{{12}}\.{ending}", url)
        assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, "gzip", "Accept-Encoding")
        assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
        packed = (tmp_path / f"{url.removeprefix('/static/')}.gz").read_bytes()
        assert int(headers["Content-Length"]) == len(packed)
        assert gzip.decompress(packed) == (tmp_path / url.removeprefix("/static/")).read_bytes()
    assert int(answers[0][2]["Content-Length"]) < 100_000  # tabler.min.css: 635 kB before
