"""The store's decoration images and icons, and which of its products wear them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.set_image import delete_files, remove_files, store_picture
from catalog.models import Decoration, Product, ProductDecoration
from catalog.pictures import Picture

MOST_DECORATIONS: Final = 100  # of each kind in a mall
MOST_WORN: Final[Mapping[str, int]] = {Decoration.Kind.IMAGE: 9, Decoration.Kind.ICON: 5}  # wire contract 2.7: icon 5
NAMES: Final[Mapping[str, str]] = {Decoration.Kind.IMAGE: "decoration_images", Decoration.Kind.ICON: "icons"}


class DecorationsRefused(Exception):
    """They cannot be so; `reason` is too_many, unknown, twice or no_period."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Worn:
    """A decoration on a product, and where over its picture; an icon stands beside the name."""

    decoration_id: int
    horizontal: str = ProductDecoration.Horizontal.LEFT
    vertical: str = ProductDecoration.Vertical.TOP


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a product wears of one kind in a shop, in order, and from when until when; None: always."""

    worn: tuple[Worn, ...]
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


@transaction.atomic
def add_decoration(kind: str, name: str, picture: Picture, *, actor: Actor) -> Decoration:
    """Register a picture that products may wear. Raises DecorationsRefused("too_many") and StorageFull."""
    if Decoration.objects.filter(kind=kind).count() >= MOST_DECORATIONS:
        raise DecorationsRefused("too_many")
    decoration = Decoration(
        kind=kind, name=name, stem=store_picture(picture), width=picture.width, height=picture.height
    )
    try:
        decoration.save(force_insert=True)
        record("decoration.added", decoration, actor=actor, after={"name": name, "kind": kind})
    except BaseException:
        delete_files(decoration.paths)
        raise
    return decoration


@transaction.atomic
def delete_decoration(decoration_id: int, *, actor: Actor) -> None:
    """Take a decoration off all products and away; its files go after the commit.

    Raises Decoration.DoesNotExist, also in a second call.
    """
    decoration = Decoration.objects.select_for_update().get(pk=decoration_id)
    products = ProductDecoration.objects.filter(decoration=decoration).values("product").distinct().count()
    before = {"name": decoration.name, "kind": decoration.kind, "products": products}
    record("decoration.deleted", decoration, actor=actor, before=before)
    remove_files([decoration])
    decoration.delete()
    forget_mall_pages()


@transaction.atomic
def dress_product(product_id: int, shop_no: int, kind: str, outfit: Outfit, *, actor: Actor) -> bool:
    """Have a product wear exactly these decorations of a kind in a shop; False where it does so already.

    Raises Product.DoesNotExist and DecorationsRefused.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    names = _checked(kind, outfit)
    present = ProductDecoration.objects.worn(product_id, shop_no, kind)
    rows = list(present)
    before = _told(kind, outfit_of(rows), {row.decoration_id: row.decoration.name for row in rows})
    was, became = changes(before, _told(kind, outfit, names))
    if outfit_of(rows) == outfit:
        return False
    ProductDecoration.objects.filter(pk__in=[row.pk for row in rows]).delete()
    period = {"starts_at": outfit.starts_at, "ends_at": outfit.ends_at}
    ProductDecoration.objects.bulk_create(
        ProductDecoration(
            product=product,
            shop_no=shop_no,
            decoration_id=one.decoration_id,
            position=position,
            horizontal=one.horizontal,
            vertical=one.vertical,
            **period,
        )
        for position, one in enumerate(outfit.worn)
    )
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    shop = {"shop_no": shop_no}
    record("product.decorations_changed", product, actor=actor, before=shop | was, after=shop | became)
    forget_mall_pages()
    return True


def held_outfit(product_id: int, shop_no: int, kind: str) -> Outfit:
    """What a product wears, held until the transaction ends: for a change that begins from it.

    Raises Product.DoesNotExist.
    """
    Product.objects.select_for_update(no_key=True).get(pk=product_id)
    return outfit_of(list(ProductDecoration.objects.worn(product_id, shop_no, kind)))


def outfit_of(rows: Sequence[ProductDecoration]) -> Outfit:
    """What rows of one product, shop and kind say, in their order."""
    worn = tuple(Worn(row.decoration_id, row.horizontal, row.vertical) for row in rows)
    return Outfit(worn, rows[0].starts_at, rows[0].ends_at) if rows else Outfit(())


def _checked(kind: str, outfit: Outfit) -> dict[int, str]:
    """The names of what is worn, by key; none of it is deleted meanwhile. Raises DecorationsRefused."""
    numbers = [one.decoration_id for one in outfit.worn]
    if len(numbers) > MOST_WORN[kind]:
        raise DecorationsRefused("too_many")
    if len(set(numbers)) < len(numbers):
        raise DecorationsRefused("twice")
    held = Decoration.objects.select_for_update(no_key=True).filter(kind=kind, pk__in=numbers).order_by("pk")
    names = dict(held.values_list("pk", "name"))
    if set(numbers) - names.keys():
        raise DecorationsRefused("unknown")
    starts_at, ends_at = outfit.starts_at, outfit.ends_at
    if (starts_at is None) != (ends_at is None) or (starts_at and ends_at and starts_at >= ends_at):
        raise DecorationsRefused("no_period")
    return names


def _told(kind: str, outfit: Outfit, names: Mapping[int, str]) -> dict[str, Any]:
    """As the audit log keeps it: `New (T-L)`; an icon is its name."""
    texts = [names[one.decoration_id] for one in outfit.worn]
    if kind == Decoration.Kind.IMAGE:
        texts = [f"{text} ({one.vertical}-{one.horizontal})" for text, one in zip(texts, outfit.worn, strict=True)]
    period = [at.isoformat() if at else "" for at in (outfit.starts_at, outfit.ends_at)] if outfit.starts_at else []
    return {NAMES[kind]: texts, "shown_during": period}
