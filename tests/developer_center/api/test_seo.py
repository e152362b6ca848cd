"""What search engines are told of categories, boards and products, through the API (operations .../seo)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from catalog.domain.categories import add_category
from catalog.models import Category, Product
from orders.models import Board
from tests.factories_catalog import make_product

WORDS = {"meta_title": "Cups", "meta_author": "Potter", "meta_description": "All of clay", "meta_keywords": "cup, clay"}


@pytest.fixture
def paths(mall) -> dict[str, str]:
    with tenancy.mall(mall.pk):
        category = add_category("Kitchen", parent_id=None, actor=Actor.system())
        return {
            "category": f"categories/{category.pk}/seo",
            "product": f"products/{make_product().pk}/seo",
            "board": "boards/4/seo",
        }


def error(response) -> str:
    assert response.status_code == 422
    return str(response.json()["error"]["message"])


@pytest.mark.parametrize("kind", ["category", "product", "board"])
def test_it_is_read_back_the_same_again_is_409_and_the_history_names_the_app(api, mall, installation, paths, kind):
    path = paths[kind]
    exposure = {} if kind == "board" else {"search_engine_exposure": "F"}
    before = api.get(path).json()["seo"]
    assert before["meta_title"] == ""
    assert before.get("search_engine_exposure", "T") == "T"
    after = api.put(path, WORDS | exposure).json()["seo"]
    assert after == before | WORDS | exposure
    assert api.get(path).json()["seo"] == after
    assert api.put(path, WORDS | exposure).status_code == 409
    assert api.put(path, {"meta_author": ""}).json()["seo"] == after | {"meta_author": ""}
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(object_type=kind, action__contains="changed").order_by("pk")
        assert [(entry.actor_kind, entry.actor_id) for entry in entries] == [("app", installation.app_id)] * 2
        assert entries[0].after["seo_title"] == "Cups"
        assert (entries[1].before["seo_author"], entries[1].after["seo_author"]) == ("Potter", "")


@pytest.mark.parametrize("kind", ["category", "product", "board"])
def test_each_shop_has_its_own(api, mall, paths, kind):
    Shop.objects.create(mall=mall, shop_no=2, language="en", currency="USD", name="Overseas")
    assert api.put(paths[kind], {"meta_title": "Mugs"}, shop_no=2).json()["seo"]["shop_no"] == 2
    assert api.get(paths[kind]).json()["seo"]["meta_title"] == ""
    assert api.get(paths[kind], {"shop_no": 2}).json()["seo"]["meta_title"] == "Mugs"


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("category", {"meta_title": "x" * 201}, "meta_title"),
        ("category", {"search_engine_exposure": "Y"}, "search_engine_exposure"),
        ("product", {"meta_alt": "x" * 1001}, "meta_alt"),
        ("board", {"meta_title": "x" * 201}, "meta_title"),
        ("board", {"meta_keywords": ["x"]}, "meta_keywords"),
    ],
)
def test_wrong_values_are_422_with_their_field(api, paths, kind, body, field):
    assert error(api.put(paths[kind], body)).endswith(f"(parameter.{field})")


def test_another_mall_s_rows_are_404_and_stay(api, other_mall):
    with tenancy.mall(other_mall.pk):
        product, category = make_product(), add_category("Theirs", parent_id=None, actor=Actor.system())
    for path in (f"products/{product.pk}/seo", f"categories/{category.pk}/seo", "boards/5/seo"):
        assert api.get(path).status_code == 404
        assert api.put(path, {"meta_title": "x"}).status_code == 404
    assert api.put("boards/4/seo", {"meta_title": "x"}).status_code == 200
    with tenancy.mall(other_mall.pk):
        assert [Product.objects.get().seo, Category.objects.get().seo] == [{}, {}]
        assert not Board.objects.exists()
