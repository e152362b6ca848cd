"""Properties of products that the mall made up (scope group product). Shapes: not in our contract (C).

A property has a name for all shops, and on each product a value in each shop. Whether shoppers see it is the
merchant's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from rest_framework import serializers

from catalog.domain.custom_properties import (
    MOST_PROPERTIES,
    PropertyRefused,
    add_properties,
    change_property,
    delete_property,
    set_property_values,
)
from catalog.models import CustomProperty
from catalog.models.custom_property import PROPERTY_NAME_LENGTH, VALUE_LENGTH
from developer_center.api.call import Call
from developer_center.api.errors import found, unchanged, wrong
from developer_center.api.operation import operation
from developer_center.api.resources.product_fields import Item, several
from developer_center.api.resources.product_rows import source_of
from developer_center.api.resources.property_rows import PROPERTY, VALUE, property_values

PROPERTIES: Final = "products/customproperties"
OF_A_PRODUCT: Final = "products/{product_no}/customproperties"
REFUSALS: Final[Mapping[str, str]] = {
    "too_many": f"A mall has at most {MOST_PROPERTIES} properties.",
    "taken": "The mall has a property of this name.",
}


class NamedProperty(Item):
    """A property that is to be."""

    needs = ("property_name",)

    property_name = serializers.CharField(max_length=PROPERTY_NAME_LENGTH)


class PropertiesBody(serializers.Serializer[Any]):
    """Properties to make up."""

    custom_properties = several(NamedProperty, MOST_PROPERTIES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("custom_properties"):
            raise serializers.ValidationError({"custom_properties": "A property is named."})
        return attrs


class PropertyBody(serializers.Serializer[Any]):
    """Another name."""

    property_name = serializers.CharField(max_length=PROPERTY_NAME_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "property_name" not in attrs:
            raise serializers.ValidationError({"property_name": "This field is required."})
        return attrs


class ValueBody(serializers.Serializer[Any]):
    """What a product's property is; "" takes it away."""

    property_value = serializers.CharField(max_length=VALUE_LENGTH, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "property_value" not in attrs:
            raise serializers.ValidationError({"property_value": "This field is required."})
        return attrs


@operation("GET", PROPERTIES, answers=f"{{products:{{custom_properties:[{{{PROPERTY}}}]}}}}")
def list_properties(call: Call) -> dict[str, Any]:
    """The properties of the mall, oldest first; 100 at most."""
    return _all()


@operation("POST", PROPERTIES, body=PropertiesBody, answers=f"{{product:{{custom_properties:[{{{PROPERTY}}}]}}}}")
def create_properties(call: Call) -> dict[str, Any]:
    """Make up properties, shown on product pages; answers the new ones."""
    names = [entry["property_name"] for entry in call.body["custom_properties"]]
    with _refusing("custom_properties.property_name"):
        return _rows(add_properties(names, actor=call.actor))


@operation(
    "PUT",
    f"{PROPERTIES}/{{property_no}}",
    body=PropertyBody,
    answers=f"{{product:{{custom_properties:[{{{PROPERTY}}}]}}}}",
)
def rename_property(call: Call, property_no: int) -> dict[str, Any]:
    """Call a property something else; answers all of them. 409 where it is called so."""
    _known(property_no)
    with _refusing("property_name"):
        if not change_property(property_no, {"name": call.body["property_name"]}, actor=call.actor):
            raise unchanged()
    return _all()


@operation("DELETE", f"{PROPERTIES}/{{property_no}}", answers=f"{{product:{{custom_properties:[{{{PROPERTY}}}]}}}}")
def remove_property(call: Call, property_no: int) -> dict[str, Any]:
    """Take a property away with all its values; answers those that are left."""
    _known(property_no)
    delete_property(property_no, actor=call.actor)
    return _all()


@operation("GET", OF_A_PRODUCT, answers=f"{{products:{{shop_no:int, custom_properties:[{{{VALUE}}}]}}}}")
def show_values(call: Call, product_no: int) -> dict[str, Any]:
    """All properties of the mall with what they are for a product in a shop, "" where it has none."""
    source_of(call, product_no, ("pk",))
    return _values(call, product_no)


@operation(
    "PUT",
    f"{OF_A_PRODUCT}/{{property_no}}",
    body=ValueBody,
    answers=f"{{product:{{shop_no:int, custom_properties:[{{{VALUE}}}]}}}}",
)
def change_value(call: Call, product_no: int, property_no: int) -> dict[str, Any]:
    """Say what a property of a product is in a shop. 409 where it says so already."""
    source_of(call, product_no, ("pk",))
    _known(property_no)
    value = {property_no: call.body["property_value"]}
    if not set_property_values(product_no, call.shop_no, value, actor=call.actor):
        raise unchanged()
    return _values(call, product_no)


@operation(
    "DELETE",
    f"{OF_A_PRODUCT}/{{property_no}}",
    answers=f"{{product:{{shop_no:int, custom_properties:[{{{VALUE}}}]}}}}",
)
def remove_value(call: Call, product_no: int, property_no: int) -> dict[str, Any]:
    """Take a value off a product in a shop; a second call changes nothing."""
    source_of(call, product_no, ("pk",))
    _known(property_no)
    set_property_values(product_no, call.shop_no, {property_no: ""}, actor=call.actor)
    return _values(call, product_no)


def _known(property_no: int) -> None:
    found(CustomProperty.objects.all(), f"Property {property_no}", pk=property_no)


def _all() -> dict[str, Any]:
    return _rows(CustomProperty.objects.order_by("pk"))


def _rows(properties: Iterable[CustomProperty]) -> dict[str, Any]:
    return {"custom_properties": [{"property_no": one.pk, "property_name": one.name} for one in properties]}


def _values(call: Call, product_no: int) -> dict[str, Any]:
    return {"shop_no": call.shop_no, "custom_properties": property_values([product_no], call.shop_no)[product_no]}


@contextmanager
def _refusing(field: str) -> Iterator[None]:
    try:
        yield
    except PropertyRefused as refused:
        raise wrong(field, REFUSALS[refused.reason]) from refused
