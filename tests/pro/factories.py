"""PRO's data for tests."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Mall
from pro.models import Contract, Operation, OperationRun, OperationRunItem


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


def make_line(key: str = "toy", **values: Any) -> Operation:
    """A line of the service scope, shared by all malls."""
    defaults: dict[str, Any] = {
        "area": "product",
        "name": f"Name of {key}",
        "name_ko": f"{key} 이름",
        "text": f"What {key} does",
        "text_ko": f"{key} 설명",
    }
    return Operation.objects.create(key=key, **(defaults | values))


def make_run(key: str = "toy", slot: str = "", **values: Any) -> OperationRun:
    """A run in the open mall; done, unless another state is given."""
    count = OperationRun.objects.count()
    defaults: dict[str, Any] = {"area": "product", "state": OperationRun.State.DONE, "started_at": timezone.now()}
    return OperationRun.objects.create(key=key, slot=slot or f"slot-{count}", **(defaults | values))


def make_item(run: OperationRun, object_id: int, **values: Any) -> OperationRunItem:
    """One thing that a run changed: a product's name."""
    defaults: dict[str, Any] = {
        "object_type": "product",
        "label": f"Product {object_id}",
        "state": OperationRunItem.State.CHANGED,
        "before": {"name": "old"},
        "after": {"name": "new"},
    }
    return OperationRunItem.objects.create(run=run, object_id=object_id, **(defaults | values))
