"""What apps note about a product, for the people of the store."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models.product import Product

MEMO_LENGTH: Final = 4000
AUTHOR_LENGTH: Final = 20


class ProductMemo(TenantModel):
    """One note; `author_id` is the ID of the operator whom the app names, or ""."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="memos")
    author_id = models.CharField(max_length=AUTHOR_LENGTH, blank=True, default="")
    text = models.CharField(_("memo"), max_length=MEMO_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["mall_id", "product", "id"], name="product_memo_in_order")]

    def __str__(self) -> str:
        return f"memo {self.pk} of product {self.product_id}"
