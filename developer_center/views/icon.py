"""Icons of apps, shown on the list, in a mall's admin and on the consent page. Named by content, so kept for ever."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.audience import public_view
from developer_center.models import AppIcon


@public_view
@require_safe
def icon(request: HttpRequest, digest: str) -> HttpResponse:
    """One PNG by its digest."""
    png = AppIcon.objects.filter(digest=digest).values_list("png", flat=True).first()
    if png is None:
        raise Http404
    response = HttpResponse(bytes(png), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
