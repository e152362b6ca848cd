"""Combinations of a product and their stock (wire contract, Appendix A: products/{id}/variants and inventories)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rest_framework import serializers

from catalog.domain.delete_variant import FirstVariantStays, delete_variant
from catalog.domain.set_variants import GivenVariant, set_variants
from catalog.models import ProductListing, Variant
from catalog.models.variant import VARIANT_CODE_LENGTH
from developer_center.api.call import Call
from developer_center.api.errors import not_found, refusing
from developer_center.api.operation import operation
from developer_center.api.params import TF, Amount, Int
from developer_center.api.resources.product_fields import LARGEST_INT, Code, Flag, Text
from developer_center.api.resources.product_rows import WORD_COLUMNS, source_of
from developer_center.api.resources.product_writing import writing
from developer_center.api.resources.variant_rows import (
    KEPT_DEFAULTS,
    inventory_row,
    listing_of,
    variant_row,
    variants_by_product,
)
from developer_center.wire import tf, variant_place_of

ONE: Final = "products/{product_no}/variants/{variant_code}"
CHANGED_KEYS: Final = (
    *("shop_no", "variant_code", "custom_variant_code", "options", "display", "selling", "display_order"),
    "additional_amount",
)


class InventoryBody(serializers.Serializer[Any]):
    """The stock of a combination. What apps keep of it (safety stock and the like) is read back and rules nothing."""

    use_inventory = TF(required=False)
    quantity = Int(required=False, max_value=LARGEST_INT)
    important_inventory = Code("AB")
    inventory_control_type = Code("AB")
    display_soldout = Flag()
    safety_inventory = Int(required=False, max_value=LARGEST_INT)


class VariantBody(InventoryBody):
    """A change of one combination. Its place follows the options, so `display_order` is ignored."""

    custom_variant_code = Text(VARIANT_CODE_LENGTH)
    display = TF(required=False)
    selling = TF(required=False)
    additional_amount = Amount(required=False)


class NamedVariantBody(VariantBody):
    """One of several changes."""

    variant_code = serializers.CharField(max_length=12)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "variant_code" not in attrs:
            raise serializers.ValidationError({"variant_code": "This field is required."})
        return attrs


@operation("GET", "products/{product_no}/variants")
def list_variants(call: Call, product_no: int) -> list[dict[str, Any]]:
    """The combinations of a product in the order of its options; one for a product without options."""
    listing = _listing(call, product_no)
    return [variant_row(variant, listing, call.shop_no) for variant in variants_by_product([product_no])[product_no]]


@operation("PUT", "products/{product_no}/variants", body=NamedVariantBody)
def change_variants_here(call: Call, product_no: int) -> list[dict[str, Any]]:
    """Change up to 100 combinations, all or none. `quantity` is how many pieces there are from now on."""
    listing = _listing(call, product_no)
    present = variants_by_product([product_no])[product_no]
    chosen = [_chosen(present, product_no, body["variant_code"]) for body in call.bodies]
    _write(call, product_no, list(zip(chosen, call.bodies, strict=True)))
    changed = {variant.pk: variant for variant in variants_by_product([product_no])[product_no]}
    return [_changed_row(changed[one.pk], listing, call.shop_no) for one in chosen]


@operation("GET", ONE)
def show_variant(call: Call, product_no: int, variant_code: str) -> dict[str, Any]:
    """One combination."""
    return _row(call, product_no, variant_code)


@operation("PUT", ONE, body=VariantBody)
def change_variant_here(call: Call, product_no: int, variant_code: str) -> dict[str, Any]:
    """Change a combination. It is sold where neither `display` nor `selling` says F: that is one switch here."""
    listing = _listing(call, product_no)
    present = variants_by_product([product_no])[product_no]
    chosen = _chosen(present, product_no, variant_code)
    _write(call, product_no, [(chosen, call.body)])
    variant = Variant.objects.get(pk=chosen.pk)
    others = Variant.objects.filter(own_code=variant.own_code).exclude(pk=variant.pk)
    is_double = bool(variant.own_code) and others.exists()
    return {**_changed_row(variant, listing, call.shop_no), "duplicated_custom_variant_code": tf(is_double)}


@operation("DELETE", ONE)
def delete_variant_here(call: Call, product_no: int, variant_code: str) -> dict[str, Any]:
    """Take a combination away. The first one stays, as every product has one; turn its selling off instead."""
    _listing(call, product_no)
    variant = _chosen(variants_by_product([product_no])[product_no], product_no, variant_code)
    with refusing("variant_code", {FirstVariantStays: "The first combination of a product cannot be deleted."}):
        delete_variant(product_no, variant.pk, actor=call.actor)
    return {"product_no": product_no, "variant_code": variant_code}


@operation("GET", f"{ONE}/inventories")
def show_inventory(call: Call, product_no: int, variant_code: str) -> dict[str, Any]:
    """The stock of a combination; there is one origin of shipping, so `origin_code` is empty."""
    return _stock(call, product_no, variant_code)


@operation("PUT", f"{ONE}/inventories", body=InventoryBody)
def change_inventory_here(call: Call, product_no: int, variant_code: str) -> dict[str, Any]:
    """Change the stock of a combination."""
    chosen = _chosen(variants_by_product([product_no])[product_no], product_no, variant_code)
    _write(call, product_no, [(chosen, call.body)])
    return _stock(call, product_no, variant_code)


def _listing(call: Call, product_no: int) -> ProductListing:
    return listing_of(source_of(call, product_no, WORD_COLUMNS))


def _row(call: Call, product_no: int, code: str) -> dict[str, Any]:
    listing = _listing(call, product_no)
    return variant_row(_chosen(variants_by_product([product_no])[product_no], product_no, code), listing, call.shop_no)


def _stock(call: Call, product_no: int, code: str) -> dict[str, Any]:
    return {**inventory_row(_row(call, product_no, code)), "origin_code": ""}


def _chosen(present: Sequence[Variant], product_no: int, code: str) -> Variant:
    """The combination of that code. Raises 404, also where the code is another product's."""
    place = variant_place_of(code)
    for variant in present:
        if place == (product_no, variant.position):
            return variant
    raise not_found(f"Variant {code}")


def _write(call: Call, product_no: int, wanted: Sequence[tuple[Variant, Mapping[str, Any]]]) -> None:
    given = [_given(variant, body) for variant, body in wanted]
    with writing({"price": "additional_amount"}):
        set_variants(product_no, given, actor=call.actor)


def _given(variant: Variant, body: Mapping[str, Any]) -> GivenVariant:
    switches = [body[name] for name in ("display", "selling") if name in body]
    return GivenVariant(
        variant.pk,
        price_delta=body.get("additional_amount"),
        is_sold=all(switches) if switches else None,
        tracks_stock=body.get("use_inventory"),
        stock=body.get("quantity"),
        own_code=body.get("custom_variant_code"),
        app_facts={name: body[name] for name in KEPT_DEFAULTS if name in body},
    )


def _changed_row(variant: Variant, listing: ProductListing, shop_no: int) -> dict[str, Any]:
    row = variant_row(variant, listing, shop_no)
    return {**{name: row[name] for name in CHANGED_KEYS}, "inventories": inventory_row(row)}
