"""Options of a product (wire contract, Appendix A: products/{id}/options)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from catalog.domain.change_given import change_given
from catalog.domain.options import (
    LONGEST_INPUT,
    MOST_EXTRA_INPUTS,
    MOST_OPTIONS,
    MOST_VALUES,
    VALUE_LENGTH,
    ExtraInput,
    Option,
)
from developer_center.api.call import Call
from developer_center.api.errors import wrong
from developer_center.api.operation import operation
from developer_center.api.params import TF, Int
from developer_center.api.resources.option_rows import option_row
from developer_center.api.resources.product_fields import Item, several
from developer_center.api.resources.product_rows import WORD_COLUMNS, cut_to, source_of
from developer_center.api.resources.product_writing import writing
from developer_center.api.resources.variant_rows import listing_of

PATH: Final = "products/{product_no}/options"


class Value(Item):
    """A value of an option; pictures and colours of values are no facts here."""

    needs = ("option_text",)

    option_text = serializers.CharField(max_length=VALUE_LENGTH)


class OptionBody(Item):
    """An option with its values."""

    needs = ("option_name", "option_value")

    option_name = serializers.CharField(max_length=VALUE_LENGTH)
    option_value = several(Value, MOST_VALUES, allow_empty=False)


class InputBody(Item):
    """A line that the shopper types in."""

    needs = ("additional_option_name",)

    additional_option_name = serializers.CharField(max_length=VALUE_LENGTH)
    required_additional_option = serializers.ChoiceField(choices=["T", "F"], required=False)
    additional_option_text_length = Int(required=False, min_value=1, max_value=LONGEST_INPUT)


class OptionsBody(serializers.Serializer[Any]):
    """Options of a product. They make combinations (option_type T, list type S or C); other types are refused.

    A value at the place of one that is gone keeps that combination's stock, so a renamed value needs no
    `original_options`.
    """

    has_option = TF(required=False)
    option_type = serializers.ChoiceField(choices=["T"], required=False)
    options = several(OptionBody, MOST_OPTIONS)
    use_additional_option = TF(required=False)
    additional_options = several(InputBody, MOST_EXTRA_INPUTS)


@operation("GET", PATH)
def show_options(call: Call, product_no: int) -> dict[str, Any]:
    """The options of a product and what shoppers may type in, in the words of the shop."""
    return _row(call, product_no)


@operation("POST", PATH, body=OptionsBody)
def add_options(call: Call, product_no: int) -> dict[str, Any]:
    """Give options to a product that has none. Its combinations are made at once."""
    if _row(call, product_no)["has_option"] == "T":
        raise wrong("options", "The product has options already; change them by PUT.")
    if not call.body.get("options") and not call.body.get("additional_options"):
        raise wrong("options", "An option is named.")
    return _write(call, product_no, "POST")


@operation("PUT", PATH, body=OptionsBody)
def change_options(call: Call, product_no: int) -> dict[str, Any]:
    """Change the options of a product: those that are named are all it has from then on.

    Combinations that stay keep stock, price and code; `has_option` F takes all options away.
    """
    _row(call, product_no)
    return _write(call, product_no, "PUT")


@operation("DELETE", PATH)
def delete_options(call: Call, product_no: int) -> dict[str, Any]:
    """Take all options away, and with them every combination; the product then has one without options."""
    _row(call, product_no)
    change_given(product_no, {"options": ()}, actor=call.actor)
    return {"product_no": product_no}


def _write(call: Call, product_no: int, method: str) -> dict[str, Any]:
    with writing():
        change_given(product_no, _values(call.body), actor=call.actor)
    return cut_to(_row(call, product_no), method, PATH)


def _values(body: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if body.get("has_option") is False:
        values["options"] = ()
    elif "options" in body:
        values["options"] = tuple(map(_option, body["options"]))
    if body.get("use_additional_option") is False:
        values["extra_inputs"] = ()
    elif "additional_options" in body:
        values["extra_inputs"] = tuple(map(_input, body["additional_options"]))
    return values


def _option(body: Mapping[str, Any]) -> Option:
    return Option(body["option_name"], tuple(value["option_text"] for value in body["option_value"]))


def _input(body: Mapping[str, Any]) -> ExtraInput:
    return ExtraInput(
        body["additional_option_name"],
        is_required=body.get("required_additional_option") == "T",
        max_length=body.get("additional_option_text_length", 20),
    )


def _row(call: Call, product_no: int) -> dict[str, Any]:
    words = option_row(listing_of(source_of(call, product_no, WORD_COLUMNS)))
    return {"shop_no": call.shop_no, "product_no": product_no, **words}
