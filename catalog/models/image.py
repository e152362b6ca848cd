"""Pictures of a product, as re-encoded files in two sizes."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models.product import Product

LARGE, SMALL = 1200, 480  # the longest side in pixels
SIZES: Final = (LARGE, SMALL)
ALT_LENGTH: Final = 200


def path_of(stem: str, size: int) -> str:
    """The file of one size: `<mall>/products/<digest>-<size>.webp`."""
    return f"{stem}-{size}.webp"


class ProductImage(TenantModel):
    """One picture; position 0 is the one that lists show. A file is never changed, only replaced by another name."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="images", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    stem = models.CharField(max_length=120, help_text="Path in the media storage without size and ending.")
    alt = models.CharField(_("alternative text"), max_length=ALT_LENGTH, blank=True, default="")
    width = models.PositiveIntegerField(help_text="Of the large file, in pixels.")
    height = models.PositiveIntegerField(help_text="Of the large file, in pixels.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "product", "position"], name="image_position_once"),
        ]

    def __str__(self) -> str:
        return self.stem

    @property
    def paths(self) -> list[str]:
        """All files of this picture."""
        return [path_of(self.stem, size) for size in SIZES]
