"""Members' carts by the API (scope group personal)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from developer_center.wire import variant_code
from orders.domain.cart.change import add_to_cart
from orders.domain.cart.find import open_cart
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.factories_catalog import make_product
from tests.orders.customers import make_customer

AROUND_A_CALL = 5


def put(product, member_id: str = "", quantity: int = 1, **inputs: str) -> None:
    """Into the cart of a member, or of a guest."""
    customer_id = make_customer(member_id).pk if member_id else None
    cart = open_cart(1, token=f"token of {member_id}", customer_id=customer_id)
    add_to_cart(cart, product.variants.get().pk, quantity, inputs)


@pytest.fixture
def cup(mall, other_mall):
    """A cup in the carts of two members and a guest; another mall has a member of the same name."""
    with tenancy.mall(other_mall.pk):
        put(make_product("Theirs"), "minji")
    with tenancy.mall(mall.pk):
        cup = make_product("Cup", price=5000)
        put(cup, "minji", 2)
        put(cup, "jun", 1)
        put(cup)
        return cup


def test_a_member_s_cart_is_told_line_by_line(api, cup):
    (row,) = api.get("carts", {"member_id": "Minji"}).json()["carts"]
    assert (row["member_id"], row["product_no"], row["quantity"]) == ("minji", cup.pk, 2)
    assert (row["product_price"], row["option_price"]) == ("5000.00", "0.00")
    assert row["variant_code"] == variant_code(cup.pk, 0)
    assert row["additional_option_values"] == []
    assert len(api.get("carts", {"member_id": "minji,jun,nobody"}).json()["carts"]) == 2
    assert api.get("carts", {"member_id": "nobody"}).json() == {"carts": []}


def test_what_shoppers_typed_is_told(api, mall):
    with tenancy.mall(mall.pk):
        cup = make_product("Cup")
        cup.extra_inputs = [{"name": "Engraving", "is_required": True, "max_length": 20}]
        cup.save()
        put(cup, "minji", Engraving="For Jun")
    (row,) = api.get("carts", {"member_id": "minji"}).json()["carts"]
    assert row["additional_option_values"] == [
        {"key": "item_option_add_1", "type": "text", "value": "For Jun", "name": "Engraving"}
    ]


def test_whose_cart_is_required(api):
    response = api.get("carts")
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith("(parameter.member_id)")


def test_carts_with_a_product_are_those_of_members_page_by_page(api, cup):
    first = api.get(f"products/{cup.pk}/carts", {"limit": "1"}).json()
    assert [row["member_id"] for row in first["carts"]] == ["minji"]
    (link,) = first["links"]
    assert link["rel"] == "next"
    second = api.get(f"products/{cup.pk}/carts", {"limit": "1", "offset": "1"}).json()
    assert [row["member_id"] for row in second["carts"]] == ["jun"]
    assert [one["rel"] for one in second["links"]] == ["prev"]
    assert api.get(f"products/{cup.pk}/carts/count").json() == {"count": 2}


def test_another_mall_s_product_is_not_found(api, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs").pk
    assert api.get(f"products/{theirs}/carts").status_code == 404
    assert api.get(f"products/{theirs}/carts/count").status_code == 404


def test_lists_run_three_and_two_queries_whatever_their_length(mall, installation, cup, django_assert_num_queries):
    api = Api(mall, make_token(installation))
    for members in ("minji", "minji,jun"):
        with django_assert_num_queries(AROUND_A_CALL + 3):
            api.get("carts", {"member_id": members})
    for limit in ("1", "2"):
        with django_assert_num_queries(AROUND_A_CALL + 2):
            api.get(f"products/{cup.pk}/carts", {"limit": limit})
