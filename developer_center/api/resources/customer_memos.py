"""Memos about customers (scope group customer). Shapes: not in our contract (C), from the public manual."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import found, refusing, unchanged
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF, Moment, Period
from developer_center.api.resources.customer_rows import customer_named
from developer_center.wire import moment, tf
from orders.domain.customer_memos import (
    MOST_MEMOS,
    TooManyMemos,
    add_customer_memo,
    change_customer_memo,
    delete_customer_memo,
)
from orders.models import Customer, CustomerMemo

MEMOS: Final = "customers/{member_id}/memos"
KEYS: Final = "shop_no:int, memo_no:int, author_id:str, memo:str, important_flag:TF, created_date:dt"
ONE: Final = f"{{memo:{{{KEYS}}}}}"
COLUMNS: Final = {"memo": "text", "important_flag": "is_important", "author_id": "author_id"}


class CustomerMemoFilters(Period):
    """Filters of a customer's memos; the period is that of writing, `memo` is a part of the text."""

    start_date = Moment(required=False)
    end_date = Moment(required=False, ends=True)
    important_flag = TF(required=False)
    memo = serializers.CharField(required=False, max_length=100)


class CustomerMemoBody(serializers.Serializer[Any]):
    """A memo. `author_id` is the ID of the operator whom the app writes for."""

    author_id = serializers.CharField(max_length=CustomerMemo._meta.get_field("author_id").max_length)
    memo = serializers.CharField(max_length=CustomerMemo._meta.get_field("text").max_length)
    important_flag = TF(required=False)


@operation(
    "GET",
    MEMOS,
    params=CustomerMemoFilters,
    paging=Paging(most=100, offset_most=10_000),
    answers=f"{{memos:[{{{KEYS}}}]}}",
)
def list_memos(call: Call, member_id: str) -> list[dict[str, Any]]:
    """What the store noted about a customer, newest first. Two queries."""
    customer = customer_named(member_id)
    rows = CustomerMemo.objects.filter(customer=customer)
    if "start_date" in call.params:
        rows = rows.filter(created_at__gte=call.params["start_date"], created_at__lte=call.params["end_date"])
    if "important_flag" in call.params:
        rows = rows.filter(is_important=call.params["important_flag"])
    if call.params.get("memo"):
        rows = rows.filter(text__icontains=call.params["memo"])
    page = rows.order_by("-pk")[call.offset : call.offset + call.limit]
    return [memo_row(memo, customer) for memo in page]


@operation("GET", f"{MEMOS}/count", answers="{count:int}")
def count_memos(call: Call, member_id: str) -> int:
    """How many memos there are about a customer."""
    return CustomerMemo.objects.filter(customer=customer_named(member_id)).count()


@operation("POST", MEMOS, body=CustomerMemoBody, answers=ONE)
def post_memo(call: Call, member_id: str) -> dict[str, Any]:
    """Write a memo."""
    customer = customer_named(member_id)
    wanted = {ours: call.body[theirs] for theirs, ours in COLUMNS.items() if theirs in call.body}
    with refusing("memo", {TooManyMemos: f"A customer has at most {MOST_MEMOS} memos."}):
        memo = add_customer_memo(customer.pk, **wanted, actor=call.actor)
    return memo_row(memo, customer)


@operation("GET", f"{MEMOS}/{{memo_no}}", answers=ONE)
def one_memo(call: Call, member_id: str, memo_no: int) -> dict[str, Any]:
    """One memo."""
    customer = customer_named(member_id)
    return memo_row(_memo(customer, memo_no), customer)


@operation("PUT", f"{MEMOS}/{{memo_no}}", body=CustomerMemoBody, answers=ONE)
def put_memo(call: Call, member_id: str, memo_no: int) -> dict[str, Any]:
    """Change what a memo says, whose it is, or whether it is important. 409 where it is so already."""
    customer = customer_named(member_id)
    wanted = {ours: call.body[theirs] for theirs, ours in COLUMNS.items() if theirs in call.body}
    memo = _memo(customer, memo_no)
    if all(getattr(memo, name) == value for name, value in wanted.items()):
        raise unchanged()
    memo = change_customer_memo(customer.pk, memo.pk, wanted, actor=call.actor)
    return memo_row(memo, customer)


@operation("DELETE", f"{MEMOS}/{{memo_no}}", answers="{memo:{shop_no:int, memo_no:int}}")
def remove_memo(call: Call, member_id: str, memo_no: int) -> dict[str, Any]:
    """Delete a memo."""
    customer = customer_named(member_id)
    delete_customer_memo(customer.pk, _memo(customer, memo_no).pk, actor=call.actor)
    return {"shop_no": customer.shop_no, "memo_no": memo_no}


def memo_row(memo: CustomerMemo, customer: Customer) -> dict[str, Any]:
    """One memo."""
    return {
        "shop_no": customer.shop_no,
        "memo_no": memo.pk,
        "author_id": memo.author_id,
        "memo": memo.text,
        "important_flag": tf(memo.is_important),
        "created_date": moment(memo.created_at),
    }


def _memo(customer: Customer, memo_no: int) -> CustomerMemo:
    memos: QuerySet[CustomerMemo] = CustomerMemo.objects.filter(customer=customer)
    return found(memos, f"Memo {memo_no}", pk=memo_no)
