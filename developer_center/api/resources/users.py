"""Operators of the mall and what they may do (scope group store; wire contract 2.7)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet
from rest_framework import serializers

from accounts.menu import ADVANCED, SECTIONS, registered
from accounts.models import Operator
from accounts.rights import all_rights
from developer_center.api.call import Call
from developer_center.api.errors import found
from developer_center.api.operation import operation
from developer_center.wire import moment, tf

LANGUAGES: Final = {"ko": "ko_KR", "en": "en_US", "ja": "ja_JP"}
# Rights of ours under the two heads that the contract has.
DETAILS: Final = {"product": ("products", "display", "promotions"), "order": ("orders", "customers")}
ONE_USER: Final = (
    "{user:{shop_no:int, admin_type:code1, user_name:str, nick_name:str, nick_name_icon_type:code1,"
    " nick_name_icon_url:str, board_exposure_setting:{admin_grade_icon:TF, nick_name_icon:TF, writer_name_icon:TF},"
    " phone:str, email:str, memo:str, available:TF, multishop_access_authority:TF, menu_access_authority:null,"
    " detail_authority_setting:null, ip_access_restriction:{usage:TF, registered_ip_list:[str]},"
    " access_permission:TF, admin_language:str}}"
)


class UserFilters(serializers.Serializer[Any]):
    """`keyword` is looked for in IDs, or in names with `search_type=name`."""

    search_type = serializers.ChoiceField(choices=["member_Id", "member_id", "name"], required=False)
    keyword = serializers.CharField(required=False, max_length=60)
    admin_type = serializers.ChoiceField(choices=["P", "A"], required=False)


@operation("GET", "users", params=UserFilters)
def users(call: Call) -> list[dict[str, Any]]:
    """The owner first, then the operators by ID."""
    rows = _operators(call).filter(_wanted(call)).order_by("-is_owner", "user__login_id")
    return [
        {
            "user_id": row.user.login_id,
            "user_name": row.user.name,
            "phone": _phone(row),
            "email": row.user.email,
            "ip_restriction_type": "F",
            "admin_type": _admin_type(row),
            "last_login_date": moment(row.user.last_login),
        }
        for row in rows
    ]


# The contract's list shows both trees of rights as text, and says what they are (Appendix A, note on users).
@operation("GET", "users/{user_id}", answers=ONE_USER)
def one_user(call: Call, user_id: str) -> dict[str, Any]:
    """One operator, with the menus they may open."""
    row: Operator = found(_operators(call), f"User {user_id[:20]}", user__login_id__iexact=user_id)
    return {
        "shop_no": call.shop_no,
        "admin_type": _admin_type(row),
        "user_name": row.user.name,
        "nick_name": "",
        "nick_name_icon_type": "D",
        "nick_name_icon_url": "",
        "board_exposure_setting": dict.fromkeys(("admin_grade_icon", "nick_name_icon", "writer_name_icon"), "F"),
        "phone": _phone(row),
        "email": row.user.email,
        "memo": "",
        "available": tf(row.is_active),
        "multishop_access_authority": tf(True),
        "menu_access_authority": menu_tree(row),
        "detail_authority_setting": {
            head: {right: tf(row.has_right(right)) for right in rights} for head, rights in DETAILS.items()
        },
        "ip_access_restriction": {"usage": tf(False), "registered_ip_list": []},
        "access_permission": tf(row.is_active),
        "admin_language": LANGUAGES.get(row.user.language or settings.LANGUAGE_CODE, LANGUAGES["en"]),
    }


def menu_tree(operator: Operator) -> dict[str, Any]:
    """The menus of the merchant admin by their heads, each with its rights and whether the operator has them."""
    labels = {right.key: str(right.label) for right in all_rights()}
    tree: dict[str, Any] = {section.key: {} for section in SECTIONS[ADVANCED]}
    for entry in registered():
        if entry.right is not None and entry.advanced is not None:
            tree[entry.advanced][entry.right] = {
                "key": entry.right,
                "name": labels[entry.right],
                "authority": operator.has_right(entry.right),
            }
    return {
        head: {"authority": any(one["authority"] for one in rights.values()), "detail_setting": rights}
        for head, rights in tree.items()
        if rights
    }


def _operators(call: Call) -> QuerySet[Operator]:
    return Operator.objects.filter(mall_id=call.caller.mall_id).select_related("user", "mall")


def _wanted(call: Call) -> Q:
    wanted, keyword = Q(), call.params.get("keyword")
    if keyword:
        is_name = call.params.get("search_type") == "name"
        wanted &= Q(user__name__icontains=keyword) if is_name else Q(user__login_id__icontains=keyword)
    if "admin_type" in call.params:
        wanted &= Q(is_owner=call.params["admin_type"] == "P")
    return wanted


def _admin_type(operator: Operator) -> str:
    """P the owner, A everybody else."""
    return "P" if operator.is_owner else "A"


def _phone(operator: Operator) -> str:
    """Operators have none; the owner's is the store's."""
    return operator.mall.phone if operator.is_owner else ""
