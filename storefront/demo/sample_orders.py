"""Orders of a test mall: one in each state that an app has to tell apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.audit import Actor
from catalog.domain.facts import base_shop
from catalog.models import Variant
from orders.domain.cancel_unpaid import cancel_unpaid
from orders.domain.checkout import Address, Checkout, Line, Person
from orders.domain.claims.request import Wish, request_claim
from orders.domain.deliver_items import confirm_purchase, deliver_items
from orders.domain.memos import add_memo
from orders.domain.pay_order import pay_order
from orders.domain.place_order import place_order
from orders.domain.prepare_items import prepare_items
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Carrier, Claim, Customer, ItemStatus, Order
from storefront.demo.products import HANARO

GATEWAY: Final = "cash"
GUEST_PASSWORD: Final = "guest-test-1234"  # noqa: S105 - of invented orders
# On sale, without options, with stock enough for all the orders here.
PLAIN: Final = [one.name for one in HANARO if one.selling and not one.options and (one.stock or 0) >= 30]
STREETS: Final = ("세종대로 1", "강남대로 22", "해운대로 303")


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """So many pieces of products by their place among those on sale; no `member_id`: a guest's. `steps` bring it on."""

    key: str
    pieces: Mapping[int, int]
    steps: Sequence[str] = ()
    member_id: str = ""
    memo: str = ""


TO_SHIPPED: Final = ("pay", "ship")
TO_DELIVERED: Final = (*TO_SHIPPED, "deliver")
ORDERS: Final = (
    SampleOrder("unpaid", {0: 1}, member_id="minji"),
    SampleOrder("unpaid-guest", {1: 2, 2: 1}),
    SampleOrder("paid", {3: 1, 4: 3}, ("pay",), "seojun", memo="선물 포장 요청"),
    SampleOrder("paid-guest", {5: 1}, ("pay",)),
    SampleOrder("preparing", {2: 2}, ("pay", "prepare"), "haeun"),
    SampleOrder("in-transit", {4: 5, 6: 1}, TO_SHIPPED, "doyun"),
    SampleOrder("in-transit-guest", {0: 2}, TO_SHIPPED),
    SampleOrder("delivered", {7: 1, 1: 1}, TO_DELIVERED, "jiwoo"),
    SampleOrder("confirmed", {2: 1}, (*TO_DELIVERED, "confirm"), "minji"),
    SampleOrder("cancelled", {3: 1}, ("cancel",), "seojun"),
    SampleOrder("cancel-asked", {5: 2}, ("pay", "ask_cancel"), "haeun"),
    SampleOrder("return-asked", {6: 1}, (*TO_DELIVERED, "ask_return"), "doyun"),
)


def place_sample_order(wanted: SampleOrder, actor: Actor) -> None:
    """Place it in the open mall and bring it to its state; a second call changes nothing."""
    key = f"sample-{wanted.key}"
    if Order.objects.filter(idempotency_key=key).exists():
        return
    order = place_order(base_shop(), _checkout(wanted, key), actor=actor)
    for step in wanted.steps:
        STEPS[step](order, actor)
    if wanted.memo:
        add_memo(order.pk, wanted.memo, actor=actor)


def _checkout(wanted: SampleOrder, key: str) -> Checkout:
    customer = Customer.objects.filter(member_id_folded=wanted.member_id).first()
    name, phone = (customer.name, customer.phone) if customer else ("오시은", "010-0000-0099")
    email = customer.email if customer else "guest@shopper.invalid"
    return Checkout(
        shop_no=1,
        lines=tuple(_line(place, quantity) for place, quantity in wanted.pieces.items()),
        buyer=Person(name, email, phone),
        receiver=Address(name, phone, STREETS[len(key) % len(STREETS)], zipcode="04524", address2="101호"),
        payment_method=GATEWAY,
        idempotency_key=key,
        customer_id=customer.pk if customer else None,
        guest_password="" if customer else GUEST_PASSWORD,
        payer_name=name,
    )


def _line(place: int, quantity: int) -> Line:
    return Line(Variant.objects.get(product__name=PLAIN[place]).pk, quantity)


def _pay(order: Order, actor: Actor) -> None:
    pay_order(order.pk, gateway=GATEWAY, actor=actor)


def _prepare(order: Order, actor: Actor) -> None:
    prepare_items(order.pk, ItemStatus.AWAITING_SHIPMENT, actor=actor)


def _ship(order: Order, actor: Actor) -> None:
    ship_items(order.pk, Shipment(Carrier.CJ, f"6{order.pk:011d}"), actor=actor)


def _cancel(order: Order, actor: Actor) -> None:
    cancel_unpaid(order.pk, reason="고객 요청", actor=actor)


def _ask(order: Order, kind: str, actor: Actor) -> None:
    quantities = dict(order.items.values_list("pk", "quantity"))
    request_claim(order.pk, Wish(kind, Claim.Reason.CHANGE_OF_MIND, quantities), actor=actor)


STEPS: Final[Mapping[str, Callable[[Order, Actor], object]]] = MappingProxyType(
    {
        "pay": _pay,
        "prepare": _prepare,
        "ship": _ship,
        "deliver": lambda order, actor: deliver_items(order.pk, actor=actor),
        "confirm": lambda order, actor: confirm_purchase(order.pk, actor=actor),
        "cancel": _cancel,
        "ask_cancel": lambda order, actor: _ask(order, Claim.Kind.CANCEL, actor),
        "ask_return": lambda order, actor: _ask(order, Claim.Kind.RETURN, actor),
    }
)
