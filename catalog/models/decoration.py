"""Pictures that mark products: laid over the product's picture, or small beside its name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final, Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.row_ids import row_id
from accounts.tenancy.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet
from catalog.models.image import SIZES, path_of
from catalog.models.product import Product

NAME_LENGTH: Final = 50
PLACES: Final[Mapping[str, Promise]] = {  # vertical and horizontal
    "T-L": _("Top left"),
    "T-C": _("Top centre"),
    "T-R": _("Top right"),
    "C-L": _("Middle left"),
    "C-C": _("In the middle"),
    "C-R": _("Middle right"),
    "B-L": _("Bottom left"),
    "B-C": _("Bottom centre"),
    "B-R": _("Bottom right"),
}


class Decoration(TenantModel):
    """One of the store's own, which any of its products may wear. `name` is what those hear who cannot see it.

    A file is never changed: another picture is another decoration.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("Decoration image")
        ICON = "icon", _("Icon")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    stem = models.CharField(max_length=120, help_text="Path in the media storage without size and ending.")
    width = models.PositiveIntegerField(help_text="Of the large file, in pixels.")
    height = models.PositiveIntegerField(help_text="Of the large file, in pixels.")

    class Meta:
        verbose_name = _("decoration")
        verbose_name_plural = _("decorations")
        indexes = [models.Index(fields=["mall_id", "kind", "id"], name="decoration_by_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """How apps name it: `image_custom_3`, or `custom_3` for an icon."""
        return f"{CODE_BEGINS[self.kind]}{self.pk}"

    @property
    def paths(self) -> list[str]:
        """All files of its picture."""
        return [path_of(self.stem, size) for size in SIZES]


CODE_BEGINS: Final[Mapping[str, str]] = {Decoration.Kind.IMAGE: "image_custom_", Decoration.Kind.ICON: "custom_"}


def decoration_id(kind: str, code: str) -> int | None:
    """The key that a code of a kind names; None for what is no such code."""
    found = re.fullmatch(rf"{CODE_BEGINS[kind]}([0-9]+)", code, re.ASCII)
    return row_id(found[1]) if found else None


class ProductDecorationQuerySet(TenantQuerySet["ProductDecoration"]):
    def shown(self, now: dt.datetime) -> Self:
        """Those without a period, and those whose period it is."""
        return self.filter(models.Q(starts_at=None) | models.Q(starts_at__lte=now, ends_at__gt=now))

    def worn(self, product_id: int, shop_no: int, kind: str) -> Self:
        """Those of one kind on a product in a shop, in order, with their decorations."""
        found = self.filter(product_id=product_id, shop_no=shop_no, decoration__kind=kind)
        return found.select_related("decoration").order_by("position")


class ProductDecoration(TenantModel):
    """A decoration on a product in one shop. All of one kind there have one period, from `starts_at` up to `ends_at`.

    An icon has no place over the picture; what stands in `horizontal` and `vertical` then says nothing.
    """

    class Horizontal(models.TextChoices):
        LEFT = "L", _("Left")
        CENTRE = "C", _("Centre")
        RIGHT = "R", _("Right")

    class Vertical(models.TextChoices):
        TOP = "T", _("Top")
        MIDDLE = "C", _("Middle")
        BOTTOM = "B", _("Bottom")

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="decorations", db_index=False)
    shop_no = models.PositiveSmallIntegerField()
    decoration = TenantForeignKey(Decoration, on_delete=models.CASCADE, related_name="placements", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    horizontal = models.CharField(max_length=1, choices=Horizontal, default=Horizontal.LEFT)
    vertical = models.CharField(max_length=1, choices=Vertical, default=Vertical.TOP)
    starts_at = models.DateTimeField(_("from"), null=True)
    ends_at = models.DateTimeField(_("until"), null=True)

    objects = TenantManager.from_queryset(ProductDecorationQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "product", "shop_no", "decoration"], name="decoration_once_on_product"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at=None, ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="decoration_period_whole",
            ),
        ]
        indexes = [models.Index(fields=["mall_id", "decoration"], name="product_of_decoration")]

    def __str__(self) -> str:
        return f"decoration {self.decoration_id} on product {self.product_id}"
