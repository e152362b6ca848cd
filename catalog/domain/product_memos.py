"""Notes about a product."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from accounts.audit import Actor, record
from catalog.models import Product, ProductMemo

MOST_MEMOS: Final = 200


class TooManyMemos(Exception):
    """A product has at most MOST_MEMOS notes."""


@transaction.atomic
def add_memo(product_id: int, text: str, author_id: str, *, actor: Actor) -> ProductMemo:
    """Note something about a product. Raises Product.DoesNotExist and TooManyMemos."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    if ProductMemo.objects.filter(product=product).count() >= MOST_MEMOS:
        raise TooManyMemos
    memo = ProductMemo(product=product, text=text, author_id=author_id)
    memo.save(force_insert=True)
    record("product.memo_added", product, actor=actor, after={"memo": text})
    return memo


@transaction.atomic
def change_memo(product_id: int, memo_id: int, text: str, author_id: str, *, actor: Actor) -> ProductMemo:
    """Write a note anew; one that says so already is left. Raises ProductMemo.DoesNotExist."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    memo: ProductMemo = ProductMemo.objects.select_for_update().get(product=product, pk=memo_id)
    before = memo.text
    if (before, memo.author_id) != (text, author_id):
        memo.text, memo.author_id = text, author_id
        memo.save(update_fields=["text", "author_id"])
        record("product.memo_changed", product, actor=actor, before={"memo": before}, after={"memo": text})
    return memo


@transaction.atomic
def delete_memo(product_id: int, memo_id: int, *, actor: Actor) -> None:
    """Take a note away. Raises ProductMemo.DoesNotExist, also in a second call."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    memo = ProductMemo.objects.select_for_update().get(product=product, pk=memo_id)
    record("product.memo_deleted", product, actor=actor, before={"memo": memo.text})
    ProductMemo.objects.filter(pk=memo.pk).delete()
