"""What an operator may do in the app that asks (R2.44): our own, Cafe24 publishes no such operation."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Operator
from developer_center.api.call import Call
from developer_center.api.errors import found, not_found
from developer_center.api.operation import operation
from developer_center.queries.operator_rights import installed_with_list, may_do, rights_list_of
from developer_center.screens import Screen
from developer_center.wire import tf

ANSWER = (
    "{operatorrights:{user_id:str, user_type:str, screens:[{screen_id:str, allowed:TF, "
    "actions:[{action_id:str, allowed:TF}]}]}}"
)


class OperatorParams(serializers.Serializer[Any]):
    """Whose rights; without it, those of the operator who let the app in."""

    user_id = serializers.CharField(max_length=16, required=False)


@operation("GET", "apps/operatorrights", params=OperatorParams, answers=ANSWER, extension="application")
def operator_rights(call: Call) -> dict[str, Any]:
    """The screens and actions of the app's list, each with whether this operator may use it.

    `user_id` is what the launch link says (wire contract 1.5); 404 for nobody, and for who works there no more.
    """
    installation = installed_with_list(call.caller.mall_id, call.caller.installation_id)
    if installation is None:
        raise not_found("The installation")
    user_id = call.params.get("user_id") or call.caller.login_id
    here = Operator.objects.filter(mall_id=call.caller.mall_id, is_active=True).select_related("user")
    operator = found(here, f"Operator {user_id}", user__login_id__iexact=user_id)
    rights_list = rights_list_of(installation)
    screens: list[Screen] = rights_list.screens if rights_list else []
    allowed = may_do(installation, operator, screens)
    return {
        "user_id": operator.user.login_id,
        "user_type": "P" if operator.is_owner else "A",
        "screens": [_screen(screen, allowed) for screen in screens],
    }


def _screen(screen: Screen, allowed: frozenset[str]) -> dict[str, Any]:
    actions = [
        {"action_id": action["id"], "allowed": tf(f"{screen['id']}:{action['id']}" in allowed)}
        for action in screen["actions"]
    ]
    return {"screen_id": screen["id"], "allowed": tf(screen["id"] in allowed), "actions": actions}
