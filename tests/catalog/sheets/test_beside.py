"""What a sheet says beside the product itself: categories, extra inputs, and other shops' names and prices."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from catalog.domain.categories import add_category
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.options import ExtraInput
from catalog.domain.place_in_categories import set_categories
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import Category, CategoryProduct, Product, ProductListing
from tests.catalog.sheets.test_import import counts, errors_of, last_import, send
from tests.catalog.sheets.test_round_trip import exported, imported, sheet_of
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
ODD_NAMES = ("A > B", "x|y", "#7", "back\\", "=sum", "12")


@pytest.fixture
def shops(mall):
    Shop.objects.create(mall=mall, shop_no=2, name="US", language="en", currency="USD", exchange_rate=Decimal(1250))
    Shop.objects.create(mall=mall, shop_no=3, name="JP", language="ja", currency="JPY", exchange_rate=Decimal(9))


def tree(mall) -> dict[str, int]:
    """Categories by path; two are called Tops > Sale, in different letters."""
    with tenancy.mall(mall.pk):
        tops = add_category("Tops", parent_id=None, actor=SYSTEM).pk
        found = {"Tops": tops}
        for name in ("Shirts", "Sale", "SALE"):
            found[f"Tops > {name}"] = add_category(name, parent_id=tops, actor=SYSTEM).pk
        for name in ODD_NAMES:
            found[name] = add_category(name, parent_id=None, actor=SYSTEM).pk
    return found


def product_in(mall, *category_ids: int, **facts) -> Product:
    with tenancy.mall(mall.pk):
        product = create_product(ProductFacts("Cup", Decimal(12500), code="A1", **facts), actor=SYSTEM)
        set_categories(product.pk, category_ids, actor=SYSTEM)
    return product


def everything(mall) -> list[object]:
    with tenancy.mall(mall.pk):
        models = (Product, ProductListing, CategoryProduct, AuditEntry)
        return [list(model.objects.order_by("pk").values_list()) for model in models]


def categories_of(mall) -> set[int]:
    with tenancy.mall(mall.pk):
        return set(CategoryProduct.objects.filter(product__code="A1").values_list("category_id", flat=True))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_nobody_edited_stays_whatever_it_is_called(client, cast, mall, shops, kind):
    inputs = (ExtraInput("Text: a|b", True, 200), ExtraInput("Name\\", False, 1), ExtraInput("two  spaces", False, 20))
    product = product_in(mall, *tree(mall).values(), extra_inputs=inputs)
    with tenancy.mall(mall.pk):
        rows = {row.shop_no: row for row in Shop.objects.filter(mall=mall)}
        set_listing(product.pk, rows[2], ListingFacts(True, False, Decimal(0), {"name": "=Cup"}, True), actor=SYSTEM)
        set_listing(product.pk, rows[3], ListingFacts(False, False, Decimal(1400)), actor=SYSTEM)
    cast.sign_in(client, "owner")
    before = everything(mall)
    sheet = exported(client, kind)
    assert sheet[0][-4:] == [
        "Product name in shop 2",
        "Price in shop 2",
        "Product name in shop 3",
        "Price in shop 3",
    ]
    assert imported(client, mall, sheet_of(sheet, kind)).same_count == 1
    assert everything(mall) == before


def test_a_path_or_a_number_puts_a_product_where_it_says_and_nowhere_else(client, cast, mall):
    found = tree(mall)
    product_in(mall, found["12"])
    cast.sign_in(client, "owner")
    send(client, f"Product code,Categories\nA1,tops >  SHIRTS | #{found['x|y']} | 12\n".encode())
    assert counts(last_import(mall)) == (0, 1, 0, 0)
    assert categories_of(mall) == {found["Tops > Shirts"], found["x|y"], found["12"]}
    send(client, b"Product code,Categories\nA1,\n")
    assert counts(last_import(mall)) == (0, 0, 1, 0)
    send(client, "상품 코드,카테고리\nA1,(비움)\n".encode())
    assert categories_of(mall) == set()


def test_a_new_product_goes_into_its_categories_with_its_extra_inputs(client, cast, mall):
    found = tree(mall)
    cast.sign_in(client, "owner")
    sheet = 'code,name,price,categories,extra_inputs\nA1,Cup,1,Tops,"Engraving: 20, required | Note"\n'
    send(client, sheet.encode())
    assert categories_of(mall) == {found["Tops"]}
    with tenancy.mall(mall.pk):
        assert Product.objects.get().extra_inputs == [
            {"name": "Engraving", "is_required": True, "max_length": 20},
            {"name": "Note", "is_required": False, "max_length": 20},
        ]


@pytest.mark.parametrize(
    ("column", "cell", "text"),
    [
        ("Categories", "Tops > Hats", "There is no category “Tops > Hats”."),
        ("Categories", "#999999", "There is no category “#999999”."),
        ("Categories", "Tops > Sale", "More than one category is called “Tops > Sale”. Write its number, like #"),
        ("Extra input options", "Engraving: long", "These extra input options do not work."),
        ("Extra input options", "Engraving: 201", "These extra input options do not work."),
        ("Extra input options", "A | a", "These extra input options do not work."),
        ("Price in shop 2", "1.234", "“1.234” is no price in USD."),
        ("Price in shop 3", "1.5", "“1.5” is no price in JPY."),
        ("Product name in shop 2", "x" * 251, "At most 250 characters."),
        ("Price in shop 4", "5", "There is no shop with this number."),
    ],
)
def test_a_bad_cell_is_named_by_its_column_and_nothing_of_its_row_is_written(
    client, cast, mall, shops, column, cell, text
):
    tree(mall)
    product_in(mall)
    before = everything(mall)
    cast.sign_in(client, "owner")
    send(client, f"Product code,Product name,{column}\nA1,New name,{cell}\n".encode())
    ((row_no, field, key, why),) = errors_of(mall)
    assert (row_no, field, key) == (2, column, "A1")
    assert why.startswith(text)
    assert everything(mall) == before


def test_names_and_prices_of_other_shops_are_their_own_until_they_are_taken_away(client, cast, mall, shops):
    product = product_in(mall)
    cast.sign_in(client, "owner")
    send(client, b"code,Product name in shop 2,Price in shop 2,Price in shop 3\nA1,Mug,9.90,\n")
    with tenancy.mall(mall.pk):
        (row,) = ProductListing.objects.filter(product=product).exclude(shop_no=1)
        assert (row.shop_no, row.price, row.texts, row.display, row.selling) == (
            2,
            Decimal("9.90"),
            {"name": "Mug"},
            False,
            False,
        )
        assert row.sources == {"name": "hand", "price": "hand"}
    send(client, b"code,Product name in shop 2,Price in shop 2,Product name in shop 3\nA1,(empty),(empty),Koppu\n")
    with tenancy.mall(mall.pk):
        us, japan = ProductListing.objects.filter(product=product).exclude(shop_no=1).order_by("shop_no")
        assert (us.price, us.texts, us.sources) == (Decimal(10), {}, {})
        assert (japan.texts, japan.sources) == ({"name": "Koppu"}, {"name": "hand"})
    send(client, b"code,Price in shop 2\nA1,(empty)\n")
    assert counts(last_import(mall)) == (0, 0, 1, 0)


def test_rows_about_one_product_follow_each_other(client, cast, mall):
    """The rows of a chunk are read together; each must see what those before it wrote."""
    cast.sign_in(client, "owner")
    sheet = "code,name,price,stock\nA1,Cup,1,1\nA1,Cup,2,1\nA1,Bowl,2,1\nA1,bad,x,1\nA1,Bowl,2,1\nB1,Plate,1,1\n"
    send(client, sheet.encode())
    assert counts(last_import(mall)) == (2, 2, 1, 1)
    with tenancy.mall(mall.pk):
        found = Product.objects.order_by("pk").values_list("code", "name", "price")
        assert list(found) == [("A1", "Bowl", 2), ("B1", "Plate", 1)]


def test_a_row_that_is_refused_leaves_the_rows_after_it_what_there_was(client, cast, mall):
    product = product_in(mall, weight_grams=5)
    cast.sign_in(client, "owner")
    tree(mall)
    sheet = f'number,name,stock,options\n{product.pk},Spoilt,3,"Size: S, s"\n{product.pk},,,\n'
    send(client, sheet.encode())
    assert counts(last_import(mall)) == (0, 0, 1, 1)
    with tenancy.mall(mall.pk):
        assert Product.objects.get().name == "Cup"
        assert Category.objects.exists()


def test_a_row_that_changes_nothing_asks_for_nothing_but_its_savepoint(client, cast, mall):
    cast.sign_in(client, "owner")
    asked = []
    for count in (1, 1, 3, 3):  # the first time registers the products
        lines = "".join(f"A{number},Cup,1,1\n" for number in range(count))
        upload = SimpleUploadedFile("products.csv", f"code,name,price,stock\n{lines}".encode())
        client.post(reverse("catalog:import_list"), {"file": upload})
        with CaptureQueriesContext(connection) as queries:
            run_due_jobs("catalog.import_products")
        asked.append(len(queries))
    assert counts(last_import(mall)) == (0, 0, 3, 0)
    assert asked[3] - asked[1] == 2 * (3 - 1)
