"""An order as a row of a list: texts that are ready to print, so that the template has nothing to work out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.money import format_amount
from orders.models import ExportDeclaration, ItemStatus, Order, OrderItem, OrderStage
from orders.models.status import BEFORE_SHIPPING, ENDED, SHIPPED

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
    def of(cls, order: Order, labels: Labels) -> Self:
        """From an order of `order_page`; no query."""
        items = list(order.items.all())
        found: Any = order
        declaration = "" if order.receiver_country == labels.home else found.declaration or NOT_FILED
        return cls(
            number=order.number,
            placed=_placed(order, labels),
            buyer=order.buyer_name,
            who=order.customer.member_id if order.customer else labels.guest,
            product=items[0].product_name if items else "",
            detail=_detail(items),
            total=format_amount(order.total_amount, order.currency, labels.language),
            method=labels.methods.get(order.payment_method, order.payment_method),
            payment=labels.payments[order.payment_status],
            payment_tone=PAYMENT_TONES[Order.PaymentStatus(order.payment_status)],
            stage=labels.stages[order.stage],
            stage_tone=STAGE_TONES[OrderStage(order.stage)],
            progress=_progress(items),
            has_memo=found.memo_id is not None,
            has_claim=order.has_open_claim,
            may_ship=any(item.status in BEFORE_SHIPPING and item.status != ItemStatus.SHIPMENT_HELD for item in items),
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
            shops,
            home,
        )


def _placed(order: Order, labels: Labels) -> str:
    """The order's time in Seoul and, in a mall of several shops, the shop."""
    at = timezone.localtime(order.placed_at).strftime("%Y-%m-%d %H:%M")
    return f"{at} · {labels.shops.get(order.shop_no, order.shop_no)}" if len(labels.shops) > 1 else at


def _detail(items: list[OrderItem]) -> str:
    """The first item's option and pieces, and how many other items there are."""
    if not items:
        return ""
    parts = [items[0].option_text, f"\N{MULTIPLICATION SIGN} {items[0].quantity}"]
    if len(items) > 1:
        parts.append(_("and %(count)s more") % {"count": len(items) - 1})
    return " · ".join(part for part in parts if part)


def _progress(items: list[OrderItem]) -> str:
    """How far a partly shipped order is; empty where all its living items stand together."""
    living = [item for item in items if item.status not in ENDED]
    shipped = sum(item.status in SHIPPED for item in living)
    if not shipped or shipped == len(living):
        return ""
    return _("%(shipped)s of %(all)s shipped") % {"shipped": shipped, "all": len(living)}
