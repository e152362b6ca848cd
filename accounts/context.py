"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.menu import menu_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The platform's name, the request id, and on admin pages the operator's mall and menu."""
    context: dict[str, Any] = {
        "platform_name": settings.PLATFORM_NAME,
        "request_id": getattr(request, "request_id", ""),
        "languages": [(code, name) for code, name in settings.LANGUAGES if code in settings.ADMIN_LANGUAGES],
    }
    operator = getattr(request, "operator", None)
    if operator is not None:
        context |= {
            "operator": operator,
            "mall": request.mall,  # type: ignore[attr-defined]
            "admin_menu": menu_for(operator, request.user.mode, request.path),  # type: ignore[union-attr]
        }
    return context
