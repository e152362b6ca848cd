"""The mall's own properties of products, and what products say of them, through the API (.../customproperties)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import tenancy
from accounts.models import AuditEntry, Shop
from catalog.domain.custom_properties import add_properties, set_property_values
from catalog.models import CustomProperty, PropertyValue
from tests.developer_center.api.test_products import error, product
from tests.factories_catalog import make_product
from tests.orders.shop import SYSTEM

PATH = "products/customproperties"


@pytest.fixture
def cup(mall) -> int:
    with tenancy.mall(mall.pk):
        return make_product().pk


@pytest.fixture
def numbers(mall) -> list[int]:
    """Season and Care."""
    with tenancy.mall(mall.pk):
        return [row.pk for row in add_properties(["Season", "Care"], actor=SYSTEM)]


def names(row: dict[str, Any]) -> list[str]:
    return [one["property_name"] for one in row["custom_properties"]]


def values(row: dict[str, Any]) -> list[str]:
    return [one["property_value"] for one in row["custom_properties"]]


def test_properties_are_made_up_renamed_and_taken_away(api, mall, installation):
    assert api.get(PATH).json() == {"products": {"custom_properties": []}}
    body = {"custom_properties": [{"property_name": "Season"}, {"property_name": "Care"}]}
    made = api.post(PATH, body)
    assert made.status_code == 201
    assert names(made.json()["product"]) == ["Season", "Care"]
    season, care = (one["property_no"] for one in made.json()["product"]["custom_properties"])
    another = api.post(PATH, {"custom_properties": [{"property_name": "Size"}]}).json()["product"]
    assert names(another) == ["Size"]
    assert names(api.put(f"{PATH}/{care}", {"property_name": "Washing"}).json()["product"]) == [
        "Season",
        "Washing",
        "Size",
    ]
    assert api.put(f"{PATH}/{care}", {"property_name": "Washing"}).status_code == 409
    assert names(api.delete(f"{PATH}/{season}").json()["product"]) == ["Washing", "Size"]
    assert api.delete(f"{PATH}/{season}").status_code == 404
    assert names(api.get(PATH).json()["products"]) == ["Washing", "Size"]
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(object_type="customproperty").order_by("pk")
        assert [entry.action for entry in entries] == ["property.added"] * 3 + ["property.changed", "property.deleted"]
        assert {(entry.actor_kind, entry.actor_id) for entry in entries} == {("app", installation.app_id)}


def test_a_product_says_in_each_shop_what_they_are_and_the_embed_gives_the_same(api, mall, cup, numbers):
    Shop.objects.create(mall=mall, shop_no=2, language="en", currency="USD", name="Overseas")
    path = f"products/{cup}/customproperties"
    season, care = numbers
    assert values(api.get(path).json()["products"]) == ["", ""]
    assert values(api.put(f"{path}/{care}", {"property_value": "By hand"}).json()["product"]) == ["", "By hand"]
    assert api.put(f"{path}/{care}", {"property_value": "By hand"}).status_code == 409
    assert values(api.put(f"{path}/{season}", {"property_value": "Winter"}, shop_no=2).json()["product"]) == [
        "Winter",
        "",
    ]
    alone = api.get(path).json()["products"]
    assert alone == {
        "shop_no": 1,
        "custom_properties": [
            {"property_no": season, "property_name": "Season", "property_value": ""},
            {"property_no": care, "property_name": "Care", "property_value": "By hand"},
        ],
    }
    assert product(api, cup, embed="custom_properties")["custom_properties"] == alone["custom_properties"]
    assert values(api.delete(f"{path}/{care}").json()["product"]) == ["", ""]
    assert api.delete(f"{path}/{care}").status_code == 200
    assert values(api.get(path, {"shop_no": 2}).json()["products"]) == ["Winter", ""]
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(action="product.properties_changed", object_id=cup).order_by("pk")
        assert [entry.after["properties"] for entry in entries] == [["Care: By hand"], ["Season: Winter"], ["Care: "]]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "custom_properties"),
        ({"custom_properties": []}, "custom_properties"),
        ({"custom_properties": [{}]}, "property_name"),
        ({"custom_properties": [{"property_name": "x" * 251}]}, "property_name"),
        ({"custom_properties": [{"property_name": "Care"}]}, "property_name"),
        ({"custom_properties": [{"property_name": "New"}, {"property_name": "New"}]}, "property_name"),
        ({"custom_properties": [{"property_name": f"New {number}"} for number in range(99)]}, "property_name"),
    ],
)
def test_wrong_properties_are_422_and_none_is_made_up(api, mall, numbers, body, field):
    assert error(api.post(PATH, body)).endswith(f"{field})")
    with tenancy.mall(mall.pk):
        assert list(CustomProperty.objects.order_by("pk").values_list("pk", flat=True)) == numbers


def test_a_name_that_is_taken_and_a_value_that_is_missing_or_too_long_are_422(api, cup, numbers):
    season, care = numbers
    assert error(api.put(f"{PATH}/{season}", {"property_name": "Care"})).endswith("(parameter.property_name)")
    assert error(api.put(f"{PATH}/{season}", {})).endswith("(parameter.property_name)")
    path = f"products/{cup}/customproperties/{care}"
    for body in ({}, {"property_value": "x" * 1001}):
        assert error(api.put(path, body)).endswith("(parameter.property_value)")
    assert api.put(f"products/{cup}/customproperties/{care + 1}", {"property_value": "x"}).status_code == 404


def test_nothing_of_another_mall_is_read_or_written(api, other_mall, cup):
    with tenancy.mall(other_mall.pk):
        theirs = make_product().pk
        [row] = add_properties(["Secret"], actor=SYSTEM)
        set_property_values(theirs, 1, {row.pk: "Theirs"}, actor=SYSTEM)
    assert api.get(PATH).json() == {"products": {"custom_properties": []}}
    body = {"property_value": "x"}
    for response in (
        api.put(f"{PATH}/{row.pk}", {"property_name": "Mine"}),
        api.delete(f"{PATH}/{row.pk}"),
        api.get(f"products/{theirs}/customproperties"),
        api.put(f"products/{theirs}/customproperties/{row.pk}", body),
        api.put(f"products/{cup}/customproperties/{row.pk}", body),
        api.delete(f"products/{theirs}/customproperties/{row.pk}"),
    ):
        assert response.status_code == 404
    with tenancy.mall(other_mall.pk):
        assert CustomProperty.objects.get().name == "Secret"
        assert PropertyValue.objects.get().value == "Theirs"
