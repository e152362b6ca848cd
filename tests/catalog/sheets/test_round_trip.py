"""Products go out as a sheet, are edited there, and come back: what was not edited stays exactly as it was."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.options import Option
from catalog.models import Product, ProductImport, ProductListing, Variant
from catalog.sheet_columns import COLUMNS
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
SIZES = Option("Size: EU|x", ("S/M", "a / b", "10:00", "p|r", "back\\"))
COLOURS = Option("=Colour", ("Red", "/", "q,w"))
LINES = "one\r\ntwo\n=three"


def fill(mall) -> None:
    """Products with everything that a cell can spoil."""
    with tenancy.mall(mall.pk):
        create_product(
            ProductFacts("=1+1", Decimal(12000), summary="'=quoted", description=LINES, code="007", tracks_stock=True),
            stock=5,
            actor=SYSTEM,
        )
        create_product(
            ProductFacts(
                "셔츠, “리넨”", Decimal(0), material="-", options=(SIZES, COLOURS), weight_grams=300, display=True
            ),
            stock=3,
            actor=SYSTEM,
        )
        create_product(ProductFacts("''+x", Decimal(2147483647), selling=True, short_description="\ttab"), actor=SYSTEM)
        Variant.objects.filter(product__name__startswith="셔츠").update(tracks_stock=True)
        Variant.objects.filter(product__name__startswith="셔츠", position=2).update(stock=0, price_delta=500)
        Variant.objects.filter(product__name__startswith="셔츠", position=4).update(tracks_stock=False, is_sold=False)


def everything(mall) -> list[object]:
    with tenancy.mall(mall.pk):
        products = Product.objects.order_by("pk").values_list()
        listings = ProductListing.objects.order_by("pk").values_list()
        return [list(products), list(listings), list(Variant.objects.order_by("pk").values_list())]


def exported(client, kind: str) -> list[list[object]]:
    """The sheet's rows, heads included."""
    name = {"csv": "catalog:product_export", "xlsx": "catalog:product_export_xlsx"}[kind]
    content = b"".join(client.get(reverse(name)).streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(content)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def sheet_of(rows: list[list[object]], kind: str) -> SimpleUploadedFile:
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return SimpleUploadedFile("products.csv", text.getvalue().encode("utf-8-sig"))
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("products.xlsx", out.getvalue())


def imported(client, mall, upload) -> ProductImport:
    assert client.post(reverse("catalog:import_list"), {"file": upload}).status_code == 302
    run_due_jobs("catalog.import_products")
    with tenancy.mall(mall.pk):
        row = ProductImport.objects.order_by("-pk").first()
        errors = list(row.errors.values_list("row_no", "field", "text"))
    assert (row.state, row.refusal, errors) == ("done", "", [])
    return row


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_that_nobody_edited_changes_nothing(client, cast, mall, kind, language):
    fill(mall)
    cast.sign_in(client, "owner")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    before = everything(mall)
    rows = exported(client, kind)
    assert rows[0][0] == {"en": "Product number", "ko": "상품번호"}[language]
    row = imported(client, mall, sheet_of(rows, kind))
    assert (row.created_count, row.changed_count, row.same_count, row.failed_count) == (0, 0, 3, 0)
    assert everything(mall) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_edited_cell_changes_that_and_nothing_else(client, cast, mall, kind):
    fill(mall)
    cast.sign_in(client, "owner")
    head, *rows = exported(client, kind)
    columns = {key: place for place, key in enumerate(COLUMNS)}
    shirt = next(row for row in rows if row[columns["weight_grams"]] not in ("", None))
    shirt[columns["variant_stock"]] = str(shirt[columns["variant_stock"]]).replace("S/M / Red: 3", "S/M / Red: 9")
    plain = next(row for row in rows if row[columns["code"]] == "007")
    plain[columns["price"]] = "9,000"
    with tenancy.mall(mall.pk):
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    row = imported(client, mall, sheet_of([head, *rows], kind))
    assert (row.changed_count, row.same_count) == (2, 1)
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(pk__gt=last).order_by("pk").values_list("action", "before", "after")
        assert sorted(entries, key=lambda entry: entry[0]) == [
            ("product.changed", {"price": "12000"}, {"price": "9000"}),
            ("product.variants_changed", {"S/M / Red": "+0 · 3 · T"}, {"S/M / Red": "+0 · 9 · T"}),
        ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_sold_between_export_and_import_stays_sold(client, cast, mall, kind):
    with tenancy.mall(mall.pk):
        make_product("Cup", stock=5)
        create_product(
            ProductFacts("Shirt", Decimal(1), options=(Option("Size", ("S", "M")),), tracks_stock=True),
            stock=5,
            actor=SYSTEM,
        )
    cast.sign_in(client, "owner")
    rows = exported(client, kind)
    with tenancy.mall(mall.pk):
        for row in Variant.objects.all():
            Variant.objects.filter(pk=row.pk).update(stock=row.stock - 2)
    assert imported(client, mall, sheet_of(rows, kind)).same_count == 2
    columns = {key: place for place, key in enumerate(COLUMNS)}
    for row in rows[1:]:
        for key, old, new in (("stock", "5", "15"), ("variant_stock", "M: 5", "M: 15")):
            row[columns[key]] = str(row[columns[key]] or "").replace(old, new)
    assert imported(client, mall, sheet_of(rows, kind)).changed_count == 2
    with tenancy.mall(mall.pk):
        stocks = Variant.objects.order_by("product", "position").values_list("stock", flat=True)
        assert list(stocks) == [13, 3, 13]


def test_both_kinds_hold_the_columns_of_the_template_in_their_order(client, cast, mall):
    cast.sign_in(client, "owner")
    template = client.get(reverse("catalog:import_template")).content.decode("utf-8-sig")
    head = next(csv.reader(io.StringIO(template)))
    assert head == [str(label) for label in COLUMNS.values()]
    assert exported(client, "csv")[0] == exported(client, "xlsx")[0] == head


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_itself_can_be_imported(client, cast, mall, kind):
    cast.sign_in(client, "owner")
    name = {"csv": "catalog:import_template", "xlsx": "catalog:import_template_xlsx"}[kind]
    response = client.get(reverse(name))
    content = response.content if kind == "csv" else b"".join(response.streaming_content)
    row = imported(client, mall, SimpleUploadedFile(f"t.{kind}", content))
    assert row.created_count == 2
    with tenancy.mall(mall.pk):
        found = Variant.objects.filter(product__code="SHIRT-1").order_by("position")
        assert list(found.values_list("option_values", "stock")) == [
            (["Red", "S"], 3),
            (["Red", "M"], 5),
            (["Blue", "S"], 0),
            (["Blue", "M"], 2),
        ]


def test_a_text_too_long_for_a_cell_stays_and_characters_xml_forbids_go(client, cast, mall):
    with tenancy.mall(mall.pk):
        create_product(ProductFacts("a\x07b", Decimal(1), description="x" * 40_000), actor=SYSTEM)
    cast.sign_in(client, "owner")
    row = imported(client, mall, sheet_of(exported(client, "xlsx"), "xlsx"))
    assert row.changed_count == 1
    with tenancy.mall(mall.pk):
        product = Product.objects.get()
        assert (product.name, len(product.description)) == ("ab", 40_000)


def test_no_cell_of_another_mall_and_no_formula(client, cast, mall, other_mall):
    fill(mall)
    with tenancy.mall(other_mall.pk):
        make_product("theirs")
    cast.sign_in(client, "owner")
    for kind in ("csv", "xlsx"):
        cells = [str(cell) for row in exported(client, kind) for cell in row if isinstance(cell, str)]
        assert "theirs" not in cells
        assert "'=1+1" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["catalog:product_export", "catalog:product_export_xlsx"])
def test_an_export_takes_as_many_queries_for_three_products_as_for_one(
    client, cast, mall, name, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_product(f"Cup {number}")
    cast.sign_in(client, "owner")
    b"".join(client.get(reverse(name)).streaming_content)
    # session, user, operator with mall; shops, categories; door of the request (4); door of a piece (4) with its five
    with django_assert_num_queries(18):
        content = b"".join(client.get(reverse(name)).streaming_content)
    assert content
