"""Names and texts in other languages by the API (scope group translation)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from catalog.domain.categories import add_category
from catalog.models import Category, ProductListing
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.factories_catalog import make_product

AROUND_A_CALL = 5


@pytest.fixture
def api(mall, installation) -> Api:
    """Of a mall with two English shops and a Japanese one."""
    for shop_no, language in ((2, "en"), (3, "en"), (4, "ja")):
        Shop.objects.create(mall=mall, shop_no=shop_no, name=f"Shop {shop_no}", language=language, currency="KRW")
    return Api(mall, make_token(installation))


@pytest.fixture
def category(mall) -> Category:
    with tenancy.mall(mall.pk):
        return add_category("상의", parent_id=None, actor=Actor.system())


@pytest.fixture
def cup(mall, api):
    with tenancy.mall(mall.pk):
        cup = make_product("컵", price=5000)
        cup.options = [{"name": "색상", "values": ["빨강", "파랑"]}]
        cup.save()
        for shop_no in (2, 3, 4):
            ProductListing.objects.create(product=cup, shop_no=shop_no, price=4, display=True, selling=True)
        return cup


def translate(api, path, *translations):
    return api.put(f"translations/{path}", {"translations": list(translations)})


def test_a_category_is_named_in_every_shop_of_a_language(api, mall, category):
    answer = translate(api, f"categories/{category.pk}", {"language_code": "en_US", "category_name": "Tops"})
    (english, japanese) = answer.json()["category"]["translations"]
    assert (english["language_code"], english["translated"], english["category_name"]) == ("en_US", "T", "Tops")
    assert (japanese["language_code"], japanese["translated"], japanese["category_name"]) == ("ja_JP", "F", "상의")
    with tenancy.mall(mall.pk):
        row = Category.objects.get()
        assert (row.name, row.names) == ("상의", {"2": "Tops", "3": "Tops"})
        assert AuditEntry.objects.latest("id").actor_kind == "app"
    (listed,) = api.get("translations/categories", {"language_code": "en_US"}).json()["categories"]
    assert listed["translations"] == [english]


def test_categories_come_page_by_page(api, mall, category):
    with tenancy.mall(mall.pk):
        other = add_category("하의", parent_id=None, actor=Actor.system())
    page = api.get("translations/categories", {"limit": "1"}).json()
    assert [row["category_no"] for row in page["categories"]] == [category.pk]
    assert [link["rel"] for link in page["links"]] == ["next"]
    only = api.get("translations/categories", {"category_no": str(other.pk)}).json()
    assert [row["category_no"] for row in only["categories"]] == [other.pk]


def test_texts_of_a_product_are_written_as_by_hand(api, mall, cup):
    answer = translate(
        api,
        f"products/{cup.pk}",
        {
            "language_code": "en_US",
            "product_name": "Cup",
            "summary_description": "A cup",
            "description": "<p>Big</p><script>alert(1)</script>",
            "options": [{"name": "Colour", "value": ["Red", "Blue"]}],
        },
    )
    english, japanese = answer.json()["product"]["translations"]
    assert (english["translated"], english["product_name"], english["summary_description"]) == ("T", "Cup", "A cup")
    assert "script" not in english["description"]
    assert english["options"] == [{"name": "Colour", "value": ["Red", "Blue"]}]
    assert (japanese["translated"], japanese["product_name"]) == ("F", "컵")
    with tenancy.mall(mall.pk):
        for shop_no in (2, 3):
            listing = ProductListing.objects.get(product=cup, shop_no=shop_no)
            assert (listing.texts["name"], listing.source("name"), listing.price) == ("Cup", "hand", 4)
            assert listing.source("price") == "base"
        assert ProductListing.objects.get(product=cup, shop_no=1).texts == {}
    found = api.get("translations/products", {"product_name": "컵", "language_code": "en_US"}).json()["products"]
    assert found[0]["translations"] == [english]


def test_a_text_that_is_not_named_stays(api, cup):
    translate(api, f"products/{cup.pk}", {"language_code": "en_US", "product_name": "Cup"})
    translate(api, f"products/{cup.pk}", {"language_code": "en_US", "summary_description": "A cup"})
    (row,) = api.get("translations/products", {"language_code": "en_US"}).json()["products"]
    assert (row["translations"][0]["product_name"], row["translations"][0]["summary_description"]) == ("Cup", "A cup")


@pytest.mark.parametrize(
    ("translation", "field"),
    [
        ({}, "translations.language_code"),
        ({"language_code": "fr_FR"}, "translations.language_code"),
        ({"language_code": "ko_KR", "product_name": "컵"}, "translations.language_code"),
        ({"language_code": "en_US", "product_name": "x" * 251}, "translations.product_name"),
        ({"language_code": "en_US", "options": [{"name": "Colour", "value": ["Red"]}]}, "translations.options"),
        ({"language_code": "en_US", "options": [{"value": ["Red", "Blue"]}]}, "translations.options"),
        ({"language_code": "en_US", "options": []}, "translations.options"),
        ({"language_code": "en_US", "options": [{"name": "Colour", "value": ["Red", "red"]}]}, "translations.options"),
    ],
)
def test_a_translation_that_cannot_be_is_refused(api, cup, translation, field):
    response = translate(api, f"products/{cup.pk}", translation)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")


def test_a_product_that_a_shop_does_not_offer_is_not_translated_there(api, mall):
    with tenancy.mall(mall.pk):
        pot = make_product("냄비").pk
    assert translate(api, f"products/{pot}", {"language_code": "en_US", "product_name": "Pot"}).status_code == 422
    assert translate(api, f"products/{pot}").status_code == 422


def test_another_mall_s_rows_are_not_there(api, other_mall, category, cup):
    with tenancy.mall(other_mall.pk):
        theirs = add_category("Theirs", parent_id=None, actor=Actor.system()).pk
        product = make_product("Theirs").pk
    english = {"language_code": "en_US", "category_name": "Mine", "product_name": "Mine"}
    assert translate(api, f"categories/{theirs}", english).status_code == 404
    assert translate(api, f"products/{product}", english).status_code == 404
    assert len(api.get("translations/categories").json()["categories"]) == 1
    assert len(api.get("translations/products").json()["products"]) == 1


def test_all_shops_of_a_language_are_named(api, mall):
    answer = translate(api, "store", {"language_code": "en_US", "shop_name": "Tea house"})
    names = {one["language_code"]: one["shop_name"] for one in answer.json()["store"]["translations"]}
    assert names == {"en_US": "Tea house", "ja_JP": "Shop 4"}
    assert list(mall.shops.order_by("shop_no").values_list("name", flat=True))[1:] == [
        "Tea house",
        "Tea house",
        "Shop 4",
    ]
    only = api.get("translations/store", {"language_code": "ja_JP"}).json()["store"]["translations"]
    assert [one["shop_name"] for one in only] == ["Shop 4"]


def test_lists_run_two_and_three_queries_whatever_their_length(api, mall, category, cup, django_assert_num_queries):
    for name in ("Pot", "Pan"):
        with django_assert_num_queries(AROUND_A_CALL + 2):
            api.get("translations/categories")
        with django_assert_num_queries(AROUND_A_CALL + 3):
            api.get("translations/products")
        with tenancy.mall(mall.pk):
            make_product(name)
            add_category(name, parent_id=None, actor=Actor.system())


def test_a_language_is_not_written_over_and_over_in_one_call(api, cup, category):
    """OWASP API 4: each translation is several statements and a history entry."""
    many = [{"language_code": "en_US", "product_name": f"Cup {n}", "category_name": "Top"} for n in range(50)]
    for path in (f"translations/products/{cup.pk}", f"translations/categories/{category.pk}", "translations/store"):
        answer = api.put(path, {"translations": many})
        assert answer.status_code == 422
        assert "(parameter.translations)" in answer.json()["error"]["message"]
