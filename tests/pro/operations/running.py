"""Run one of PRO's operations in a mall and read what Work status will show."""

from __future__ import annotations

from typing import Any

from accounts import tenancy
from accounts.models import Mall
from pro.domain.diagnose import run_operation
from pro.models import OperationRun
from pro.operations import registry
from pro.operations.words import failure_text, finding_text


def run(mall: Mall, key: str, slot: str = "2026-11-26") -> OperationRun | None:
    """The run of an operation for an occasion, as the job would leave it; None where there was nothing to do."""
    with tenancy.acting_for(mall.pk):
        return run_operation(registry.diagnosing_one(key), slot=slot)


def outcome(mall: Mall, key: str, slot: str = "2026-11-26") -> dict[str, Any]:
    """Run it and give its finding and its things: {label: (before, after)}, or the reason where one failed."""
    ended = run(mall, key, slot)
    if ended is None:
        return {}
    with tenancy.mall(mall.pk):
        items = {row.label: row.error or (row.before, row.after) for row in ended.items.order_by("id")}
    assert finding_text(ended.finding) not in ("", ended.finding["code"])
    assert all(failure_text(one) != one for one in items.values() if isinstance(one, str))
    return {"state": ended.state, "finding": ended.finding, "items": items}
