"""What `embed` adds to orders: items, people, claims, refunds, benefits and coupons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from developer_center.api.resources.claim_rows import CLAIM_SHAPE, claim_row
from developer_center.api.resources.discount_rows import BENEFIT_SHAPE, COUPON_SHAPE, benefit_row, coupon_row, uses_of
from developer_center.api.resources.order_item_rows import claims_of_items, item_row, standing
from developer_center.api.resources.order_people_rows import buyer_row, receiver_row
from developer_center.api.resources.refund_rows import REFUND_SHAPE, refund_row
from orders.models import Claim, ClaimItem, DiscountUse, Order, OrderItem, Refund

Items = Mapping[int, Sequence[OrderItem]]
Embed = Callable[[Order], Any]

CLAIMS: Final = {
    "cancellation": Claim.Kind.CANCEL,
    "return": Claim.Kind.RETURN,
    "exchange": Claim.Kind.EXCHANGE,
}
EMBEDS: Final = {
    **dict.fromkeys(CLAIMS, f"[{CLAIM_SHAPE}]"),
    "refunds": f"[{REFUND_SHAPE}]",
    "benefits": f"[{BENEFIT_SHAPE}]",
    "coupons": f"[{COUPON_SHAPE}]",
}


def embedded(orders: Sequence[Order], items: Items, names: AbstractSet[str]) -> dict[int, dict[str, Any]]:
    """Order key -> what is added to its row, for the names that are asked for. At most one query a name."""
    order_ids = [order.pk for order in orders]
    makers: dict[str, Embed] = {"receivers": lambda order: [receiver_row(order)], "buyer": buyer_row}
    if names & ({"items"} | CLAIMS.keys()):
        makers |= _of_claims(order_ids, items)
    if "refunds" in names:
        makers["refunds"] = _refunds(order_ids)
    if names & {"benefits", "coupons"}:
        makers |= _discounts(order_ids)
    return {order.pk: {name: makers[name](order) for name in sorted(names)} for order in orders}


def _of_claims(order_ids: Sequence[int], items: Items) -> dict[str, Embed]:
    rows = claims_of_items(order_ids)
    newest = standing(rows)
    by_order: dict[tuple[int, str], dict[int, list[ClaimItem]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_order[row.claim.order_id, row.claim.kind][row.claim_id].append(row)

    def claims(kind: str) -> Embed:
        return lambda order: [claim_row(inside[0].claim, order, inside) for inside in by_order[order.pk, kind].values()]

    makers: dict[str, Embed] = {name: claims(kind) for name, kind in CLAIMS.items()}
    makers["items"] = lambda order: [item_row(order, item, newest) for item in items[order.pk]]
    return makers


def _refunds(order_ids: Sequence[int]) -> Embed:
    by_order: dict[int, list[Refund]] = defaultdict(list)
    for refund in Refund.objects.filter(order_id__in=order_ids).select_related("claim").order_by("id"):
        by_order[refund.order_id].append(refund)
    return lambda order: [refund_row(refund, order) for refund in by_order[order.pk]]


def _discounts(order_ids: Sequence[int]) -> dict[str, Embed]:
    by_order: dict[int, list[DiscountUse]] = defaultdict(list)
    for use in uses_of(order_ids):
        by_order[use.order_id].append(use)
    return {
        "benefits": lambda order: [benefit_row(use, order) for use in by_order[order.pk] if not use.discount.code],
        "coupons": lambda order: [coupon_row(use, order) for use in by_order[order.pk] if use.discount.code],
    }
