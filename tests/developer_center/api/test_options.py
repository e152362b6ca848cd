"""Options of products over the Admin API (wire contract, Appendix A: options)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import Shop
from catalog.models import Product, ProductListing, Variant
from tests.developer_center.api.test_products import error, new_product
from tests.factories_catalog import make_product


def named(**options: list[str]) -> list[dict]:
    return [
        {"option_name": name, "option_value": [{"option_text": value} for value in values]}
        for name, values in options.items()
    ]


@pytest.fixture
def shirt(api) -> int:
    number = new_product(api)["product_no"]
    body = {"has_option": "T", "option_type": "T", "options": named(Size=["S", "M"], Colour=["Red"])}
    assert api.post(f"products/{number}/options", body).status_code == 201
    return number


def test_options_are_read_back_and_make_combinations(api, shirt):
    row = api.get(f"products/{shirt}/options").json()["option"]
    assert (row["product_no"], row["has_option"], row["option_type"]) == (shirt, "T", "T")
    assert [one["option_name"] for one in row["options"]] == ["Size", "Colour"]
    assert [value["option_text"] for value in row["options"][0]["option_value"]] == ["S", "M"]
    assert len(api.get(f"products/{shirt}/variants").json()["variants"]) == 2


def test_a_second_post_is_refused(api, shirt):
    response = api.post(f"products/{shirt}/options", {"options": named(Size=["S"])})
    assert response.status_code == 422
    assert error(response).endswith("(parameter.options)")


def test_a_renamed_value_keeps_its_stock_and_a_new_one_begins_empty(api, mall, shirt):
    with tenancy.mall(mall.pk):
        Variant.objects.filter(product=shirt).update(stock=8, tracks_stock=True, own_code="KEPT")
    body = {"options": named(Size=["S", "Medium", "L"], Colour=["Red"])}
    assert (
        api.put(f"products/{shirt}/options", {"options": named(Size=["S", "Medium"], Colour=["Red"])}).status_code
        == 200
    )
    assert api.put(f"products/{shirt}/options", body).status_code == 200
    rows = api.get(f"products/{shirt}/variants").json()["variants"]
    assert [(row["options"][0]["value"], row["quantity"], row["custom_variant_code"]) for row in rows] == [
        ("S", 8, "KEPT"),
        ("Medium", 8, "KEPT"),
        ("L", 0, ""),
    ]


def test_extra_inputs_are_read_back_and_taken_away(api, mall, shirt):
    inputs = [
        {
            "additional_option_name": "Engraving",
            "required_additional_option": "T",
            "additional_option_text_length": 30,
        }
    ]
    path = f"products/{shirt}/options"
    answer = api.put(path, {"use_additional_option": "T", "additional_options": inputs}).json()["option"]
    assert (answer["use_additional_option"], answer["additional_options"]) == ("T", inputs)
    assert answer["has_option"] == "T", "the options stay"
    with tenancy.mall(mall.pk):
        stored = Product.objects.get(pk=shirt).extra_inputs
    assert stored == [{"name": "Engraving", "is_required": True, "max_length": 30}]
    assert api.put(path, {"use_additional_option": "F"}).json()["option"]["additional_options"] == []


def test_deleted_options_leave_one_combination(api, shirt):
    assert api.delete(f"products/{shirt}/options").json() == {"option": {"product_no": shirt}}
    assert api.get(f"products/{shirt}/options").json()["option"]["has_option"] == "F"
    assert [row["options"] for row in api.get(f"products/{shirt}/variants").json()["variants"]] == [[]]


def test_another_shop_reads_options_in_its_own_words(api, mall, shirt):
    Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="ko", currency="USD", exchange_rate=1000)
    texts = {"options": {"Size": {"name": "크기", "values": {"S": "소"}}}}
    with tenancy.mall(mall.pk):
        ProductListing.objects.create(product_id=shirt, shop_no=2, price=1, texts=texts)
    row = api.get(f"products/{shirt}/options", {"shop_no": 2}).json()["option"]["options"][0]
    assert row["option_name"] == "크기"
    assert [value["option_text"] for value in row["option_value"]] == ["소", "M"]
    variant = api.get(f"products/{shirt}/variants", {"shop_no": 2}).json()["variants"][0]
    assert variant["options"][0] == {"name": "크기", "value": "소"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"options": named(Size=["S", "s"])}, "options"),
        ({"options": [{"option_name": "Size"}]}, "options.option_value"),
        ({"options": [{"option_name": "Size", "option_value": []}]}, "options.option_value"),
        ({"options": named(**{f"Option {number}": ["A"] for number in range(6)})}, "options"),
        ({"option_type": "E"}, "option_type"),
        ({"additional_options": [{"additional_option_name": ""}]}, "additional_options.additional_option_name"),
    ],
)
def test_wrong_options_are_422_with_their_field(api, shirt, body, field):
    before = api.get(f"products/{shirt}/options").json()
    response = api.put(f"products/{shirt}/options", body)
    assert response.status_code == 422
    assert error(response).endswith(f"(parameter.{field})")
    assert api.get(f"products/{shirt}/options").json() == before


def test_options_of_another_mall_s_product_are_404(api, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product().pk
    path = f"products/{theirs}/options"
    for response in (api.get(path), api.post(path, {"options": named(Size=["S"])}), api.delete(path)):
        assert response.status_code == 404
    with tenancy.mall(other_mall.pk):
        assert Product.objects.get(pk=theirs).options == []
