"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The platform's name and the request id; on admin pages the operator, the mall and the mode (R0.26, R0.27).

    The menu is drawn by its tag (`admin_menu`). A dormant mall has no storefront.
    """
    context: dict[str, Any] = {
        "platform_name": settings.PLATFORM_NAME,
        "request_id": getattr(request, "request_id", ""),
        "languages": [(code, name) for code, name in settings.LANGUAGES if code in settings.ADMIN_LANGUAGES],
    }
    operator = getattr(request, "operator", None)
    if operator is None:
        return context
    context |= {"operator": operator, "mall": operator.mall, "admin_mode": request.user.mode}  # type: ignore[union-attr]
    if operator.mall.is_open:
        context["store_url"] = operator.mall.storefront_url
    return context
