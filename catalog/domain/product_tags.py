"""The search words of a product, which apps keep among its app facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from accounts.audit import Actor
from catalog.domain.change_given import change_given
from catalog.models import Product

MOST_TAGS: Final = 100
TAGS: Final = "product_tag"


class TooManyTags(Exception):
    """A product has at most MOST_TAGS tags."""


@transaction.atomic
def add_tags(product_id: int, tags: Sequence[str], *, actor: Actor) -> list[str]:
    """Add tags after those there are, each once; answers all. Raises Product.DoesNotExist and TooManyTags."""
    present = _locked_tags(product_id)
    wanted = list(dict.fromkeys([*present, *tags]))
    if len(wanted) > MOST_TAGS:
        raise TooManyTags
    if wanted != present:
        change_given(product_id, {"app_facts": {TAGS: wanted}}, actor=actor)
    return wanted


@transaction.atomic
def remove_tag(product_id: int, tag: str, *, actor: Actor) -> bool:
    """Take a tag away; False where the product has no such tag. Raises Product.DoesNotExist."""
    present = _locked_tags(product_id)
    if tag not in present:
        return False
    change_given(product_id, {"app_facts": {TAGS: [one for one in present if one != tag]}}, actor=actor)
    return True


def tags_of(product: Product) -> list[str]:
    """The tags in the order they were added."""
    return list(product.app_facts.get(TAGS, []))


def _locked_tags(product_id: int) -> list[str]:
    return tags_of(Product.objects.select_for_update(no_key=True).get(pk=product_id))
