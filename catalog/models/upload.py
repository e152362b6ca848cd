"""Pictures that apps uploaded and that no product shows yet."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.tenancy.models import TenantModel
from catalog.models.image import SIZES, path_of


class UploadedPicture(TenantModel):
    """Files as ProductImage has them. A product that takes one gets copies; the upload goes after a day."""

    is_exported = False

    stem = models.CharField(max_length=120, help_text="Path in the media storage without size and ending.")
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField(help_text="Of the large file, in pixels.")
    height = models.PositiveIntegerField(help_text="Of the large file, in pixels.")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "stem"], name="uploaded_picture_once")]
        indexes = [models.Index(fields=["mall_id", "uploaded_at"], name="uploaded_picture_by_age")]

    def __str__(self) -> str:
        return self.stem

    @property
    def paths(self) -> list[str]:
        """All files of this picture."""
        return [path_of(self.stem, size) for size in SIZES]
