"""Memos of the store on orders. Shapes: not in our contract (C), after Cafe24's manual."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import found
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF, Texts
from developer_center.api.resources.order_codes import order_named
from developer_center.api.resources.order_params import SpannedPeriod
from developer_center.wire import moment, tf
from orders.domain.memos import add_memo, change_memo, delete_memo, pin_memo
from orders.folding import digits
from orders.models import Order, OrderMemo

KEYS: Final = (
    "shop_no:int, order_id:str, memo_no:int, created_date:dt, author_id:str, content:str, fixed:TF, "
    "starred_memo:TF, use_customer_inquiry:TF, attach_type:code1, product_list:[str]"
)
ONE: Final = f"{{memo:{{{KEYS}}}}}"


class MemoFilters(SpannedPeriod):
    """Filters of GET orders/memos; the period is that of writing."""

    names = ("order_id",)

    order_id = Texts(required=False)


class OrderMemoBody(serializers.Serializer[Any]):
    """A memo to write or to change."""

    content = serializers.CharField(max_length=2000)
    fixed = TF(required=False)


@operation("GET", "orders/memos", params=MemoFilters, paging=Paging(most=100), answers=f"{{memos:[{{{KEYS}}}]}}")
def list_memos(call: Call) -> list[dict[str, Any]]:
    """Memos of a period, or of named orders, newest first. One query."""
    rows = OrderMemo.objects.select_related("order")
    if call.params.get("order_id"):
        rows = rows.filter(order__number_digits__in=[digits(number) for number in call.params["order_id"]])
    if "start_date" in call.params:
        rows = rows.filter(created_at__gte=call.params["start_date"], created_at__lte=call.params["end_date"])
    page = rows.order_by("-created_at", "-id")[call.offset : call.offset + call.limit]
    return [memo_row(memo, memo.order) for memo in page]


@operation("GET", "orders/{order_id}/memos", answers=f"{{memos:[{{{KEYS}}}]}}")
def memos_of_order(call: Call, order_id: str) -> list[dict[str, Any]]:
    """All memos of an order: pinned ones first, then the newest."""
    order = order_named(order_id)
    return [memo_row(memo, order) for memo in OrderMemo.objects.filter(order=order)]


@operation("POST", "orders/{order_id}/memos", body=OrderMemoBody, answers=ONE)
def post_memo(call: Call, order_id: str) -> dict[str, Any]:
    """Write a memo."""
    order = order_named(order_id)
    memo = add_memo(order.pk, call.body["content"], actor=call.actor)
    if call.body.get("fixed"):
        memo = pin_memo(order.pk, memo.pk, is_pinned=True, actor=call.actor)
    return memo_row(memo, order)


@operation("PUT", "orders/{order_id}/memos/{memo_no}", body=OrderMemoBody, answers=ONE)
def put_memo(call: Call, order_id: str, memo_no: int) -> dict[str, Any]:
    """Change what a memo says, or whether it stays on top."""
    order = order_named(order_id)
    memo = _memo(order, memo_no)
    if "content" in call.body:
        memo = change_memo(order.pk, memo.pk, call.body["content"], actor=call.actor)
    if "fixed" in call.body:
        memo = pin_memo(order.pk, memo.pk, is_pinned=call.body["fixed"], actor=call.actor)
    return memo_row(memo, order)


@operation("DELETE", "orders/{order_id}/memos/{memo_no}", answers="{memo:{shop_no:int, order_id:str, memo_no:int}}")
def remove_memo(call: Call, order_id: str, memo_no: int) -> dict[str, Any]:
    """Delete a memo."""
    order = order_named(order_id)
    delete_memo(order.pk, _memo(order, memo_no).pk, actor=call.actor)
    return {"shop_no": order.shop_no, "order_id": order.number, "memo_no": memo_no}


def memo_row(memo: OrderMemo, order: Order) -> dict[str, Any]:
    """One memo; those of apps have no author's ID."""
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "memo_no": memo.pk,
        "created_date": moment(memo.created_at),
        "author_id": memo.author_name,
        "content": memo.text,
        "fixed": tf(memo.is_pinned),
        "starred_memo": "F",
        "use_customer_inquiry": "F",
        "attach_type": "O",
        "product_list": [],
    }


def _memo(order: Order, memo_no: int) -> OrderMemo:
    memos: QuerySet[OrderMemo] = OrderMemo.objects.filter(order=order)
    return found(memos, f"Memo {memo_no}", pk=memo_no)
