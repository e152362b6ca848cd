"""Products from a sheet."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from accounts import tenancy
from catalog.models import Product, ProductImport, ProductImportError, Variant
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db
PAGE = reverse("catalog:import_list")
HEAD = "Product code,Product name,Price,Stock,Options\n"


def send(client, content: bytes, name: str = "products.csv"):
    response = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    run_due_jobs("catalog.import_products")
    return response


def test_rows_are_applied_one_by_one_and_a_bad_one_names_its_row_and_field(client, cast, mall):
    cast.sign_in(client, "owner")
    sheet = HEAD + 'A1,Cup,"12,000",3,\nA2,Bowl,cheap,1,\nA3,Shirt,5000,2,"Size: S, M"\n'
    response = send(client, sheet.encode())
    page = client.get(response["Location"]).content.decode()
    assert "is no price in KRW" in page
    with tenancy.mall(mall.pk):
        row, error = ProductImport.objects.get(), ProductImportError.objects.get()
        assert (row.created_count, row.failed_count, row.done_rows, row.state) == (2, 1, 3, "done")
        assert (error.row_no, error.field, error.code) == (3, "Price", "A2")
        stocks = Variant.objects.filter(product__code="A3").order_by("position").values_list("option_values", "stock")
        assert list(stocks) == [(["S"], 2), (["M"], 2)] or [[*pair] for pair in stocks] == [[["S"], 2], [["M"], 2]]
    errors = b"".join(client.get(reverse("catalog:import_errors", args=[row.pk])).streaming_content).decode()
    assert "A2" in errors


def test_a_second_import_changes_what_differs_and_registers_nothing_twice(client, cast, mall):
    cast.sign_in(client, "owner")
    send(client, (HEAD + "A1,Cup,12000,3,\nA2,Bowl,9000,1,\n").encode("utf-8-sig"))
    send(client, (HEAD + "A1,컵,12000,5,\nA2,Bowl,9000,1,\n").encode("cp949"))
    with tenancy.mall(mall.pk):
        last = ProductImport.objects.order_by("-pk").first()
        assert (last.created_count, last.changed_count, last.same_count) == (0, 1, 1)
        assert Product.objects.get(code="A1").name == "컵"
        assert Variant.objects.get(product__code="A1").stock == 5


def test_an_xlsx_is_read_and_another_malls_number_is_no_product(client, cast, mall, other_mall):
    with tenancy.mall(other_mall.pk):
        foreign = make_product("theirs")
    book = Workbook()
    book.active.append(["상품번호", "상품 코드", "name", "price"])
    book.active.append([foreign.pk, "", "Mine now", 1])
    book.active.append([None, "B1", "New", 1500.0])
    out = io.BytesIO()
    book.save(out)
    cast.sign_in(client, "owner")
    send(client, out.getvalue(), "products.xlsx")
    with tenancy.mall(mall.pk):
        row = ProductImport.objects.get()
        assert row.failed_count + row.created_count == 2 or row.refusal
    with tenancy.mall(other_mall.pk):
        assert Product.objects.get().name == "theirs"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"just text", b"PK\x03\x04 broken", b""])
def test_what_is_no_sheet_is_refused_with_a_reason(client, cast, mall, content):
    cast.sign_in(client, "owner")
    send(client, content)
    with tenancy.mall(mall.pk):
        found = ProductImport.objects.first()
        assert not Product.objects.exists()
        assert found is None or found.refusal


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("operator_without_products", 403), (None, 302)])
@pytest.mark.parametrize("name", ["catalog:import_list", "catalog:category_list", "catalog:import_template"])
def test_only_who_may_work_on_products_sees_the_pages(client, cast, mall, who, status, name):
    cast.sign_in(client, who)
    assert client.get(reverse(name)).status_code == status
