"""Offer new products of the base shop in the overseas shops that a request names, and in no other (R3.28 to R3.30)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.db import transaction

from accounts.audit import Actor
from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.domain.copy_listings import Copied, copy_listings
from catalog.domain.facts import BASE_SHOP_NO
from pro.models import OverseasCopy

NO_WEIGHT: Final = "no_weight"  # flags, put into words by pro.request_words
PRICE_TOO_LARGE: Final = "price_too_large"


def lock_overseas_shops() -> list[Shop]:
    """The open mall's shops but the base shop, locked in order. Taken before products, as the nightly copy does."""
    shops = Shop.objects.select_for_update(of=("self",)).filter(mall_id=current_mall_id(), shop_no__gt=BASE_SHOP_NO)
    return list(shops.select_related("mall").order_by("shop_no"))


@transaction.atomic
def offer_products(
    offered: Mapping[int, bool], shops: Iterable[Shop], wanted: Collection[int], *, actor: Actor
) -> dict[int, list[str]]:
    """Copy new products to every overseas shop: displayed and sold in the `wanted` ones, in the others neither.

    `offered` says by product whether it is on sale at all; `shops` come from `lock_overseas_shops`. Each copy is
    noted, so that the nightly one, which follows the base shop, makes none of its own. Answers flags by product: one
    without a weight is held back until it has one (R3.122). Translation takes the listings up by its daily job (R3.34).
    """
    flags: dict[int, list[str]] = {}
    for shop in shops:
        is_wanted = shop.shop_no in wanted
        for is_offered in (True, False):
            ids = [product_id for product_id, is_on in offered.items() if (is_on and is_wanted) == is_offered]
            outcomes = copy_listings(ids, shop, actor=actor, is_offered=is_offered) if ids else []
            _note(outcomes, shop, is_offered=is_offered)
            for one in outcomes:
                flags.setdefault(one.product_id, [])
                flags[one.product_id] += [flag for flag in _flags(one, is_wanted) if flag not in flags[one.product_id]]
    return flags


def _note(outcomes: Iterable[Copied], shop: Shop, *, is_offered: bool) -> None:
    OverseasCopy.objects.bulk_create(
        [
            OverseasCopy(
                shop_no=shop.shop_no,
                product_id=one.product_id,
                is_held_back=is_offered and one.is_held_back,
                is_wanted=is_offered,
            )
            for one in outcomes
            if one.is_possible
        ],
        ignore_conflicts=True,
    )


def _flags(copied: Copied, is_wanted: bool) -> list[str]:
    if not is_wanted:
        return []
    if not copied.is_possible:
        return [PRICE_TOO_LARGE]
    return [NO_WEIGHT] if copied.is_held_back else []
