"""Work out what a checkout costs; reads only, so the cart and the checkout page show what will be charged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from accounts.models import Shop
from accounts.money import decimals_of
from catalog.models import ProductListing, Variant
from orders.domain.checkout import CheckoutRefused, Line, PricedLine, Quote, TakenDiscount
from orders.domain.discounts import applicable_discounts
from orders.domain.shipping_fee import shipping_fee
from orders.queries.terms import Pieces, problems_of


def quote(
    shop: Shop, lines: Iterable[Line], *, country: str, coupon_code: str = "", customer_id: int | None = None
) -> Quote:
    """Price lines for a destination. Raises CheckoutRefused where something may not be sold that way.

    Stock is checked here without a lock, to tell the shopper early; placing the order checks it again under one.
    """
    priced = price_lines(shop, tuple(lines))
    _check_terms(priced, customer_id)
    items_amount = sum((line.amount for line in priced), Decimal(0))
    weight = sum((line.product.weight_grams or 0) * line.quantity for line in priced)
    discounts = applicable_discounts(
        shop, items_amount, country=country, coupon_code=coupon_code, customer_id=customer_id
    )
    off = sum((taken.amount for taken in discounts), Decimal(0))
    fee = shipping_fee(shop, priced, country=country, paid_amount=items_amount - off, weight_grams=weight)
    return Quote(
        currency=shop.currency,
        lines=_share_out(priced, discounts, shop.currency),
        discounts=discounts,
        shipping_fee=fee,
        weight_grams=weight,
    )


def price_lines(shop: Shop, lines: Sequence[Line], *, asks_inputs: bool = True) -> tuple[PricedLine, ...]:
    """Lines with the facts they are sold by now, before any discount. Raises CheckoutRefused.

    `asks_inputs`: a required extra input without an answer refuses the line.
    """
    if not lines:
        raise CheckoutRefused("empty")
    variants = Variant.objects.select_related("product").in_bulk([line.variant_id for line in lines])
    listings = {
        listing.product_id: listing
        for listing in ProductListing.objects.filter(
            shop_no=shop.shop_no, product_id__in={variant.product_id for variant in variants.values()}
        ).select_related("product")
    }
    priced = tuple(_price_line(shop, line, variants, listings) for line in lines)
    if asks_inputs:
        for line, priced_line in zip(lines, priced, strict=True):
            _check_inputs(line, priced_line)
    return priced


def _price_line(
    shop: Shop, line: Line, variants: dict[int, Variant], listings: dict[int, ProductListing]
) -> PricedLine:
    variant = variants.get(line.variant_id)
    listing = listings.get(variant.product_id) if variant else None
    if variant is None or listing is None or not (listing.display and listing.selling and variant.is_sold):
        raise CheckoutRefused("not_on_sale", name=variant.product.name if variant else "")
    name = listing.text("name")
    if variant.tracks_stock and variant.stock < line.quantity:
        raise CheckoutRefused("too_few_left" if variant.stock else "sold_out", name=name)
    return PricedLine(
        variant=variant,
        product=variant.product,
        listing=listing,
        name=name,
        option_text=" / ".join(listing.option_texts(variant.option_values)),
        quantity=line.quantity,
        unit_price=listing.price + shop.from_base(variant.price_delta),
        extra_inputs={listing.extra_input_name(base): typed for base, typed in line.extra_inputs.items()},
    )


def _check_inputs(line: Line, priced: PricedLine) -> None:
    for wanted in priced.product.extra_inputs:
        if wanted.get("is_required") and not line.extra_inputs.get(wanted["name"], "").strip():
            name = f"{priced.name}: {priced.listing.extra_input_name(wanted['name'])}"
            raise CheckoutRefused("extra_input_missing", name=name)


def _check_terms(priced: tuple[PricedLine, ...], customer_id: int | None) -> None:
    """Raises CheckoutRefused for the first line that its product's terms of sale forbid."""
    pieces = [Pieces(line.product, line.variant.pk, line.quantity) for line in priced]
    for line, problem in zip(priced, problems_of(pieces, customer_id), strict=True):
        if problem is not None:
            raise CheckoutRefused(problem.code, name=problem.about(line.name, line.option_text), number=problem.number)


def _share_out(
    lines: tuple[PricedLine, ...], discounts: tuple[TakenDiscount, ...], currency: str
) -> tuple[PricedLine, ...]:
    """Give each line its share of the discounts, in proportion and rounded down; what rounding left goes to lines
    that have room for it, so that no line is worth less than nothing."""
    off = sum((taken.amount for taken in discounts), Decimal(0))
    total = sum((line.amount for line in lines), Decimal(0))
    if not off or not total:
        return lines
    unit = Decimal(1).scaleb(-decimals_of(currency))
    shares = [(off * line.amount / total).quantize(unit, ROUND_DOWN) for line in lines]
    left = off - sum(shares, Decimal(0))
    for at in reversed(range(len(lines))):
        more = min(left, lines[at].amount - shares[at])
        shares[at] += more
        left -= more
    return tuple(replace(line, discount=share) for line, share in zip(lines, shares, strict=True))
