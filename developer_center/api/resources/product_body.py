"""What POST and PUT of products take (wire contract 2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from rest_framework import serializers

from catalog.domain.decorations import MOST_WORN
from catalog.domain.options import MOST_OPTIONS, MOST_VALUES, VALUE_LENGTH, Option
from catalog.models import Decoration
from catalog.models.product import CODE_LENGTH, NAME_LENGTH, SUMMARY_LENGTH
from developer_center.api.params import TF, Amount, Int
from developer_center.api.resources.product_facts import KeptFacts, kept_of
from developer_center.api.resources.product_fields import Dec2, Item, Numbers, Text, several, text_list

MATERIAL_LENGTH: Final = 400
LONGEST_DESCRIPTION: Final = 500_000
MOST_IMAGES: Final = 20
# Wire name -> field of ProductFacts.
OWN: Final = {
    "product_name": "name",
    "price": "price",
    "summary_description": "summary",
    "simple_description": "short_description",
    "description": "description",
    "product_material": "material",
    "product_weight": "weight_grams",
    "custom_product_code": "code",
    "display": "display",
    "selling": "selling",
}


class CategoryPlace(Item):
    """A category; whether it recommends the product or calls it new is no fact here and is read back as F."""

    needs = ("category_no",)

    category_no = Int()


class NamedOption(Item):
    """A name with its values."""

    needs = ("name", "value")

    name = serializers.CharField(max_length=VALUE_LENGTH)
    value = serializers.ListField(child=serializers.CharField(max_length=VALUE_LENGTH), max_length=MOST_VALUES)


class ProductBody(KeptFacts):
    """The body of a PUT; of a POST with NewProduct's words.

    Pictures are given once, by the path that POST products/images answered or as base64: the smaller ones are made
    from it. `list_image`, `tiny_image` and `small_image` are therefore ignored, and so is an empty
    `detail_image`: an app that writes back what it read sends that of a product without a picture.
    """

    product_name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    price = Amount(required=False)
    summary_description = Text(SUMMARY_LENGTH)
    simple_description = Text(LONGEST_DESCRIPTION)
    description = Text(LONGEST_DESCRIPTION)
    product_material = Text(MATERIAL_LENGTH)
    product_weight = Amount(required=False, max_value=Decimal("999999.99"))
    custom_product_code = Text(CODE_LENGTH)
    display = TF(required=False)
    selling = TF(required=False)
    has_option = TF(required=False)
    options = several(NamedOption, MOST_OPTIONS)
    add_category_no = several(CategoryPlace, 200)
    delete_category_no = Numbers()
    main = Numbers()
    icon = text_list(MOST_WORN[Decoration.Kind.ICON], 50)
    detail_image = serializers.CharField(required=False, allow_blank=True)
    additional_image = serializers.ListField(child=serializers.CharField(), required=False, max_length=MOST_IMAGES - 1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("has_option") and not attrs.get("options") and not self.partial:
            raise serializers.ValidationError({"options": "A product with options names them."})
        return {name: value for name, value in attrs.items() if (name, value) != ("detail_image", "")}


class NewProduct(ProductBody):
    """The body of a POST: name, supply price and price are required (wire contract 2.7)."""

    product_name = serializers.CharField(max_length=NAME_LENGTH)
    price = Amount()
    supply_price = Dec2(required=True)


def own_values(body: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of ProductFacts that a body names: our own, the options, and what is kept for apps."""
    values = {field: body[name] for name, field in OWN.items() if name in body}
    if "weight_grams" in values:
        values["weight_grams"] = int(values["weight_grams"] * 1000) or None
    if body.get("has_option") is False:
        values["options"] = ()
    elif "options" in body:
        values["options"] = tuple(Option(one["name"], tuple(one["value"])) for one in body["options"])
    kept = kept_of(body)
    return values | ({"app_facts": kept} if kept else {})
