"""Change the prices of many products at once, by a percentage or an amount."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, Line, record_many
from accounts.money import LARGEST_AMOUNT, decimals_of
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.bulk_result import BulkResult, Refusal, locked
from catalog.domain.facts import BASE_SHOP_NO, base_shop
from catalog.models import Product, ProductListing


@dataclass(frozen=True, slots=True)
class PriceRule:
    """`percent`: by so many hundredths; `amount`: by so much in the base shop's currency. Below zero: cheaper."""

    kind: Literal["percent", "amount"]
    value: Decimal

    def apply(self, price: Decimal, currency: str) -> Decimal:
        """The new price, rounded half up to the currency's smallest unit; may come out of range."""
        new = price + (price * self.value / 100 if self.kind == "percent" else self.value)
        return new.quantize(Decimal(1).scaleb(-decimals_of(currency)), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a rule does to one product; out of range, its price stays."""

    product_id: int
    name: str
    before: Decimal
    after: Decimal

    @property
    def is_possible(self) -> bool:
        return 0 <= self.after <= LARGEST_AMOUNT


def preview_prices(product_ids: Iterable[int], rule: PriceRule) -> list[NewPrice]:
    """What `change_prices` would do, newest product first; one query for the products, one for the shop."""
    currency = base_shop().currency
    rows = Product.objects.filter(pk__in=set(product_ids)).order_by("-pk").values_list("pk", "name", "price")
    return [NewPrice(pk, name, price, rule.apply(price, currency)) for pk, name, price in rows]


@transaction.atomic
def change_prices(product_ids: Collection[int], rule: PriceRule, *, actor: Actor) -> BulkResult:
    """Change base prices. Refused: price_out_of_range, where the new price would be below zero or too large.

    Prices of other shops stay: they are in other currencies and are set by hand.
    """
    currency = base_shop().currency
    products = locked(product_ids)
    refused: list[Refusal] = []
    changed: list[Line] = []
    for product in products:
        new = NewPrice(product.pk, product.name, product.price, rule.apply(product.price, currency))
        if not new.is_possible:
            refused.append(Refusal(product.pk, product.name, "price_out_of_range"))
        elif new.after != new.before:
            Product.objects.filter(pk=product.pk).update(price=new.after, updated_at=timezone.now())
            ProductListing.objects.filter(product=product, shop_no=BASE_SHOP_NO).update(price=new.after)
            changed.append(Line(product, {"price": str(new.before)}, {"price": str(new.after)}))
    record_many("product.changed", changed, actor=actor)
    if changed:
        forget_mall_pages()
    return BulkResult.of(product_ids, products, len(changed), refused)
