"""What PRO shows on the admin's start page: how the contract stands and the last results."""

from __future__ import annotations

from typing import Any

from accounts.audience import AdminRequest
from accounts.home_panels import HomePanel, register
from pro.queries.contract import standing_contract
from pro.queries.status import newest_runs


def pro_panel(request: AdminRequest) -> dict[str, Any] | None:
    """Nothing where PRO was not asked for: the first steps offer it there."""
    contract = standing_contract(request.mall.pk)
    if contract is None:
        return None
    return {"contract": contract, "runs": newest_runs(3), "has_content": contract.is_active}


register(HomePanel("pro", template="pro/_home_pro.html", context=pro_panel, right="pro", order=200))
