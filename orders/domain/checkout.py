"""What a shopper hands in at checkout, what it costs, and what may be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from catalog.models import Product, ProductListing, Variant
from orders.domain.totals import total_of
from orders.models import Discount
from orders.queries.tax import TaxedAmount, TaxSums, tax_sums


class CheckoutRefused(Exception):
    """An order cannot be placed as asked; `field` names the input, `code` says why, `name` the product if any.

    `number` is how many pieces are allowed, where that is the matter.

    Codes: empty, not_on_sale, sold_out, too_few_left, weight_missing, no_shipping, coupon_unknown, coupon_over,
    coupon_minimum, coupon_first_order, coupon_overseas, coupon_used, extra_input_missing, guests_not_allowed,
    documents_changed, total_changed, and those of orders.queries.terms.Problem.
    """

    def __init__(self, code: str, *, at: str = "lines", name: str = "", number: int = 0) -> None:
        super().__init__(f"{code} {name}".strip())
        self.code, self.field, self.name, self.number = code, at, name, number


@dataclass(frozen=True, slots=True)
class Line:
    """So many pieces of one variant, with what was typed into its extra input options."""

    variant_id: int
    quantity: int
    extra_inputs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """Who buys."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where the parcel goes; `country` is ISO 3166-1 alpha-2."""

    name: str
    phone: str
    address1: str
    zipcode: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    country: str = "KR"


@dataclass(frozen=True, slots=True)
class Checkout:
    """Everything of one checkout. `customer_id` for a signed-in customer, else `guest_password` in clear.

    `idempotency_key` is made when the checkout page is drawn: handing it in twice places one order. `documents_seen` is
    the seal of the terms and privacy notice on that page; empty where no page was shown. `shown_total` is the amount
    on it: an order that would cost more is refused, one that costs less is placed.
    """

    shop_no: int
    lines: tuple[Line, ...]
    buyer: Person
    receiver: Address
    payment_method: str
    idempotency_key: str
    language: str = "ko"
    customer_id: int | None = None
    guest_password: str = ""
    payer_name: str = ""
    shipping_message: str = ""
    coupon_code: str = ""
    documents_seen: str = ""
    shown_total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line with the facts it is sold by. Money is in the shop's currency, VAT included."""

    variant: Variant
    product: Product
    listing: ProductListing
    name: str
    option_text: str
    quantity: int
    unit_price: Decimal
    extra_inputs: dict[str, str]
    discount: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """Before discounts."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class TakenDiscount:
    """A discount or coupon and what it takes off."""

    discount: Discount
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would cost right now."""

    currency: str
    lines: tuple[PricedLine, ...]
    discounts: tuple[TakenDiscount, ...]
    shipping_fee: Decimal
    weight_grams: int

    @property
    def items_amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def discount_amount(self) -> Decimal:
        """Of period discounts, coupons apart."""
        return self._taken(Discount.Kind.PERIOD)

    @property
    def coupon_amount(self) -> Decimal:
        return self._taken(Discount.Kind.COUPON)

    @property
    def tax(self) -> TaxSums:
        """The tax in the items."""
        lines = [
            TaxedAmount(line.amount - line.discount, line.product.sale_terms.tax_type, line.product.sale_terms.tax_rate)
            for line in self.lines
        ]
        return tax_sums(lines, self.currency)

    @property
    def total_amount(self) -> Decimal:
        return total_of(
            items=self.items_amount,
            discount=self.discount_amount,
            coupon=self.coupon_amount,
            shipping_fee=self.shipping_fee,
        )

    def _taken(self, kind: str) -> Decimal:
        return sum((taken.amount for taken in self.discounts if taken.discount.kind == kind), Decimal(0))
