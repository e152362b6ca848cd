"""Serve product pictures. Their names are unguessable and never used again, so caches may keep them for ever.

In production a proxy can do the sending: with MEDIA_ACCEL_PREFIX=/protected/ the answer is an X-Accel-Redirect to
/protected/<path>, an `internal` nginx location over MEDIA_ROOT, after the same checks.
"""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.audience import public_view
from accounts.shop_hosts import open_mall_id
from accounts.views.errors import not_found
from catalog.models.image import SIZES

PICTURE: Final = re.compile(
    rf"(?P<mall_id>[1-9][0-9]{{0,18}})/products/[0-9a-f]{{40}}-({'|'.join(map(str, SIZES))})\.webp"
)
FOR_EVER: Final = "public, max-age=31536000, immutable"


@public_view
@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file of a picture. A mall's host gives its own mall's files only, and none once the mall is not open.

    A path of any other shape is 404 before the file system is asked, so nothing can point outside.
    """
    found = PICTURE.fullmatch(path)
    if found is None or not _may_serve(request, int(found["mall_id"])):
        return not_found(request)
    etag = f'"{path.rpartition("/")[2]}"'
    if request.headers.get("If-None-Match") == etag:
        return _labelled(HttpResponse(status=304), etag)
    if settings.MEDIA_ACCEL_PREFIX:
        handed_on = HttpResponse(content_type="image/webp")
        handed_on["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL_PREFIX}{path}"
        return _labelled(handed_on, etag)
    try:
        return _labelled(FileResponse(default_storage.open(path), content_type="image/webp"), etag)
    except FileNotFoundError:
        return not_found(request)


def _may_serve(request: HttpRequest, mall_id: int) -> bool:
    host: str = getattr(request, "mall_host", "")
    return not host or open_mall_id(host) == mall_id


def _labelled(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    return response
