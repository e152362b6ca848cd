"""Products from a sheet, row by row."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts import tenancy
from accounts.models import Shop
from catalog.models import Product, ProductImport, ProductListing, Variant
from tests.catalog.sheets.books import as_a_spreadsheet_saves_it, workbook
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db
PAGE = reverse("catalog:import_list")
HEAD = "Product code,Product name,Price,Stock,Options\n"
WIDE_HEAD = (
    "Product number,Product code,Product name,Price,Stock,Options,Stock per combination,Weight (g),Display,Material\n"
)


def send(client, content: bytes, name: str = "products.csv"):
    response = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    run_due_jobs("catalog.import_products")
    return response


def last_import(mall) -> ProductImport:
    with tenancy.mall(mall.pk):
        return ProductImport.objects.order_by("-pk").first()


def errors_of(mall) -> list[tuple[object, ...]]:
    """Row, field, what the row names and why, of the last import."""
    with tenancy.mall(mall.pk):
        rows = ProductImport.objects.order_by("-pk").first().errors.order_by("pk")
        return list(rows.values_list("row_no", "field", "code", "text"))


def counts(row: ProductImport) -> tuple[int, int, int, int]:
    return row.created_count, row.changed_count, row.same_count, row.failed_count


def test_rows_are_applied_one_by_one_and_a_bad_one_names_its_row_and_field(client, cast, mall):
    cast.sign_in(client, "owner")
    sheet = HEAD + 'A1,Cup,"12,000",3,\nA2,Bowl,cheap,1,\nA3,Shirt,5000,2,"Size: S, M"\n'
    response = send(client, sheet.encode())
    page = client.get(response["Location"]).content.decode()
    assert "“cheap” is no price in KRW." in page
    row = last_import(mall)
    assert (row.state, row.done_rows, row.total_rows, counts(row)) == ("done", 3, 3, (2, 0, 0, 1))
    assert errors_of(mall) == [(3, "Price", "A2", "“cheap” is no price in KRW.")]
    with tenancy.mall(mall.pk):
        stocks = Variant.objects.filter(product__code="A3").order_by("position").values_list("option_values", "stock")
        assert list(stocks) == [(["S"], 2), (["M"], 2)]
        assert sorted(Product.objects.values_list("code", flat=True)) == ["A1", "A3"]
    lines = b"".join(client.get(reverse("catalog:import_errors", args=[row.pk])).streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(lines))) == [
        ["Row", "Product", "Field", "What is wrong"],
        ["3", "A2", "Price", "“cheap” is no price in KRW."],
    ]


@pytest.mark.parametrize(
    ("row", "field", "text"),
    [
        (",,Cup,1,,,,,,", "Product code", "Enter a product code, or the number of a product there is."),
        ("999999,,Cup,1,,,,,,", "Product number", "There is no product with this number."),
        ("x,,Cup,1,,,,,,", "Product number", "Enter a whole number."),
        (",B,,1,,,,,,", "Product name", "A new product needs this."),
        (",B,Cup,,,,,,,", "Price", "A new product needs this."),
        (",B,Cup,1.5,,,,,,", "Price", "“1.5” is no price in KRW."),
        (f",{'B' * 41},Cup,1,,,,,,", "Product code", "At most 40 characters."),
        (",B,Cup,1,-1,,,,,", "Stock", "Enter a whole number."),
        (",B,Cup,1,,,,0,,", "Weight (g)", "Enter at least 1 gram, or leave the cell empty."),
        (",B,Cup,1,,,,,maybe,", "Display", "Enter T for yes or F for no."),
        (
            ',B,Cup,1,,"Size S, M",,,,',
            "Options",
            "These options do not work. Write them like “Colour: Red, Blue | Size: S, M”.",
        ),
        (
            ',B,Cup,1,,"Size: S, M",S 3,,,',
            "Stock per combination",
            "“S 3” cannot be read. Write it like “Red / S: 3 | Red / M: 5”.",
        ),
        (',B,Cup,1,,"Size: S, M",L: 3,,,', "Stock per combination", "This product has no combination “L”."),
        (",B,Cup,1,,,,,,\0", "Material", "There is a character that cannot be stored."),
    ],
)
def test_each_kind_of_mistake_is_told_at_its_field_and_the_rows_around_it_are_applied(
    client, cast, mall, row, field, text
):
    cast.sign_in(client, "owner")
    sheet = f"{WIDE_HEAD},A1,First,1,,,,,,\n{row}\n,A2,Last,1,,,,,,\n"
    send(client, sheet.encode())
    assert [(number, name, why) for number, name, _key, why in errors_of(mall)] == [(3, field, text)]
    with tenancy.mall(mall.pk):
        assert sorted(Product.objects.values_list("code", flat=True)) == ["A1", "A2"]


def test_errors_are_told_in_the_language_of_whoever_uploaded(client, cast, mall):
    cast.sign_in(client, "owner")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    send(client, "상품 코드,상품명,판매가\nA,컵,비쌈\n".encode())
    ((_row, field, _key, why),) = errors_of(mall)
    assert field == "판매가"
    with translation.override("ko"):
        assert why == gettext("“%(text)s” is no price in %(currency)s.") % {"text": "비쌈", "currency": "KRW"}
    assert "no price" not in why


def test_a_second_import_changes_what_differs_and_registers_nothing_twice(client, cast, mall):
    cast.sign_in(client, "owner")
    send(client, (HEAD + "A1,Cup,12000,3,\nA2,Bowl,9000,1,\n").encode("utf-8-sig"))
    send(client, (HEAD + "A1,컵,12000,5,\nA2,Bowl,9000,1,\n").encode("cp949"))
    assert counts(last_import(mall)) == (0, 1, 1, 0)
    with tenancy.mall(mall.pk):
        assert Product.objects.get(code="A1").name == "컵"
        assert Variant.objects.get(product__code="A1").stock == 5


def test_an_empty_cell_leaves_and_the_word_empty_takes_away(client, cast, mall):
    cast.sign_in(client, "owner")
    send(client, f"{WIDE_HEAD},A1,Cup,1,,,,350,T,Clay\n".encode())
    send(client, f"{WIDE_HEAD},A1,,,,,,,,\n".encode())
    assert counts(last_import(mall)) == (0, 0, 1, 0)
    send(client, f"{WIDE_HEAD},A1,,,,,,(empty),,(비움)\n".encode())
    with tenancy.mall(mall.pk):
        product = Product.objects.get()
        assert (product.name, product.weight_grams, product.material) == ("Cup", None, "")


def test_stock_begins_to_be_counted_where_a_sheet_names_it(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", tracks_stock=False, stock=0)
    cast.sign_in(client, "owner")
    send(client, f"Product number,Stock\n{product.pk},7\n".encode())
    with tenancy.mall(mall.pk):
        row = Variant.objects.get()
        assert (row.tracks_stock, row.stock) == (True, 7)


def test_a_weight_that_an_overseas_shop_needs_does_not_go_by_an_import(client, cast, mall):
    """R3.122"""
    Shop.objects.create(mall=mall, shop_no=2, name="Japan", language="ja", currency="JPY")
    with tenancy.mall(mall.pk):
        product = make_product("Cup", weight_grams=100)
        ProductListing.objects.create(product=product, shop_no=2, selling=True, price=1)
    cast.sign_in(client, "owner")
    send(client, f"Product number,Weight (g)\n{product.pk},(empty)\n".encode())
    assert errors_of(mall) == [
        (
            2,
            "Weight (g)",
            str(product.pk),
            "Japan sells this product, and overseas shipping fees need its weight.",
        )
    ]
    with tenancy.mall(mall.pk):
        assert Product.objects.get().weight_grams == 100


@pytest.mark.parametrize("dress", [bytes, as_a_spreadsheet_saves_it])
def test_an_xlsx_is_read_and_another_malls_number_is_no_product(client, cast, mall, other_mall, dress):
    with tenancy.mall(other_mall.pk):
        foreign = make_product("theirs")
    rows = [
        ["상품번호", "상품 코드", "name", "price"],
        [foreign.pk, "", "Mine now", 1],
        [None, None, None, None],
        [None, "B1", "New &amp; good", 1500.0],
    ]
    cast.sign_in(client, "owner")
    send(client, dress(workbook(*rows)), "products.xlsx")
    row = last_import(mall)
    assert (row.state, row.refusal, counts(row)) == ("done", "", (1, 0, 0, 1))
    assert errors_of(mall) == [(2, "Product number", str(foreign.pk), "There is no product with this number.")]
    with tenancy.mall(mall.pk):
        found = Product.objects.get()
        assert (found.code, found.name, found.price) == ("B1", "New &amp; good", 1500)
    with tenancy.mall(other_mall.pk):
        assert Product.objects.get().name == "theirs"


def torn_sheet() -> bytes:
    """A workbook whose sheet ends in the middle."""
    out = io.BytesIO()
    good = workbook(["code", "name", "price"], *[[f"A{place}", "Cup", 1] for place in range(500)])
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content[: len(content) // 2] if part.endswith("sheet1.xml") else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\xff\xfe\x00\x01", "The file is neither in UTF-8 nor in CP949 (Korean)."),
        (b"just text", "The first row must name the columns"),
        (b"PK\x03\x04 broken", "The first row must name the columns"),
        (workbook(["name", "price"], ["Cup", 1]), "The first row must name the columns"),
        (workbook(["code", "name", "price"])[:-30], "The file is neither in UTF-8 nor in CP949 (Korean)."),
        (torn_sheet(), "This file is no CSV or XLSX sheet."),
        (b"code,name,price\n" + b"A,Cup,1\n" * 10_001, "The file has more than 10,000 rows."),
    ],
    ids=["utf-16", "text", "zip", "no key column", "torn zip", "torn sheet", "too many"],
)
def test_what_is_no_sheet_is_refused_with_a_reason_and_nothing_is_applied(client, cast, mall, content, refusal):
    cast.sign_in(client, "owner")
    response = send(client, content)
    row = last_import(mall)
    assert (row.state, counts(row)) == ("refused", (0, 0, 0, 0))
    assert row.refusal.startswith(refusal)
    assert row.refusal in client.get(response["Location"]).content.decode()
    with tenancy.mall(mall.pk):
        assert not Product.objects.exists()


def test_an_empty_file_and_none_are_told_at_the_field(client, cast, mall):
    cast.sign_in(client, "owner")
    for data in ({}, {"file": SimpleUploadedFile("empty.csv", b"")}):
        response = client.post(PAGE, data)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()
    assert last_import(mall) is None
