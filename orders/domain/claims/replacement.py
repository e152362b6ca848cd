"""The items that an exchange sends out instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from catalog.models import ProductListing, Variant
from orders.domain.claims.open_claim import LockedClaim
from orders.domain.claims.rules import ClaimRefused
from orders.domain.claims.split import copy_of, last_line_no
from orders.domain.restock import restock
from orders.domain.take_stock import take_stock
from orders.models import ItemStatus, OrderItem
from orders.models.status import BEFORE_SHIPPING


def replacement_choices(items: Iterable[OrderItem]) -> dict[int, list[Variant]]:
    """Variants that may go out for each item, by its key: those of its product at the same price, its own first.

    A dearer or cheaper variant is no exchange: it is a return and a new order. One query for any number of items.
    """
    wanted = list(items)
    own_ids = {item.variant_id for item in wanted if item.variant_id}
    on_sale = Q(product__in={item.product_id for item in wanted if item.product_id}, is_sold=True)
    found = list(Variant.objects.filter(on_sale | Q(pk__in=own_ids)).order_by("position"))
    return {item.pk: _choices(item, found) for item in wanted}


def _choices(item: OrderItem, found: Sequence[Variant]) -> list[Variant]:
    if item.product_id is None:
        return []
    variants = [one for one in found if one.product_id == item.product_id and one.is_sold]
    own = next((one for one in found if one.pk == item.variant_id), None)
    if own is None:
        return variants
    others = [one for one in variants if one.pk != own.pk and one.price_delta == own.price_delta]
    return [own, *others]


def create_replacements(locked: LockedClaim, variants: Mapping[int, int]) -> None:
    """Add a line with status N01 for each line of an accepted exchange and take its stock, in order of variants.

    The replacement carries the price and discount of what it replaces: the order is worth what it was worth.
    """
    pairs = [(row.item, _variant_for(row.item, variants)) for row in locked.rows]
    pairs.sort(key=lambda pair: pair[1].pk)
    for number, (item, variant) in enumerate(pairs, start=last_line_no(locked.order) + 1):
        replacement = _copy(item, variant, number)
        replacement.save(force_insert=True)
        if not take_stock(replacement):
            raise ClaimRefused("too_few_left", at=f"variant_{item.pk}", name=item.product_name)


def cancel_replacements(locked: LockedClaim) -> None:
    """Cancel the replacements of a claim and put their stock back. Raises ClaimRefused once one has left."""
    sent = list(OrderItem.objects.filter(replaces__in=locked.items).order_by("pk"))
    if any(item.status not in BEFORE_SHIPPING for item in sent):
        raise ClaimRefused("replacement_sent", name=locked.claim.code)
    restock((item, item.quantity) for item in sent)
    OrderItem.objects.filter(pk__in=[item.pk for item in sent]).update(status=ItemStatus.CANCELLED_REFUNDED)


def _variant_for(item: OrderItem, variants: Mapping[int, int]) -> Variant:
    choices = replacement_choices([item])[item.pk]
    wanted = variants.get(item.pk) or item.variant_id
    variant = next((one for one in choices if one.pk == wanted), None)
    if variant is None:
        raise ClaimRefused("wrong_variant", at=f"variant_{item.pk}", name=item.product_name)
    return variant


def _copy(item: OrderItem, variant: Variant, line_no: int) -> OrderItem:
    is_same = variant.pk == item.variant_id
    return copy_of(
        item,
        line_no=line_no,
        replaces_id=item.pk,
        variant_id=variant.pk,
        option_text=item.option_text if is_same else _option_text(item, variant),
        status=ItemStatus.REPLACEMENT_ACCEPTED,
        takes_stock=variant.tracks_stock,
        parcel_id=None,
        shipped_at=None,
        delivered_at=None,
        confirmed_at=None,
    )


def _option_text(item: OrderItem, variant: Variant) -> str:
    """The values in the words of the shop that the order is of."""
    listings = ProductListing.objects.select_related("product")
    listing = listings.filter(product_id=variant.product_id, shop_no=item.order.shop_no).first()
    return " / ".join(listing.option_texts(variant.option_values) if listing else variant.option_values)
