"""The catalog's other pages: each opens, says who may, and shows no other mall's rows."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.categories import add_category, change_category, place_category
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.main_categories import add_main_category, change_main_category, move_main_category
from catalog.domain.main_products import add_main_products, pin_main_product
from catalog.domain.options import Option
from catalog.models import Category, MainCategory, MainCategoryProduct, Product, ProductImage, ProductImport, Variant
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
NEW = {"name": "Shirt", "price": "12000", "tracks_stock": "on", "stock": "7"}
OPTIONS = {
    "option_name_0": "Size",
    "option_values_0": "S, M",
    "option_name_1": "Colour",
    "option_values_1": "Red\nBlue",
}


def rows_of(mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
        category = add_category("Tops", parent_id=None, actor=Actor.system())
        section = add_main_category("Best", shop_no=1, actor=Actor.system())
    return product, category, section


def addresses(product, category, section):
    parts = ("product_variants", "product_images", "product_listings", "product_edit")
    yield from (reverse(f"catalog:{part}", args=[product.pk]) for part in parts)
    yield reverse("catalog:category_edit", args=[category.pk])
    yield reverse("catalog:category_delete", args=[category.pk])
    yield reverse("catalog_display:main_edit", args=[section.pk])
    yield reverse("catalog_display:main_delete", args=[section.pk])


def test_every_page_opens_for_the_owner_and_another_malls_rows_are_404(client, cast, mall, other_mall):
    cast.sign_in(client, "owner")
    for address in addresses(*rows_of(mall)):
        assert client.get(address).status_code == 200, address
    for name in ("catalog:category_list", "catalog_display:main_list"):
        assert client.get(reverse(name)).status_code == 200
    for address in addresses(*rows_of(other_mall)):
        assert client.get(address).status_code == 404, address


PAGES = [
    ("products", ("catalog:product_variants", "product")),
    ("products", ("catalog:product_images", "product")),
    ("products", ("catalog:product_listings", "product")),
    ("products", ("catalog:product_edit", "product")),
    ("products", ("catalog:product_delete", "product")),
    ("products", ("catalog:category_list", "")),
    ("products", ("catalog:category_edit", "category")),
    ("products", ("catalog:category_delete", "category")),
    ("products", ("catalog:import_list", "")),
    ("products", ("catalog:import_template", "")),
    ("products", ("catalog:import_template_xlsx", "")),
    ("products", ("catalog:product_export_xlsx", "")),
    ("display", ("catalog_display:main_list", "")),
    ("display", ("catalog_display:main_edit", "section")),
    ("display", ("catalog_display:main_delete", "section")),
]


@pytest.mark.parametrize(("menu", "page"), PAGES, ids=lambda value: value if isinstance(value, str) else value[0])
def test_each_page_needs_its_menu(client, cast, mall, menu, page):
    name, kind = page
    rows = dict(zip(("product", "category", "section"), rows_of(mall), strict=True))
    address = reverse(name, args=[rows[kind].pk] if kind else [])
    expected = {"owner": 200, f"operator_with_{menu}": 200, f"operator_without_{menu}": 403, None: 302}
    for who, status in expected.items():
        client.logout()
        cast.sign_in(client, who)
        response = client.get(address)
        assert response.status_code == status, who
        b"".join(response)  # a streamed file is closed once it is read
    client.logout()
    cast.sign_in(client, "other_mall")
    response = client.get(address)
    assert response.status_code == (404 if kind else 200)
    b"".join(response)


CHANGES = [
    ("catalog:category_list", "", {"name": "New"}),
    ("catalog:category_edit", "category", {"name": "New"}),
    ("catalog:category_delete", "category", {}),
    ("catalog:product_delete", "product", {}),
    ("catalog_display:main_list", "", {"name": "New"}),
    ("catalog_display:main_delete", "section", {}),
]


@pytest.mark.parametrize(("name", "kind", "data"), CHANGES, ids=[change[0] for change in CHANGES])
@pytest.mark.parametrize("who", ["operator_without_it", None, "other_mall"])
def test_whoever_may_not_changes_nothing(client, cast, mall, who, name, kind, data):
    rows = dict(zip(("product", "category", "section"), rows_of(mall), strict=True))
    address = reverse(name, args=[rows[kind].pk] if kind else [])
    cast.sign_in(client, who)
    client.post(address, data)
    with tenancy.mall(mall.pk):
        names = [model.objects.values_list("name", flat=True) for model in (Product, Category, MainCategory)]
        assert [list(found) for found in names] == [["Cup"], ["Tops"], ["Best"]]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("product_variants", 10),
        ("product_images", 9),
        ("product_listings", 10),
        ("category_list", 8),
        ("import_list", 9),
        ("main_list", 10),
    ],
)
def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    client, cast, mall, name, queries, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        options = (Option("Size", ("S", "M", "L")[:count]),)
        product = create_product(ProductFacts("Shirt", Decimal(1), options=options), actor=Actor.system())
        for place in range(count):
            ProductImage.objects.create(product=product, position=place, stem=f"x{place}", width=1, height=1)
            add_category(f"Tops {place}", parent_id=None, actor=Actor.system())
            add_main_category(f"Best {place}", shop_no=1, actor=Actor.system())
            ProductImport(file_name=f"{place}.csv", path="x", user_id=1).save()
            if place:
                Shop.objects.create(mall=mall, shop_no=place + 1, name="Two", language="en", currency="USD")
    cast.sign_in(client, "owner")
    space = "catalog_display" if name == "main_list" else "catalog"
    address = reverse(f"{space}:{name}", args=[product.pk] if name.startswith("product") else [])
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_options_make_variants_and_those_that_stay_keep_their_stock(client, cast, mall):
    cast.sign_in(client, "owner")
    address = client.post(reverse("catalog:product_new"), NEW | OPTIONS)["Location"]
    with tenancy.mall(mall.pk):
        product = Product.objects.get()
        assert Variant.objects.count() == 4
        Variant.objects.filter(position=0).update(stock=99)
    changed = NEW | OPTIONS | {"option_values_0": "XS, S, M", "stock": "1"}
    assert client.post(address, changed).status_code == 302
    with tenancy.mall(mall.pk):
        found = {tuple(row.option_values): row.stock for row in product.variants.all()}
    assert found[("S", "Red")] == 99
    assert (found[("XS", "Red")], len(found)) == (1, 6)


def test_a_product_is_added_to_a_section_and_pinned(client, cast, mall):
    product, _category, section = rows_of(mall)
    cast.sign_in(client, "owner")
    address = reverse("catalog_display:main_products", args=[section.pk])
    client.post(address, {"add": "yes", "product": [product.pk]})
    client.post(address, {"step": f"pin:{product.pk}"})
    assert "Cup" in client.get(reverse("catalog_display:main_edit", args=[section.pk])).content.decode()
    with tenancy.mall(mall.pk):
        assert MainCategoryProduct.objects.get().is_pinned


def test_prices_change_after_a_preview_and_categories_and_deletion_work_in_bulk(client, cast, mall):
    product, category, _section = rows_of(mall)
    cast.sign_in(client, "owner")
    bulk = reverse("catalog:product_bulk")
    data = {"action": "price", "product": [product.pk], "kind": "percent", "value": "-10"}
    assert "10,800" in client.post(bulk, data | {"step": "preview"}).content.decode()
    client.post(bulk, data | {"step": "apply"})
    client.post(bulk, {"action": "category", "product": [product.pk], "category": category.pk, "step": "add"})
    with tenancy.mall(mall.pk):
        assert Product.objects.get().price == 10800
        assert category.placements.count() == 1
    client.post(bulk, {"action": "delete", "product": [product.pk], "step": "apply"})
    with tenancy.mall(mall.pk):
        assert not Product.objects.exists()
        assert Category.objects.exists()
        assert MainCategory.objects.exists()


def test_histories_of_categories_and_sections_read_in_korean(client, cast, mall):
    with tenancy.mall(mall.pk):
        product, top = make_product("컵"), add_category("주방", parent_id=None, actor=SYSTEM)
        other = add_category("거실", parent_id=None, actor=SYSTEM)
        category = add_category("컵", parent_id=top.pk, actor=SYSTEM)
        change_category(category.pk, name="잔", names={"2": "글라스"}, is_displayed=False, actor=SYSTEM)
        place_category(category.pk, other.pk, "inside", actor=SYSTEM)
        section = add_main_category("추천", shop_no=1, actor=SYSTEM)
        change_main_category(
            section.pk,
            {"sold_out": "B", "display_count": 4, "auto_display": True, "auto_sort": "views", "auto_hours": [9, 18]},
            actor=SYSTEM,
        )
        add_main_products(section.pk, [product.pk], actor=SYSTEM)
        pin_main_product(section.pk, product.pk, is_pinned=True, actor=SYSTEM)
        move_main_category(section.pk, 0, actor=SYSTEM)
    cast.sign_in(client, "owner")
    found = {}
    for name, row in (("catalog:category_edit", category), ("catalog_display:main_edit", section)):
        page = client.get(reverse(name, args=[row.pk]), headers={"Accept-Language": "ko"}).content.decode()
        history = re.sub(r"<[^>]+>", " ", page.partition('<section class="card history"')[2].partition("</section>")[0])
        assert not re.search(r"[A-Za-z{}\[\]]", history.partition(">")[2]), history
        found[name] = " ".join(history.split())
    assert "상위 분류: 주방 → 거실" in found["catalog:category_edit"]
    assert "쇼핑몰별 이름: 2: 글라스" in found["catalog:category_edit"]
    assert "갱신 시각: 09:00, 18:00" in found["catalog_display:main_edit"]
    assert "고정됨: 컵" in found["catalog_display:main_edit"]


def test_the_listing_of_a_shop_is_saved_by_save(client, cast, mall):
    """The price's badge once lent its words to the button."""
    Shop.objects.create(mall=mall, shop_no=2, name="World", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    cast.sign_in(client, "owner")
    page = client.get(reverse("catalog:product_listing", args=[product.pk, 2])).content.decode()
    button = page.partition('<div class="save-bar">')[2].partition('type="submit">')[2].partition("</button>")[0]
    assert button.split() == ["Save"]


@pytest.mark.parametrize(
    ("action", "title"),
    [
        ("price", "Change prices"),
        ("weight", "Set weight"),
        ("delete", "Delete products"),
        ("shops", "Display and sell"),
    ],
)
def test_a_bulk_page_names_what_it_does_and_leads_back_to_the_filtered_list(client, cast, mall, action, title):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    Shop.objects.create(mall=mall, shop_no=2, name="World", language="en", currency="USD")
    cast.sign_in(client, "owner")
    address = f"{reverse('catalog:product_bulk')}?name=cu"
    page = client.post(address, {"action": action, "product": [product.pk]}).content.decode()
    assert title in page.partition("<title>")[2].partition("</title>")[0]
    assert re.search(rf'href="{reverse("catalog:product_list")}\?name=cu">\s*Cancel', page)
