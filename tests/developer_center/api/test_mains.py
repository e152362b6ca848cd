"""Main categories and their products by the API (wire contract 2.7)."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from catalog.domain import display_keepers
from catalog.domain.main_categories import add_main_category
from catalog.models import ProductListing
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.factories_catalog import make_product

AROUND_A_CALL = 5


@pytest.fixture
def sections(mall):
    """Best (group 2) and New (group 3) of shop 1."""
    with tenancy.mall(mall.pk):
        for name in ("Best", "New"):
            add_main_category(name, shop_no=1, actor=Actor.system())


@pytest.fixture
def products(mall):
    with tenancy.mall(mall.pk):
        return [make_product(name).pk for name in ("Cup", "Pot", "Pan")]


def shown(api, group=2) -> list[tuple[int, bool]]:
    rows = api.get(f"mains/{group}/products").json()["products"]
    return [(row["product_no"], row["fixed_sort"]) for row in rows]


def test_the_sections_of_a_shop_are_listed_under_their_display_groups(api, sections):
    assert api.get("mains").json() == {
        "mains": [
            {
                "shop_no": 1,
                "module_code": "product_listmain_1",
                "display_group": 2,
                "group_name": "Best",
                "soldout_sort_type": "N",
                "use_autodisplay": "F",
            },
            {
                "shop_no": 1,
                "module_code": "product_listmain_2",
                "display_group": 3,
                "group_name": "New",
                "soldout_sort_type": "N",
                "use_autodisplay": "F",
            },
        ]
    }


def test_a_section_of_another_shop_is_not_this_shop_s(mall, installation, sections):
    Shop.objects.create(mall=mall, shop_no=2, name="English", language="en", currency="KRW")
    api = Api(mall, make_token(installation))
    made = api.post("mains", {"group_name": "Sale"}, shop_no=2).json()["mains"]
    assert (made["shop_no"], made["display_group"]) == (2, 2)
    assert [row["group_name"] for row in api.get("mains", {"shop_no": "2"}).json()["mains"]] == ["Sale"]
    assert [row["group_name"] for row in api.get("mains").json()["mains"]] == ["Best", "New"]


def test_a_section_is_added_changed_and_deleted(api, mall, installation, sections):
    made = api.post("mains", {"group_name": "Sale", "soldout_sort_type": "B"})
    assert made.status_code == 201
    assert made.json()["mains"] == {
        "shop_no": 1,
        "module_code": "product_listmain_3",
        "display_group": 4,
        "group_name": "Sale",
        "soldout_sort_type": "B",
    }
    changed = api.put("mains/4", {"group_name": "Last chance"}).json()["mains"]
    assert (changed["group_name"], changed["soldout_sort_type"]) == ("Last chance", "B")
    assert api.put("mains/4", {"group_name": "Last chance"}).status_code == 409
    assert api.delete("mains/4").json() == {"mains": {"display_group": 4}}
    assert api.delete("mains/4").status_code == 404
    assert len(api.get("mains").json()["mains"]) == 2
    with tenancy.mall(mall.pk):
        last = AuditEntry.objects.filter(action="main_category.deleted").latest("id")
        assert (last.actor_kind, last.actor_id) == ("app", installation.app_id)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({}, "group_name"),
        ({"group_name": "x" * 51}, "group_name"),
        ({"group_name": "Sale", "soldout_sort_type": "X"}, "soldout_sort_type"),
        ({"group_name": "Sale", "use_autodisplay": "X"}, "use_autodisplay"),
    ],
)
def test_a_section_that_cannot_be_is_refused(api, request_, field):
    response = api.post("mains", request_)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")
    assert api.get("mains").json() == {"mains": []}


def test_a_shop_has_thirty_sections_at_most(api, mall):
    with tenancy.mall(mall.pk):
        for number in range(30):
            add_main_category(f"Section {number}", shop_no=1, actor=Actor.system())
    assert api.post("mains", {"group_name": "One more"}).status_code == 422


def test_the_own_automatic_display_stays_off_where_a_service_fills_the_section(api, mall, sections, monkeypatch):
    keeper = display_keepers.Keeper(lambda name: name == "Best", gettext_lazy("Home"), "accounts:home", "")
    monkeypatch.setattr(display_keepers, "_keepers", [keeper])
    response = api.put("mains/2", {"use_autodisplay": "T"})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith("(parameter.use_autodisplay)")
    assert api.put("mains/3", {"use_autodisplay": "T"}).status_code == 200
    assert [row["use_autodisplay"] for row in api.get("mains").json()["mains"]] == ["F", "T"]


def test_products_are_added_arranged_pinned_and_removed(api, sections, products):
    cup, pot, pan = products
    added = api.post("mains/2/products", {"product_no": products})
    assert added.status_code == 201
    assert added.json() == {"product": {"shop_no": 1, "product_no": products}}
    assert {number for number, _fixed in shown(api)} == set(products)
    arranged = api.put("mains/2/products", {"product_no": [pot, cup, pan], "fix_product_no": [cup]})
    assert arranged.json()["product"] == {"shop_no": 1, "product_no": [pot, cup, pan], "fix_product_no": [cup]}
    assert shown(api) == [(pot, False), (cup, True), (pan, False)]
    api.put("mains/2/products", {"product_no": [pan]})
    assert shown(api) == [(pan, False), (pot, False), (cup, True)]
    api.put("mains/2/products", {"product_no": [cup], "fix_product_no": []})
    assert shown(api) == [(cup, False), (pan, False), (pot, False)]
    assert api.get("mains/2/products/count").json() == {"count": 3}
    assert api.delete(f"mains/2/products/{pot}").json() == {"product": {"shop_no": 1, "product_no": pot}}
    assert api.delete(f"mains/2/products/{pot}").status_code == 404
    assert shown(api) == [(cup, False), (pan, False)]


def test_names_are_the_shop_s_own(mall, installation, products):
    Shop.objects.create(mall=mall, shop_no=2, name="English", language="en", currency="KRW")
    with tenancy.mall(mall.pk):
        ProductListing.objects.create(product_id=products[0], shop_no=2, price=1, texts={"name": "Beaker"})
        add_main_category("Best", shop_no=2, actor=Actor.system())
    api = Api(mall, make_token(installation))
    api.post("mains/2/products", {"product_no": products[:2]}, shop_no=2)
    rows = api.get("mains/2/products", {"shop_no": "2"}).json()["products"]
    assert {row["product_name"] for row in rows} == {"Beaker", "Pot"}


def test_another_mall_s_sections_and_products_are_not_there(api, other_mall, sections, products):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs").pk
        for name in ("A", "B", "C"):
            add_main_category(name, shop_no=1, actor=Actor.system())
    assert api.post("mains/2/products", {"product_no": [products[0], theirs]}).status_code == 422
    assert shown(api) == []
    for method, path, body in (
        ("GET", "mains/4/products", None),
        ("GET", "mains/4/products/count", None),
        ("POST", "mains/4/products", {"request": {"product_no": products}}),
        ("PUT", "mains/4", {"request": {"group_name": "Mine"}}),
        ("DELETE", "mains/4", None),
        ("DELETE", f"mains/4/products/{theirs}", None),
    ):
        assert api.call(method, path, body=body).status_code == 404, (method, path)


def test_only_products_of_the_section_are_arranged(api, sections, products):
    api.post("mains/2/products", {"product_no": products[:1]})
    for name in ("product_no", "fix_product_no"):
        response = api.put("mains/2/products", {"product_no": products[:1], name: products[1:]})
        assert response.status_code == 422
        assert response.json()["error"]["message"].endswith(f"(parameter.{name})")


def test_the_lists_run_one_and_three_queries_whatever_their_length(
    mall, installation, sections, products, django_assert_num_queries
):
    api = Api(mall, make_token(installation))
    for some in (products[:1], products):
        api.post("mains/2/products", {"product_no": some})
        with django_assert_num_queries(AROUND_A_CALL + 3):
            api.get("mains/2/products")
        with django_assert_num_queries(AROUND_A_CALL + 1):
            api.get("mains")
