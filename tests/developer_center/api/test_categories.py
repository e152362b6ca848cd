"""Categories by the API: the tree, its filters and what an app writes (wire contract 2.7, Appendix A)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from catalog.domain.categories import add_category, change_category
from catalog.models import Category
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token

SYSTEM = Actor.system()
AROUND_A_CALL = 5  # the token; the door: savepoint, mall, mall again, release


@pytest.fixture
def tree(mall):
    """Tops > Shirts > Linen > Summer, and Shoes."""
    with tenancy.mall(mall.pk):
        made = {}
        for name, parent in (("Tops", ""), ("Shirts", "Tops"), ("Linen", "Shirts"), ("Summer", "Linen"), ("Shoes", "")):
            parent_id = made[parent].pk if parent else None
            made[name] = add_category(name, parent_id=parent_id, actor=SYSTEM)
        return {name: row.pk for name, row in made.items()}


def names(response) -> list[str]:
    assert response.status_code == 200
    return [row["category_name"] for row in response.json()["categories"]]


def test_a_category_answers_with_the_path_from_the_top(api, tree):
    row = api.get(f"categories/{tree['Linen']}").json()["category"]
    assert row["category_depth"] == 3
    assert row["parent_category_no"] == tree["Shirts"]
    assert row["full_category_name"] == {"1": "Tops", "2": "Shirts", "3": "Linen", "4": None}
    assert row["full_category_no"] == {
        "1": str(tree["Tops"]),
        "2": str(tree["Shirts"]),
        "3": str(tree["Linen"]),
        "4": None,
    }
    assert "root_category_no" not in row
    listed = api.get("categories", {"category_no": tree["Linen"]}).json()["categories"][0]
    assert listed["root_category_no"] == tree["Tops"]


def test_the_top_of_the_tree_is_number_1_which_no_category_has(api, tree):
    assert api.get(f"categories/{tree['Tops']}").json()["category"]["parent_category_no"] == 1
    assert names(api.get("categories", {"parent_category_no": "1"})) == ["Tops", "Shoes"]
    assert api.get("categories/1").status_code == 404


@pytest.mark.django_db
def test_the_database_holds_that_no_category_has_number_1(inside):
    with pytest.raises(IntegrityError, match="category_number_from_2"), transaction.atomic():
        Category(pk=1, name="Top").save(force_insert=True)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"category_depth": "1"}, ["Tops", "Shoes"]),
        ({"category_depth": "3,4"}, ["Linen", "Summer"]),
        ({"category_name": "sh"}, ["Shirts", "Shoes"]),
        ({"use_display": "F"}, ["Shoes"]),
        ({"use_main": "F"}, []),
        ({"category_name": "sh", "category_depth": "2"}, ["Shirts"]),
        ({"limit": "2", "offset": "3"}, ["Summer", "Shoes"]),
    ],
)
def test_the_filters_of_the_list_hold_for_the_count_too(api, mall, tree, query, left):
    with tenancy.mall(mall.pk):
        change_category(tree["Shoes"], name="Shoes", names={}, is_displayed=False, actor=SYSTEM)
    assert names(api.get("categories", query)) == left
    filters = {name: value for name, value in query.items() if name not in {"limit", "offset"}}
    if filters:
        assert api.get("categories/count", filters).json() == {"count": len(left)}


def test_another_mall_s_categories_show_nowhere(api, other_mall, tree):
    with tenancy.mall(other_mall.pk):
        theirs = add_category("Theirs", parent_id=None, actor=SYSTEM).pk
    assert "Theirs" not in names(api.get("categories", {"limit": "100"}))
    assert api.get("categories/count").json() == {"count": 5}
    for method, body in (("GET", None), ("PUT", {"request": {"category_name": "Mine"}}), ("DELETE", None)):
        assert api.call(method, f"categories/{theirs}", body=body).status_code == 404
    response = api.post("categories", {"category_name": "Below", "parent_category_no": theirs})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith("(parameter.parent_category_no)")


def test_a_new_category_is_read_back_as_it_was_written(api, tree):
    response = api.post(
        "categories",
        {
            "category_name": "Boots",
            "parent_category_no": tree["Shoes"],
            "use_display": "F",
            "use_main": "F",
            "hash_tags": ["winter"],
            "soldout_product_display": "B",
            "product_display_sort": "D",
        },
    )
    assert response.status_code == 201
    made = response.json()["category"]
    assert (made["category_name"], made["parent_category_no"]) == ("Boots", tree["Shoes"])
    assert (made["use_display"], made["use_main"], made["soldout_product_display"]) == ("F", "F", "B")
    assert made["hash_tags"] == ["winter"]
    read = api.get(f"categories/{made['category_no']}").json()["category"]
    assert read == {name: value for name, value in made.items() if name != "root_category_no"}


def test_the_history_names_the_app(api, mall, installation, tree):
    made = api.post("categories", {"category_name": "Boots", "use_main": "F"}).json()["category"]
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(object_type="category", object_id=made["category_no"])
        assert {(e.action, e.actor_kind, e.actor_id) for e in entries} == {
            ("category.added", "app", installation.app_id),
            ("category.settings_changed", "app", installation.app_id),
        }


def test_a_category_moves_with_what_is_below_it(api, tree):
    moved = api.put(f"categories/{tree['Shirts']}", {"parent_category_no": tree["Shoes"], "display_order": 1})
    assert moved.json()["category"]["full_category_name"]["1"] == "Shoes"
    assert api.get(f"categories/{tree['Summer']}").json()["category"]["full_category_no"]["1"] == str(tree["Shoes"])
    top = api.put(f"categories/{tree['Shirts']}", {"parent_category_no": 1, "display_order": 1}).json()["category"]
    assert (top["parent_category_no"], top["category_depth"], top["display_order"]) == (1, 1, 1)
    assert api.get(f"categories/{tree['Tops']}").json()["category"]["display_order"] == 2


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({}, "category_name"),
        ({"category_name": "x" * 51}, "category_name"),
        ({"category_name": "Deep", "parent_category_no": "Summer"}, "parent_category_no"),
        ({"category_name": "Lost", "parent_category_no": 999_999}, "parent_category_no"),
        ({"category_name": "Odd", "use_display": "yes"}, "use_display"),
        ({"category_name": "Odd", "soldout_product_display": "X"}, "soldout_product_display"),
        ({"category_name": "Odd", "hash_tags": "winter"}, "hash_tags"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(api, tree, request_, field):
    body = {name: tree.get(value, value) if isinstance(value, str) else value for name, value in request_.items()}
    response = api.post("categories", body)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")
    assert api.get("categories/count").json() == {"count": 5}


def test_a_category_cannot_be_put_below_itself(api, tree):
    response = api.put(f"categories/{tree['Tops']}", {"category_name": "New", "parent_category_no": tree["Linen"]})
    assert response.status_code == 422
    assert api.get(f"categories/{tree['Tops']}").json()["category"]["category_name"] == "Tops"


def test_an_update_that_changes_nothing_is_409(api, tree):
    same = {"category_name": "Tops", "use_display": "T", "parent_category_no": 1, "display_order": 1, "use_main": "T"}
    assert api.put(f"categories/{tree['Tops']}", same).status_code == 409
    assert api.put(f"categories/{tree['Tops']}", same | {"use_display": "F"}).status_code == 200


def test_another_shop_s_name_is_its_own(mall, installation, tree):
    Shop.objects.create(mall=mall, shop_no=2, name="English", language="en", currency="KRW")
    api = Api(mall, make_token(installation))
    row = api.put(f"categories/{tree['Shoes']}", {"category_name": "Footwear"}, shop_no=2).json()["category"]
    assert (row["shop_no"], row["category_name"]) == (2, "Footwear")
    assert api.get(f"categories/{tree['Shoes']}").json()["category"]["category_name"] == "Shoes"
    assert api.get(f"categories/{tree['Shoes']}", {"shop_no": "2"}).json()["category"]["category_name"] == "Footwear"


def test_deleting_takes_what_is_below_too(api, tree):
    assert api.delete(f"categories/{tree['Tops']}").json() == {"category": {"category_no": tree["Tops"]}}
    assert names(api.get("categories")) == ["Shoes"]
    assert api.delete(f"categories/{tree['Tops']}").status_code == 404


def test_the_list_is_one_query_whatever_its_length(mall, installation, django_assert_num_queries):
    api = Api(mall, make_token(installation))
    for name in ("One", "Two", "Three"):
        with tenancy.mall(mall.pk):
            add_category(name, parent_id=None, actor=SYSTEM)
        with django_assert_num_queries(AROUND_A_CALL + 1):
            api.get("categories")
