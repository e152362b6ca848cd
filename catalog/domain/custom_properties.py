"""Properties of products that the store makes up, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.models import CustomProperty, Product, PropertyValue

MOST_PROPERTIES: Final = 100


class PropertyRefused(Exception):
    """It cannot be so; `reason` is too_many, taken or unknown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def add_properties(names: Sequence[str], *, is_displayed: bool = True, actor: Actor) -> list[CustomProperty]:
    """Make up properties; no product has a value yet. Raises PropertyRefused (too_many, taken): none is added."""
    if len(set(names)) < len(names):
        raise PropertyRefused("taken")
    if CustomProperty.objects.count() + len(names) > MOST_PROPERTIES:
        raise PropertyRefused("too_many")
    made = []
    for name in names:
        _check_free(name)
        row = CustomProperty(name=name, is_displayed=is_displayed)
        row.save(force_insert=True)
        record("property.added", row, actor=actor, after=_facts(row))
        made.append(row)
    return made


@transaction.atomic
def change_property(property_id: int, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """Write the given ones of `name` and `is_displayed`; False where nothing changed.

    Raises CustomProperty.DoesNotExist and PropertyRefused("taken").
    """
    row: CustomProperty = CustomProperty.objects.select_for_update().get(pk=property_id)
    was, became = changes(_facts(row), _facts(row) | dict(values))
    if not became:
        return False
    if "name" in became:
        _check_free(became["name"])
    for name, value in became.items():
        setattr(row, name, value)
    row.save(update_fields=list(became))
    record("property.changed", row, actor=actor, before=was, after=became)
    forget_mall_pages()
    return True


@transaction.atomic
def delete_property(property_id: int, *, actor: Actor) -> None:
    """Take a property away with its values on all products.

    Raises CustomProperty.DoesNotExist, also in a second call.
    """
    row = CustomProperty.objects.select_for_update().get(pk=property_id)
    products = PropertyValue.objects.filter(custom_property=row).values("product").distinct().count()
    record("property.deleted", row, actor=actor, before=_facts(row) | {"products": products})
    row.delete()
    forget_mall_pages()


@transaction.atomic
def set_property_values(
    product_id: int, shop_no: int, values: Mapping[int, str], *, actor: Actor, skips_gone: bool = False
) -> bool:
    """Write values of properties, by their keys, of a product in a shop; others stay, and "" takes one away.

    False where nothing changed. Raises Product.DoesNotExist and PropertyRefused("unknown"); with `skips_gone`, a
    property that was deleted since the form was shown is left out instead.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    held = CustomProperty.objects.select_for_update(no_key=True).filter(pk__in=values).order_by("pk")
    names = dict(held.values_list("pk", "name"))  # none of them is deleted meanwhile
    if skips_gone:
        values = {pk: value for pk, value in values.items() if pk in names}
    if set(values) - names.keys():
        raise PropertyRefused("unknown")
    rows = {row.custom_property_id: row for row in PropertyValue.objects.on(product_id, shop_no)}
    present = {pk: rows[pk].value if pk in rows else "" for pk in values}
    changed = {pk: value for pk, value in values.items() if value != present[pk]}
    if not changed:
        return False
    for pk, value in changed.items():
        _write(rows.get(pk) or PropertyValue(product=product, shop_no=shop_no, custom_property_id=pk), value)
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    before = {"shop_no": shop_no, "properties": [f"{names[pk]}: {present[pk]}" for pk in changed]}
    after = {"shop_no": shop_no, "properties": [f"{names[pk]}: {value}" for pk, value in changed.items()]}
    record("product.properties_changed", product, actor=actor, before=before, after=after)
    forget_mall_pages()
    return True


def _write(row: PropertyValue, value: str) -> None:
    row.value = value
    if value:
        row.save()
    elif row.pk is not None:
        row.delete()


def _check_free(name: str) -> None:
    """Two at once are told apart by the constraint."""
    if CustomProperty.objects.filter(name=name).exists():
        raise PropertyRefused("taken")


def _facts(row: CustomProperty) -> dict[str, Any]:
    return {"name": row.name, "is_displayed": row.is_displayed}
