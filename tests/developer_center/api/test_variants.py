"""Combinations and their stock over the Admin API (wire contract, Appendix A: variants, inventories)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.models import Variant
from tests.developer_center.api.test_products import error, new_product, product
from tests.factories_catalog import make_product

OPTIONS = {"has_option": "T", "options": [{"name": "Size", "value": ["S", "M", "L"]}]}


@pytest.fixture
def shirt(api) -> int:
    """A product with three combinations."""
    return new_product(api, product_name="Shirt", display="T", selling="T", **OPTIONS)["product_no"]


@pytest.fixture
def codes(api, shirt) -> list[str]:
    rows = api.get(f"products/{shirt}/variants").json()["variants"]
    return [row["variant_code"] for row in rows]


def variant(api, number: int, code: str) -> dict:
    response = api.get(f"products/{number}/variants/{code}")
    assert response.status_code == 200, response.content
    return response.json()["variant"]


def test_combinations_are_listed_in_the_order_of_the_options(api, shirt, codes):
    rows = api.get(f"products/{shirt}/variants").json()["variants"]
    assert [row["options"] for row in rows] == [[{"name": "Size", "value": size}] for size in "SML"]
    assert [row["display_order"] for row in rows] == [1, 2, 3]
    assert all(len(code) == 12 and code.startswith(product(api, shirt)["product_code"]) for code in codes)
    assert rows[1] == variant(api, shirt, codes[1])


def test_a_change_of_a_combination_is_read_back(api, shirt, codes):
    change = {
        "custom_variant_code": "SHIRT-M",
        "display": "F",
        "additional_amount": "500.00",
        "use_inventory": "T",
        "quantity": 7,
        "safety_inventory": 2,
        "important_inventory": "B",
        "inventory_control_type": "B",
        "display_soldout": "T",
    }
    answer = api.put(f"products/{shirt}/variants/{codes[1]}", change)
    assert answer.status_code == 200
    assert answer.json()["variant"]["inventories"]["quantity"] == 7
    row = variant(api, shirt, codes[1])
    assert {name: row[name] for name in change} == change
    assert row["selling"] == "F", "a combination is sold or not: one switch"
    assert variant(api, shirt, codes[0])["quantity"] == 0


def test_stock_is_set_through_inventories_and_shoppers_see_it(committed, api, shopper):
    number = new_product(api, display="T", selling="T")["product_no"]
    code = api.get(f"products/{number}/variants").json()["variants"][0]["variant_code"]
    page = f"/product/cup/{number}/"
    assert "품절" not in shopper.get(page).content.decode()
    path = f"products/{number}/variants/{code}/inventories"
    stock = api.put(path, {"use_inventory": "T", "quantity": 0}).json()["inventory"]
    assert (stock["quantity"], stock["use_inventory"], stock["origin_code"]) == (0, "T", "")
    assert api.get(path).json()["inventory"] == stock
    assert product(api, number)["sold_out"] == "T"
    assert "품절" in shopper.get(page).content.decode()


def test_many_combinations_change_in_one_call_or_none(api, shirt, codes):
    path = f"products/{shirt}/variants"
    wanted = [{"variant_code": code, "quantity": number, "use_inventory": "T"} for number, code in enumerate(codes)]
    answer = api.call("PUT", path, body={"requests": wanted})
    assert answer.status_code == 200
    assert [row["inventories"]["quantity"] for row in answer.json()["variants"]] == [0, 1, 2]
    bad = [{"variant_code": codes[0], "quantity": 90}, {"variant_code": codes[1], "additional_amount": "1.50"}]
    refused = api.call("PUT", path, body={"requests": bad})
    assert refused.status_code == 422
    assert error(refused).endswith("(parameter.additional_amount)")
    assert [row["quantity"] for row in api.get(path).json()["variants"]] == [0, 1, 2]


def test_more_than_100_in_a_call_are_refused(api, shirt, codes):
    body = {"requests": [{"variant_code": codes[0]}] * 101}
    assert api.call("PUT", f"products/{shirt}/variants", body=body).status_code == 422


def test_a_code_that_two_combinations_have_is_told(api, shirt, codes):
    for code, is_double in ((codes[0], "F"), (codes[1], "T")):
        answer = api.put(f"products/{shirt}/variants/{code}", {"custom_variant_code": "SAME"})
        assert answer.json()["variant"]["duplicated_custom_variant_code"] == is_double


def test_a_combination_is_deleted_but_not_the_first(api, shirt, codes):
    path = f"products/{shirt}/variants"
    assert api.delete(f"{path}/{codes[2]}").json() == {"variant": {"product_no": shirt, "variant_code": codes[2]}}
    assert [row["variant_code"] for row in api.get(path).json()["variants"]] == codes[:2]
    assert api.delete(f"{path}/{codes[2]}").status_code == 404
    refused = api.delete(f"{path}/{codes[0]}")
    assert refused.status_code == 422
    assert error(refused).endswith("(parameter.variant_code)")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": -1}, "quantity"),
        ({"quantity": 2_147_483_648}, "quantity"),
        ({"use_inventory": "Y"}, "use_inventory"),
        ({"additional_amount": "-1"}, "additional_amount"),
        ({"custom_variant_code": "x" * 41}, "custom_variant_code"),
        ({"important_inventory": "C"}, "important_inventory"),
    ],
)
def test_a_wrong_value_is_422_with_its_field(api, shirt, codes, values, field):
    before = variant(api, shirt, codes[1])
    response = api.put(f"products/{shirt}/variants/{codes[1]}", {"safety_inventory": 9, **values})
    assert response.status_code == 422
    assert error(response).endswith(f"(parameter.{field})")
    assert variant(api, shirt, codes[1]) == before


@pytest.mark.parametrize("code", ["P000000BAAAD", "nonsense", "P999999ZAAAA", "p000000baaaa"])
def test_a_code_of_no_combination_is_404(api, shirt, code):
    assert api.get(f"products/{shirt}/variants/{code}").status_code == 404
    assert api.put(f"products/{shirt}/variants/{code}/inventories", {"quantity": 1}).status_code == 404


def test_a_combination_of_another_product_or_mall_is_404(api, shirt, codes, other_mall):
    other = new_product(api)["product_no"]
    assert api.get(f"products/{other}/variants/{codes[0]}").status_code == 404
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs").pk
    assert api.get(f"products/{theirs}/variants").status_code == 404
    assert api.put(f"products/{theirs}/variants/{codes[0]}", {"quantity": 1}).status_code == 404
    with tenancy.mall(other_mall.pk):
        assert Variant.objects.get(product=theirs).stock == 5


def test_the_history_names_the_app(api, mall, shirt, codes, installation):
    api.put(f"products/{shirt}/variants/{codes[1]}", {"quantity": 4, "use_inventory": "T"})
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="product.variants_changed")
    assert (entry.actor_kind, entry.actor_id) == ("app", installation.app_id)
    assert (entry.before, entry.after) == ({"M": "+0 · ∞ · T"}, {"M": "+0 · 4 · T"})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(api, count, django_assert_num_queries):
    values = [{"name": "Size", "value": list("SML")[:count]}]
    number = new_product(api, has_option="T", options=values)["product_no"]
    with django_assert_num_queries(5 + 2):
        api.get(f"products/{number}/variants")
