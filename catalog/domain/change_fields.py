"""Change single facts of a product and leave all others as they are, also what a merchant edits meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.description import cleaned
from catalog.models import Product
from catalog.models.product import folded

CHANGEABLE: Final = ("name", "summary", "short_description", "description", "weight_grams")


@transaction.atomic
def change_fields(product_id: int, values: Mapping[str, Any], *, actor: Actor) -> Product:
    """Write the given ones of CHANGEABLE; price, sale and stock have rules of their own.

    HTML is cleaned. A call that changes nothing writes nothing. Raises Product.DoesNotExist, and ValueError for
    another field, an empty name or a weight that is not above zero.
    """
    _check(values)
    product: Product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    wanted = dict(values)
    if "description" in wanted:
        wanted["description"] = cleaned(wanted["description"])
    was, became = changes({name: getattr(product, name) for name in wanted}, wanted)
    if not became:
        return product
    columns = {**became, "updated_at": timezone.now()}
    if "name" in became:
        columns["name_folded"] = folded(became["name"])
    for name, value in columns.items():
        setattr(product, name, value)
    product.save(update_fields=list(columns))
    record("product.changed", product, actor=actor, before=was, after=became)
    forget_mall_pages()
    return product


def _check(values: Mapping[str, Any]) -> None:
    strange = set(values) - set(CHANGEABLE)
    if strange:
        raise ValueError(f"Not changed here: {', '.join(sorted(strange))}")
    if not values.get("name", "a name"):
        raise ValueError("A product has a name.")
    if "weight_grams" in values and not (values["weight_grams"] or 0) > 0:
        raise ValueError("A weight is above zero.")
