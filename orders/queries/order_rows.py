"""An order as a row of a list: texts that are ready to print, so that the template has nothing to work out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from django.utils.translation import gettext as _

from accounts.money import format_amount
from orders.models import ExportDeclaration, Order, OrderStage
from orders.queries.order_filter import SEOUL
from orders.queries.order_list import OrderFacts

STAGE_TONES: Final[dict[str, str]] = {
    OrderStage.AWAITING_PAYMENT: "yellow",
    OrderStage.PREPARING: "blue",
    OrderStage.AWAITING_SHIPMENT: "blue",
    OrderStage.HELD: "red",
    OrderStage.IN_TRANSIT: "cyan",
    OrderStage.DELIVERED: "green",
    OrderStage.CLOSED: "secondary",
}
PAYMENT_TONES: Final[dict[str, str]] = {
    Order.PaymentStatus.AWAITING: "yellow",
    Order.PaymentStatus.PAID: "green",
    Order.PaymentStatus.PART_REFUNDED: "orange",
    Order.PaymentStatus.REFUNDED: "secondary",
    Order.PaymentStatus.CANCELLED: "secondary",
}
DECLARATION_TONES: Final[dict[str, str]] = {
    ExportDeclaration.State.NOT_FILED: "secondary",
    ExportDeclaration.State.FILED: "blue",
    ExportDeclaration.State.ACCEPTED: "green",
    ExportDeclaration.State.FAILED: "red",
}
NOT_FILED: Final = ExportDeclaration.State.NOT_FILED.value


@dataclass(slots=True)
class OrderRow:
    """One row. `typed` and `error` come back from a bulk action that refused this order."""

    number: str
    placed: str
    buyer: str
    who: str
    product: str
    detail: str
    total: str
    method: str
    payment: str
    payment_tone: str
    stage: str
    stage_tone: str
    progress: str
    has_memo: bool
    has_claim: bool
    may_ship: bool
    declaration: str
    declaration_tone: str
    typed: str = ""
    error: str = ""

    @classmethod
    def of(cls, order: OrderFacts, labels: Labels) -> Self:
        """From an order of `order_page`; no query."""
        declaration = "" if order.receiver_country == labels.home else order.declaration or NOT_FILED
        return cls(
            number=order.number,
            placed=_placed(order, labels),
            buyer=order.buyer_name,
            who=labels.guest if order.member_id is None else order.member_id,
            product=order.product_name or "",
            detail=_detail(order, labels),
            total=format_amount(order.total_amount, order.currency, labels.language),
            method=labels.methods.get(order.payment_method, order.payment_method),
            payment=labels.payments[order.payment_status],
            payment_tone=PAYMENT_TONES[order.payment_status],
            stage=labels.stages[order.stage],
            stage_tone=STAGE_TONES[order.stage],
            progress=_progress(order, labels),
            has_memo=order.has_memo,
            has_claim=order.has_open_claim,
            may_ship=order.may_ship,
            declaration=labels.declarations[declaration] if declaration else "",
            declaration_tone=DECLARATION_TONES.get(declaration, ""),
        )


@dataclass(frozen=True, slots=True)
class Labels:
    """Texts in the reader's language, looked up once for all rows."""

    language: str
    guest: str
    methods: dict[str, str]
    payments: dict[str, str]
    stages: dict[str, str]
    declarations: dict[str, str]
    more: str
    progress: str
    shops: Mapping[int, str]
    home: str

    @classmethod
    def in_language(cls, language: str, shops: Mapping[int, str], *, home: str) -> Self:
        """`home` is the mall's country: orders that go there are not declared."""
        return cls(
            language,
            _("Guest"),
            {value: str(label) for value, label in Order.PaymentMethod.choices},
            {value: str(label) for value, label in Order.PaymentStatus.choices},
            {value: str(label) for value, label in OrderStage.choices},
            {value: str(label) for value, label in ExportDeclaration.State.choices},
            _("and %(count)s more"),
            _("%(shipped)s of %(all)s shipped"),
            shops,
            home,
        )


def _placed(order: OrderFacts, labels: Labels) -> str:
    """The order's time in Seoul and, in a mall of several shops, the shop."""
    at = order.placed_at.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")
    return f"{at} · {labels.shops.get(order.shop_no, order.shop_no)}" if len(labels.shops) > 1 else at


def _detail(order: OrderFacts, labels: Labels) -> str:
    """The first line's option and pieces, and how many other lines there are."""
    if not order.lines:
        return ""
    parts = [order.option_text, f"\N{MULTIPLICATION SIGN} {order.quantity}"]
    if order.lines > 1:
        parts.append(labels.more % {"count": order.lines - 1})
    return " · ".join(part for part in parts if part)


def _progress(order: OrderFacts, labels: Labels) -> str:
    """How far a partly shipped order is; empty where all its living lines stand together."""
    if not order.shipped or order.shipped == order.living:
        return ""
    return labels.progress % {"shipped": order.shipped, "all": order.living}
