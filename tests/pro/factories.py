"""PRO's data for tests."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Mall
from pro.models import Contract


def make_contract(mall: Mall, state: str = Contract.State.ACTIVE, **values: Any) -> Contract:
    """A contract in a state, as if it had come there through the rules; control plane, no door needed."""
    owner = mall.operators.get(is_owner=True)
    defaults: dict[str, Any] = {
        "languages": ["en", "ja"],
        "terms_version": "2026-01",
        "applied_by": owner.user_id,
        "reason": "Not suitable." if state == Contract.State.SUSPENDED else "",
        "activated_at": timezone.now() if state == Contract.State.ACTIVE else None,
    }
    return Contract.objects.create(mall=mall, state=state, **(defaults | values))
