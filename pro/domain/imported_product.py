"""Make a product of ours from one at a market: options, full prices, currency, cleaned words (R3.14).

A price in another currency is multiplied by the import's rate and rounded half up to the smallest unit of the base
shop's currency. The product's price is that of its cheapest combination; the others have the difference on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db import transaction

from accounts.audit import Actor
from accounts.money import BadAmount, decimals_of
from catalog.domain.change_variants import VariantChange, change_variants
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.options import VALUE_LENGTH, Option, OptionsRefused
from catalog.domain.write_translation import shortened
from catalog.models import Product, Variant
from catalog.models.product import CODE_LENGTH, NAME_LENGTH, SUMMARY_LENGTH
from pro.marketplaces.types import MarketProduct, MarketVariant

LONGEST_DESCRIPTION: Final = 200_000
MOST_STOCK: Final = 999_999_999
MOST_GRAMS: Final = 999_999_990


class NotImportable(Exception):
    """One product cannot become ours; `reason` is a code of pro.request_words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Exchange:
    """From a market's amounts to the base shop's; `rate` None: the same currency."""

    currency: str
    rate: Decimal | None = None

    def to_base(self, amount: Decimal) -> Decimal:
        """Rounded half up to the smallest unit; above zero stays above zero."""
        unit = Decimal(1).scaleb(-decimals_of(self.currency))
        if not amount.is_finite() or amount.adjusted() > 15:
            raise NotImportable("market_price")
        exact = (amount if self.rate is None else amount * self.rate).quantize(unit, ROUND_HALF_UP)
        return max(exact, unit) if amount > 0 else exact


@dataclass(frozen=True, slots=True)
class Terms:
    """How products of one import are made: the exchange, whether the base shop sells them, codes that are taken."""

    exchange: Exchange
    sells_in_base: bool
    taken_codes: frozenset[str] = frozenset()


@transaction.atomic
def make_product(found: MarketProduct, terms: Terms, *, actor: Actor) -> Product:
    """Register it in the base shop, hidden there unless it is sold there. Raises NotImportable: nothing is written."""
    name = shortened(_line(found.name), NAME_LENGTH)
    if not name:
        raise NotImportable("market_no_name")
    if len(found.description_html) > LONGEST_DESCRIPTION:
        raise NotImportable("market_text_too_long")
    variants = _variants(found)
    prices = {values: terms.exchange.to_base(one.price) for values, one in variants.items()}
    price = min(prices.values()) if prices else terms.exchange.to_base(found.price)
    is_on = found.is_selling and terms.sells_in_base
    code = _line(found.seller_code)
    facts = ProductFacts(
        name=name,
        price=price,
        summary=shortened(_line(found.summary), SUMMARY_LENGTH),
        description=found.description_html.replace("\0", ""),
        weight_grams=found.weight_grams if found.weight_grams and found.weight_grams <= MOST_GRAMS else None,
        display=is_on,
        selling=is_on,
        tracks_stock=found.stock is not None and not variants,
        code=code if len(code) <= CODE_LENGTH and code not in terms.taken_codes else "",
        material=shortened(_line(found.material), 400),
        options=_options(found) if variants else (),
    )
    try:
        product = create_product(facts, stock=0 if variants else _stock(found.stock), actor=actor)
        if variants:
            _set_variants(product, variants, {values: prices[values] - price for values in prices}, actor)
    except BadAmount as error:
        raise NotImportable("market_price") from error
    except OptionsRefused as error:
        reason = "market_too_many_variants" if error.reason.startswith("too_many") else "market_options"
        raise NotImportable(reason) from error
    return product


def _variants(found: MarketProduct) -> dict[tuple[str, ...], MarketVariant]:
    """Combinations by their values in our words; none where the product has no options."""
    if not found.options:
        return {}
    variants = {tuple(_word(value) for value in one.values): one for one in found.variants}
    if len(variants) < len(found.variants) or any(len(values) != len(found.options) for values in variants):
        raise NotImportable("market_options")
    if not variants:
        raise NotImportable("market_nothing_sold")
    return variants


def _options(found: MarketProduct) -> tuple[Option, ...]:
    return tuple(Option(_word(one.name), tuple(_word(value) for value in one.values)) for one in found.options)


def _set_variants(
    product: Product,
    variants: Mapping[tuple[str, ...], MarketVariant],
    deltas: Mapping[tuple[str, ...], Decimal],
    actor: Actor,
) -> None:
    """A combination that the market does not have is not sold."""
    changes = []
    known = set()
    for row in Variant.objects.filter(product=product).order_by("position"):
        values = tuple(row.option_values)
        one = variants.get(values)
        known.add(values)
        if one is None:
            changes.append(VariantChange(row.pk, Decimal(0), is_sold=False, tracks_stock=False))
        else:
            changes.append(
                VariantChange(
                    row.pk,
                    deltas[values],
                    is_sold=True,
                    tracks_stock=one.stock is not None,
                    stock_change=_stock(one.stock),
                )
            )
    if not set(variants) <= known:  # a combination of values that its options do not name
        raise NotImportable("market_options")
    change_variants(product.pk, changes, actor=actor)


def _stock(told: int | None) -> int:
    return max(0, min(told or 0, MOST_STOCK))


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _word(text: str) -> str:
    return shortened(_line(text), VALUE_LENGTH)
