"""The Admin API's OpenAPI description, for people and for the tools of app developers."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

URLCONF = "developer_center.api.description_urls"


class Description(SpectacularAPIView):
    """Made and written down once in a process: it takes seconds, and anybody may ask for it (OWASP API 4)."""

    @extend_schema(exclude=True)  # it describes the API, not itself
    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The same for everybody, in the format that is asked for."""
        renderer: Any = type(request.accepted_renderer)
        return HttpResponse(_written(renderer), content_type=f"{renderer.media_type}; charset=utf-8")


@cache
def _written(renderer: Any) -> bytes:
    generator: Any = Description.generator_class(urlconf=URLCONF)
    with translation.override("en"):
        written: bytes = renderer().render(generator.get_schema(request=None, public=True), renderer.media_type, {})
    return written


schema: Any = Description.as_view()
schema.audience = "public"
