"""Write into the log of the mall that a user works in, if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.models import Operator, User


def record_for(user: User, action: str, *, values: Mapping[str, Any] | None = None) -> None:
    """Record what a user did to their own sign-in; staff and developers work in no mall and have no log.

    `values` are values of a person: they stand in the part that can be erased.
    """
    operator = Operator.objects.filter(user=user).first()
    if operator is None:
        return
    with tenancy.mall(operator.mall_id):
        record(action, user, actor=Actor.operator(user.pk), personal=values)
