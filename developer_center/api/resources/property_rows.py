"""The mall's own properties on the wire. Shapes: not in our contract (C)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from catalog.models import CustomProperty, PropertyValue

PROPERTY: Final = "property_no:int, property_name:str"
VALUE: Final = f"{PROPERTY}, property_value:str"


def property_values(product_ids: Iterable[int], shop_no: int) -> dict[int, list[dict[str, Any]]]:
    """All properties with what they are for each product in a shop, "" where it has none; two queries."""
    numbers = list(product_ids)
    names = list(CustomProperty.objects.order_by("pk").values_list("pk", "name"))
    kept = PropertyValue.objects.filter(product_id__in=numbers, shop_no=shop_no)
    values = {(row.product_id, row.custom_property_id): row.value for row in kept}
    return {
        number: [
            {"property_no": pk, "property_name": name, "property_value": values.get((number, pk), "")}
            for pk, name in names
        ]
        for number in numbers
    }
