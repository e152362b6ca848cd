"""Products of categories by the API (wire contract 2.7)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry
from catalog.domain.categories import add_category
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.factories_catalog import make_product

AROUND_A_CALL = 5


@pytest.fixture
def place(mall):
    """A category and three products outside of it."""
    with tenancy.mall(mall.pk):
        category = add_category("Tops", parent_id=None, actor=Actor.system())
        products = [make_product("Cup"), make_product("Pot", stock=0), make_product("Pan", selling=False)]
        return category.pk, [product.pk for product in products]


def order(api, category_no) -> list[int]:
    response = api.get(f"categories/{category_no}/products", {"display_group": "1"})
    return [row["product_no"] for row in response.json()["products"]]


def add(api, category_no, numbers, group=1):
    return api.post(f"categories/{category_no}/products", {"display_group": group, "product_no": numbers})


def test_products_come_in_their_order_with_what_keeps_them_from_being_sold(api, place):
    category_no, (cup, pot, pan) = place
    response = add(api, category_no, [cup, pot, pan])
    assert response.status_code == 201
    assert response.json() == {"product": {"display_group": 1, "product_no": [cup, pot, pan]}}
    rows = api.get(f"categories/{category_no}/products", {"display_group": "1"}).json()["products"]
    assert [(row["product_no"], row["sequence_no"], row["sold_out"], row["not_for_sale"]) for row in rows] == [
        (cup, 1, False, False),
        (pot, 2, True, False),
        (pan, 3, False, True),
    ]
    count = api.get(f"categories/{category_no}/products/count", {"display_group": "1"})
    assert count.json() == {"count": 3}


def test_a_page_of_a_category_goes_on_counting(api, place):
    category_no, numbers = place
    add(api, category_no, numbers)
    page = api.get(f"categories/{category_no}/products", {"display_group": "1", "limit": "1", "offset": "2"}).json()
    assert [(row["product_no"], row["sequence_no"]) for row in page["products"]] == [(numbers[2], 3)]


def test_the_display_group_is_required(api, place):
    category_no, _numbers = place
    for query in ({}, {"display_group": "4"}, {"display_group": "x"}):
        response = api.get(f"categories/{category_no}/products", query)
        assert response.status_code == 422
        assert response.json()["error"]["message"].endswith("(parameter.display_group)")


@pytest.mark.parametrize("group", [2, 3])
def test_the_groups_of_recommended_and_new_products_are_empty(api, place, group):
    category_no, numbers = place
    add(api, category_no, numbers)
    answer = api.get(f"categories/{category_no}/products", {"display_group": str(group)})
    assert answer.json() == {"products": []}
    assert api.get(f"categories/{category_no}/products/count", {"display_group": str(group)}).json() == {"count": 0}
    assert add(api, category_no, numbers, group).status_code == 422
    path = f"categories/{category_no}/products/{numbers[0]}"
    assert api.delete(path, {"display_group": str(group)}).status_code == 404


@pytest.mark.parametrize(
    ("moved", "sequence", "then"),
    [(0, 3, [1, 2, 0]), (2, 1, [2, 0, 1]), (1, 1, [1, 0, 2]), (0, 99, [1, 2, 0]), (1, 2, [0, 1, 2])],
)
def test_a_product_is_put_at_a_place(api, place, moved, sequence, then):
    category_no, numbers = place
    add(api, category_no, numbers)
    body = {"display_group": 1, "product_no": numbers[moved], "sequence": sequence, "fixed_sort": "F"}
    response = api.put(f"categories/{category_no}/products", body)
    assert response.json()["product"] == {
        "shop_no": 1,
        "product_no": numbers[moved],
        "sequence": min(sequence, 3),
        "auto_sort": "F",
        "fixed_sort": "F",
    }
    assert order(api, category_no) == [numbers[place] for place in then]


def test_many_moves_end_in_the_order_that_was_asked_for(api, place):
    category_no, numbers = place
    add(api, category_no, numbers)
    for number in (*numbers, *reversed(numbers), numbers[1]):
        api.put(f"categories/{category_no}/products", {"display_group": 1, "product_no": number, "sequence": 1})
    assert order(api, category_no) == [numbers[1], numbers[0], numbers[2]]


@pytest.mark.parametrize("name", ["auto_sort", "fixed_sort"])
def test_what_a_category_cannot_do_is_refused(api, place, name):
    category_no, numbers = place
    add(api, category_no, numbers)
    response = api.put(f"categories/{category_no}/products", {"display_group": 1, "product_no": numbers[0], name: "T"})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{name})")


def test_a_product_leaves_a_category_and_is_not_found_there_again(api, mall, installation, place):
    category_no, numbers = place
    add(api, category_no, numbers)
    path = f"categories/{category_no}/products/{numbers[1]}"
    assert api.delete(path).status_code == 422
    gone = api.delete(path, {"display_group": "1"})
    assert gone.json() == {"product": {"display_group": 1, "product_no": numbers[1]}}
    assert order(api, category_no) == [numbers[0], numbers[2]]
    assert api.delete(path, {"display_group": "1"}).status_code == 404
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.filter(action="product.categories_changed", object_id=numbers[1]).latest("id")
        assert (entry.actor_kind, entry.actor_id) == ("app", installation.app_id)


def test_another_mall_s_products_and_categories_are_not_there(api, other_mall, place):
    category_no, numbers = place
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs").pk
        their_category = add_category("Theirs", parent_id=None, actor=Actor.system()).pk
    assert add(api, category_no, [numbers[0], theirs]).status_code == 422
    assert order(api, category_no) == []
    assert add(api, their_category, [numbers[0]]).status_code == 404
    assert api.get(f"categories/{their_category}/products", {"display_group": "1"}).status_code == 404
    assert api.get(f"categories/{their_category}/products/count", {"display_group": "1"}).status_code == 404


@pytest.mark.parametrize("numbers", [[], "x", [0], [2**64], None, [[1]]])
def test_what_is_no_product_number_is_refused(api, place, numbers):
    category_no, _products = place
    response = add(api, category_no, numbers)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith("(parameter.product_no)")


def test_the_list_is_two_queries_whatever_its_length(mall, installation, place, django_assert_num_queries):
    category_no, numbers = place
    api = Api(mall, make_token(installation))
    for some in (numbers[:1], numbers):
        add(api, category_no, some)
        with django_assert_num_queries(AROUND_A_CALL + 2):
            order(api, category_no)
