"""Customers without personal values, and their groups (scope group customer; wire contract 2.4, 2.7)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import not_found
from developer_center.api.operation import operation
from developer_center.api.params import Ints, Texts
from developer_center.api.resources.customer_rows import customer_named, customer_row, group_row
from developer_center.wire import GROUP_NAME
from orders.domain.customer_account.change import leave
from orders.folding import digits
from orders.models import Customer
from orders.models.customer import GROUP_NO


class CustomerFilters(serializers.Serializer[Any]):
    """One of them is required: nobody's customers can be listed without knowing them (contract 2.4)."""

    member_id = Texts(required=False)
    cellphone = Texts(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("member_id") and not any(digits(one) for one in attrs.get("cellphone", [])):
            raise serializers.ValidationError({"cellphone": "cellphone or member_id is required."})
        return attrs


class GroupFilters(serializers.Serializer[Any]):
    """Filters of customer groups."""

    group_no = Ints(required=False)
    group_name = Texts(required=False)


@operation("GET", "customers", params=CustomerFilters)
def list_customers(call: Call) -> list[dict[str, Any]]:
    """Customers of the IDs or phone numbers that the app knows. One query."""
    rows = Customer.objects.all()
    if call.params.get("member_id"):
        rows = rows.filter(member_id_folded__in=[one.casefold() for one in call.params["member_id"]])
    numbers = [digits(one) for one in call.params.get("cellphone", []) if digits(one)]
    if numbers:
        rows = rows.filter(phone_digits__in=numbers)
    return [customer_row(customer) for customer in rows.order_by("-id")[:1000]]


@operation("DELETE", "customers/{member_id}")
def delete_customer(call: Call, member_id: str) -> dict[str, Any]:
    """End a customer's account as if the customer left: what tells who it is goes, orders stay (R3)."""
    customer = customer_named(member_id)
    leave(customer.pk, actor=call.actor)
    return {"shop_no": call.shop_no, "member_id": customer.member_id}


@operation("GET", "customergroups", params=GroupFilters)
def groups(call: Call) -> list[dict[str, Any]]:
    """The groups of customers: there is one, which everybody is of."""
    return [group_row(call.shop_no)] if _has_group(call) else []


@operation("GET", "customergroups/count", params=GroupFilters)
def count_groups(call: Call) -> int:
    """How many groups fit."""
    return int(_has_group(call))


@operation("GET", "customergroups/{group_no}")
def one_group(call: Call, group_no: int) -> dict[str, Any]:
    """The group."""
    if group_no != GROUP_NO:
        raise not_found(f"Customer group {group_no}")
    return group_row(call.shop_no)


def _has_group(call: Call) -> bool:
    return GROUP_NO in call.params.get("group_no", [GROUP_NO]) and GROUP_NAME in call.params.get(
        "group_name", [GROUP_NAME]
    )
