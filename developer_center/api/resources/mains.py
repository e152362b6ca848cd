"""Main categories: the sections of a shop's main page (scope group category; wire contract 2.7).

`mains` is the key of the envelope for one section too.
"""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from catalog.domain.main_categories import (
    MOST_MAIN_CATEGORIES,
    AutoDisplayKept,
    TooManyMainCategories,
    add_main_category,
    change_main_category,
    delete_main_category,
)
from catalog.models import MainCategory
from developer_center.api.call import Call
from developer_center.api.errors import found, refusing, unchanged
from developer_center.api.operation import operation
from developer_center.api.params import TF
from developer_center.wire import tf

NAMES: Final = {"group_name": "name", "soldout_sort_type": "sold_out", "use_autodisplay": "auto_display"}


class MainFields(serializers.Serializer[Any]):
    """What an app may set on a section."""

    group_name = serializers.CharField(max_length=50)
    soldout_sort_type = serializers.ChoiceField(choices=["B", "N"], required=False)
    use_autodisplay = TF(required=False)


@operation("GET", "mains")
def list_mains(call: Call) -> list[dict[str, Any]]:
    """The sections of a shop's main page, in their order."""
    rows = MainCategory.objects.filter(shop_no=call.shop_no).order_by("position", "pk")
    return [_row(row) | {"use_autodisplay": tf(row.auto_display)} for row in rows]


@operation("POST", "mains", body=MainFields)
def create_main(call: Call) -> dict[str, Any]:
    """Add a section as the last one, under the next display group."""
    with refusing("group_name", {TooManyMainCategories: f"A shop has at most {MOST_MAIN_CATEGORIES} main categories."}):
        row = add_main_category(call.body["group_name"], shop_no=call.shop_no, actor=call.actor)
    return _row(_change(call, row))


@operation("PUT", "mains/{display_group}", body=MainFields)
def update_main(call: Call, display_group: int) -> dict[str, Any]:
    """Change the name of a section, where its sold-out products stand, and its own automatic display."""
    row = section(call, display_group)
    given = {NAMES[name]: value for name, value in call.body.items()}
    if all(getattr(row, name) == value for name, value in given.items()):
        raise unchanged()
    return _row(_change(call, row))


@operation("DELETE", "mains/{display_group}")
def delete_main(call: Call, display_group: int) -> dict[str, Any]:
    """Take a section off the main page; its products stay products."""
    delete_main_category(section(call, display_group).pk, actor=call.actor)
    return {"display_group": display_group}


def section(call: Call, display_group: int) -> MainCategory:
    """The shop's section of a display group, or 404."""
    sections = MainCategory.objects.filter(shop_no=call.shop_no)
    row: MainCategory = found(sections, f"Main category {display_group}", display_group=display_group)
    return row


def _change(call: Call, row: MainCategory) -> MainCategory:
    given = {NAMES[name]: value for name, value in call.body.items()}
    with refusing("use_autodisplay", {AutoDisplayKept: "This section is filled by a service that the store uses."}):
        return change_main_category(row.pk, given, actor=call.actor)


def _row(row: MainCategory) -> dict[str, Any]:
    return {
        "shop_no": row.shop_no,
        "module_code": row.module_code,
        "display_group": row.display_group,
        "group_name": row.name,
        "soldout_sort_type": row.sold_out,
    }
