"""The Admin API's OpenAPI description, for people and for the tools of app developers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.views import SpectacularAPIView

schema: Any = SpectacularAPIView.as_view(urlconf="developer_center.api.description_urls")
schema.audience = "public"
