"""Change stock, additional price and sale of a product's combinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.money import check_amount
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.facts import app_facts_text, base_shop
from catalog.models import Product, Variant


class VariantRefused(Exception):
    """Stock of one combination was to be lowered by more than is left; `stock` pieces are there."""

    def __init__(self, variant_id: int, stock: int) -> None:
        super().__init__(f"Only {stock} left of variant {variant_id}.")
        self.variant_id, self.stock = variant_id, stock


@dataclass(frozen=True, slots=True)
class VariantChange:
    """How one combination is to be. Stock moves by a difference, so that sales in the meantime are not undone.

    An `own_code` of None stays; `app_facts` are put among those that there are (Variant.app_facts).
    """

    variant_id: int
    price_delta: Decimal
    is_sold: bool
    tracks_stock: bool
    stock_change: int = 0
    own_code: str | None = None
    app_facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def change_variants(product_id: int, wanted: Sequence[VariantChange], *, actor: Actor) -> int:
    """Write what differs; answers how many combinations changed. Ids that are not of this product are passed over.

    The additional price is in the base shop's currency and not below zero.
    Raises Product.DoesNotExist, BadAmount and VariantRefused; nothing is written then.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    currency = base_shop().currency
    rows = {row.pk: row for row in Variant.objects.select_for_update().filter(product=product).order_by("pk")}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in wanted:
        row = rows.get(change.variant_id)
        if row is None:
            continue
        name = " / ".join(row.option_values) or product.name
        was, became = _facts(row), _apply(row, change, currency)
        if was != became:
            before[name], after[name] = _text(was), _text(became)
    if not after:
        return 0
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    record("product.variants_changed", product, actor=actor, before=before, after=after)
    forget_mall_pages()
    return len(after)


def _apply(row: Variant, change: VariantChange, currency: str) -> dict[str, Any]:
    delta = check_amount(change.price_delta, currency)
    if row.stock + change.stock_change < 0:
        raise VariantRefused(row.pk, row.stock)
    values = {
        "price_delta": delta,
        "is_sold": change.is_sold,
        "tracks_stock": change.tracks_stock,
        "own_code": row.own_code if change.own_code is None else change.own_code,
        "app_facts": {**row.app_facts, **change.app_facts},
    }
    became = values | {"stock": row.stock + change.stock_change}
    if became != _facts(row):
        Variant.objects.filter(pk=row.pk).update(**values, stock=F("stock") + change.stock_change)
    return became


def _facts(row: Variant) -> dict[str, Any]:
    return {
        "price_delta": row.price_delta,
        "is_sold": row.is_sold,
        "tracks_stock": row.tracks_stock,
        "own_code": row.own_code,
        "app_facts": row.app_facts,
        "stock": row.stock,
    }


def _text(facts: dict[str, Any]) -> str:
    pieces = str(facts["stock"]) if facts["tracks_stock"] else "∞"
    sign = format(facts["price_delta"].normalize(), "+f")
    more = [facts["own_code"], *app_facts_text(facts["app_facts"])]
    return " · ".join([sign, pieces, "T" if facts["is_sold"] else "F", *filter(None, more)])
