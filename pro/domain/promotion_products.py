"""Promote products for a time: badge and pinned place from the beginning, both gone with the end (R3.10).

The hand that begins and ends them is the operation `promotion-products`, woken at both times; so OFF and the contract
hold for it, and each of its acts stands in Work status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.jobs import enqueue
from accounts.models import Shop
from accounts.shop_hosts import forget_mall_pages
from accounts.tenancy import current_mall_id
from catalog.domain.main_products import (
    TooManyPlaced,
    add_main_products,
    move_main_product,
    pin_main_product,
    remove_main_product,
)
from catalog.models import MainCategory, MainCategoryProduct, Product
from pro.models import PromotionProduct
from pro.models.promotion_product import BADGE_LENGTH

DUE_TASK: Final = "pro.promotion_due"


class PromotionRefused(Exception):
    """A product cannot be promoted as asked.

    `reason` is no_product, no_shop, no_section, period, over, badge or overlap.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoPlaceLeft(Exception):
    """The section holds as many products as it may."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to promote, where and when. `badges` are texts of BADGE_LENGTH characters at most, by language.

    Without a section there is only the badge; `position` is the place in it from 0.
    """

    product_id: int
    shop_no: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    badges: Mapping[str, str] = field(default_factory=dict)
    main_category_id: int | None = None
    position: int = 0
    request_id: int | None = None


@transaction.atomic
def promote(wanted: Wanted, *, actor: Actor) -> PromotionProduct:
    """Write a promotion down and have the operation woken at its beginning and end. Raises PromotionRefused.

    The same request asking for the same product, shop and beginning again gets the one there is.
    """
    product = Product.objects.select_for_update(no_key=True).filter(pk=wanted.product_id).first()
    if product is None:
        raise PromotionRefused("no_product")
    known = _same_request(wanted)
    if known is not None:
        return known
    _check(wanted)
    promotion = PromotionProduct(
        product=product,
        shop_no=wanted.shop_no,
        badges=_badges(wanted),
        main_category_id=wanted.main_category_id,
        position=wanted.position,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        request_id=wanted.request_id,
    )
    promotion.save(force_insert=True)
    record("promotion_product.planned", promotion, actor=actor, after=_facts(promotion))
    for moment, at in (("begin", wanted.starts_at), ("end", wanted.ends_at)):
        enqueue(DUE_TASK, mall_id=current_mall_id(), run_after=at, promotion_id=promotion.pk, moment=moment)
    return promotion


@transaction.atomic
def begin(promotion_id: int, *, actor: Actor) -> PromotionProduct:
    """Show the badge and pin the product in its section; one that has begun or ended is left as it is.

    Raises PromotionProduct.DoesNotExist, and NoPlaceLeft: nothing is changed then.
    """
    promotion: PromotionProduct = PromotionProduct.objects.select_for_update().get(pk=promotion_id)
    if promotion.begun_at is not None or promotion.ended_at is not None:
        return promotion
    if promotion.main_category_id is not None:
        _place(promotion, promotion.main_category_id, actor)
    promotion.begun_at = timezone.now()
    promotion.save(update_fields=["begun_at", "was_placed", "was_pinned"])
    record("promotion_product.begun", promotion, actor=actor, after=_facts(promotion))
    forget_mall_pages()
    return promotion


@transaction.atomic
def end(promotion_id: int, *, actor: Actor) -> PromotionProduct:
    """Take badge and pin away, also before the time; a second call changes nothing.

    A product that PRO put into the section leaves it; one that stood or was pinned there before stays so.
    Raises PromotionProduct.DoesNotExist.
    """
    promotion: PromotionProduct = PromotionProduct.objects.select_for_update().get(pk=promotion_id)
    if promotion.ended_at is not None:
        return promotion
    if promotion.main_category_id is not None:
        if promotion.was_placed:
            remove_main_product(promotion.main_category_id, promotion.product_id, actor=actor)
        elif promotion.was_pinned:
            pin_main_product(promotion.main_category_id, promotion.product_id, is_pinned=False, actor=actor)
    promotion.ended_at = timezone.now()
    promotion.save(update_fields=["ended_at"])
    record("promotion_product.ended", promotion, actor=actor, before=_facts(promotion))
    forget_mall_pages()
    return promotion


def _place(promotion: PromotionProduct, category_id: int, actor: Actor) -> None:
    product_id = promotion.product_id
    try:
        promotion.was_placed = bool(add_main_products(category_id, [product_id], actor=actor))
    except TooManyPlaced as error:
        raise NoPlaceLeft(str(category_id)) from error
    row = MainCategoryProduct.objects.get(main_category_id=category_id, product_id=product_id)
    if row.is_pinned:
        return  # the merchant's own pin keeps its place
    move_main_product(category_id, product_id, promotion.position, actor=actor)
    promotion.was_pinned = pin_main_product(category_id, product_id, is_pinned=True, actor=actor)


def _same_request(wanted: Wanted) -> PromotionProduct | None:
    if wanted.request_id is None:
        return None
    rows = PromotionProduct.objects.filter(
        request_id=wanted.request_id,
        product_id=wanted.product_id,
        shop_no=wanted.shop_no,
        starts_at=wanted.starts_at,
    )
    found: PromotionProduct | None = rows.first()
    return found


def _check(wanted: Wanted) -> None:
    if wanted.ends_at <= wanted.starts_at:
        raise PromotionRefused("period")
    if wanted.ends_at <= timezone.now():
        raise PromotionRefused("over")
    if not Shop.objects.filter(mall_id=current_mall_id(), shop_no=wanted.shop_no, is_active=True).exists():
        raise PromotionRefused("no_shop")
    sections = MainCategory.objects.filter(shop_no=wanted.shop_no, pk=wanted.main_category_id or 0)
    if wanted.main_category_id is not None and not sections.exists():
        raise PromotionRefused("no_section")
    badges = _badges(wanted)
    if any(len(text) > BADGE_LENGTH for text in badges.values()) or not (badges or wanted.main_category_id):
        raise PromotionRefused("badge")
    others = PromotionProduct.objects.filter(product_id=wanted.product_id, shop_no=wanted.shop_no, ended_at=None)
    if others.filter(starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at).exists():
        raise PromotionRefused("overlap")


def _badges(wanted: Wanted) -> dict[str, str]:
    tidy = {language: " ".join(text.split()) for language, text in wanted.badges.items()}
    return {language: text for language, text in tidy.items() if text}


def _facts(promotion: PromotionProduct) -> dict[str, Any]:
    return {
        "product_id": promotion.product_id,
        "shop_no": promotion.shop_no,
        "badges": promotion.badges,
        "starts_at": promotion.starts_at,
        "ends_at": promotion.ends_at,
        "position": promotion.position + 1,
    }
