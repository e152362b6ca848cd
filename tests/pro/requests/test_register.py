"""상품 등록 요청: rows and sheets, errors by field, where the products are offered (R3.13, R3.28 to R3.31, R3.122)."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Job
from cafe24clone.celery import app
from catalog.models import Product, ProductListing
from catalog.sheets import SheetRefused
from pro.domain.copy_products import release_held_back
from pro.domain.queue_translations import queue_products, targets
from pro.domain.register_request import NoGoodRow
from pro.domain.register_rows import read_sheet
from pro.domain.requests import RequestRefused, let_run
from pro.models import Contract, OperationRun, TranslationTask, WorkRequest, WorkRequestRow
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
STAFF = Actor.staff(1)
GOOD = {"name": "머그", "price": "12000", "weight_grams": "400", "stock": "5", "options": "색상: 빨강, 파랑"}


def run(request: WorkRequest) -> WorkRequest:
    let_run(request.pk, actor=STAFF)
    run_due_jobs("pro.run_request")
    request.refresh_from_db()
    return request


def rows_of(mall, request):
    with tenancy.mall(mall.pk):
        return list(WorkRequestRow.objects.filter(request_id=request.pk).order_by("row_no"))


def offered(mall, product_id):
    with tenancy.mall(mall.pk):
        rows = ProductListing.objects.filter(product_id=product_id).order_by("shop_no")
        return {row.shop_no: (row.display, row.selling) for row in rows}


@pytest.mark.parametrize("sells_in_base", [False, True])
def test_products_go_into_the_base_shop_and_are_offered_where_asked(mall, overseas, ask_register, sells_in_base):
    """R3.28, R3.29, R3.30"""
    request = run(ask_register(GOOD, shops=(2,), sells_in_base=sells_in_base))
    [row] = rows_of(mall, request)
    assert (request.state, row.state, row.flags) == ("done", "done", [])
    base = (sells_in_base, sells_in_base)
    assert offered(mall, row.product_id) == {1: base, 2: (True, True), 3: (False, False)}


def test_a_registration_waits_for_support(mall, ask_register):
    """R3.89"""
    request = ask_register(GOOD)
    assert run_due_jobs("pro.run_request") == 0
    assert (request.state, request.job_id) == ("received", None)


def test_bad_rows_are_refused_by_row_with_each_field_named_and_good_ones_go_on(mall, ask_register):
    bad = {"price": "-3", "weight_grams": "much", "options": "색상: 빨강, 빨강", "number": "7"}
    request = ask_register(GOOD, bad, GOOD | {"code": "A", "name": "둘"}, {"code": "A", "name": "셋", "price": "1"})
    assert (request.total_rows, request.failed_rows) == (4, 2)
    first, second, third, fourth = rows_of(mall, request)
    assert [first.state, second.state, third.state, fourth.state] == ["waiting", "failed", "waiting", "failed"]
    assert set(second.errors) == {"name", "price", "weight_grams", "options", "number"}
    assert second.errors["weight_grams"] == "Enter a whole number."
    assert fourth.errors == {"code": "Another product has this code."}
    request = run(request)
    assert (request.state, request.done_rows, request.failed_rows) == ("partly", 2, 2)
    with tenancy.mall(mall.pk):
        assert set(Product.objects.values_list("name", flat=True)) == {"머그", "둘"}


def test_a_request_without_one_good_row_is_not_filed(mall, ask_register):
    with pytest.raises(NoGoodRow):
        ask_register({"price": "1"})
    with pytest.raises(RequestRefused, match="nothing_given"):
        ask_register()
    assert WorkRequest.objects.count() == 0


def test_a_product_without_weight_is_flagged_and_offered_overseas_once_it_has_one(mall, overseas, ask_register):
    """R3.122, R3.29: also where the base shop hides it."""
    request = run(ask_register({"name": "머그", "price": "12000"}, shops=(2,)))
    [row] = rows_of(mall, request)
    assert row.flags == ["no_weight"]
    assert offered(mall, row.product_id)[2] == (False, False)
    with tenancy.mall(mall.pk):
        Product.objects.update(weight_grams=300)
        assert release_held_back(overseas[0], actor=STAFF) == 1
    assert offered(mall, row.product_id) == {1: (False, False), 2: (True, True), 3: (False, False)}


def test_translation_takes_the_new_products_up(mall, overseas, ask_register):
    """R3.31, R3.34, R3.36"""
    request = run(ask_register(GOOD, shops=(2, 3)))
    [row] = rows_of(mall, request)
    with tenancy.acting_for(mall.pk):
        with tenancy.step():
            wanted = targets()
        assert [queue_products(target) for target in wanted] == [1, 1]
    with tenancy.mall(mall.pk):
        tasks = TranslationTask.objects.filter(product_id=row.product_id)
        assert {(task.language, task.origin) for task in tasks} == {("en", "new"), ("ja", "new")}


def test_a_job_that_is_delivered_three_times_registers_once(mall, ask_register):
    request = ask_register(GOOD, GOOD)
    let_run(request.pk, actor=STAFF)
    job = Job.objects.get(task="pro.run_request")
    for _ in range(3):
        app.tasks["pro.run_request"](job_id=job.pk)
    with tenancy.mall(mall.pk):
        assert Product.objects.count() == 2
        assert OperationRun.objects.get(key="request-register").changed_items == 2


def test_the_end_of_the_contract_stops_it(mall, ask_register):
    request = ask_register(GOOD)
    let_run(request.pk, actor=STAFF)
    Contract.objects.update(state=Contract.State.TERMINATED)
    run_due_jobs("pro.run_request")
    request.refresh_from_db()
    assert (request.state, request.reason_code) == ("refused", "stopped")
    with tenancy.mall(mall.pk):
        assert Product.objects.count() == 0
    with pytest.raises(RequestRefused, match="not_running"):
        ask_register(GOOD)


def csv_file(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("p.csv", "\n".join(lines).encode())


def xlsx_file() -> SimpleUploadedFile:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["상품명", "판매가", "무게(g)"])
    book.active.append(["머그", 12000, 400])
    book.active.append(["", "x", None])
    book.save(out)
    return SimpleUploadedFile("p.xlsx", out.getvalue())


def test_sheets_are_read_row_by_row_and_not_kept(mall, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    with tenancy.mall(mall.pk):
        rows = read_sheet(csv_file("name,price,weight_grams", "머그,12000,400", ",abc,", '"접시, 둥근",3000,'))
        assert [(row.row_no, sorted(row.errors), row.flags) for row in rows] == [
            (2, [], ()),
            (3, ["name", "price"], ("no_weight",)),
            (4, [], ("no_weight",)),
        ]
        from_excel = read_sheet(xlsx_file())
        assert [(row.row_no, "name" in row.errors) for row in from_excel] == [(2, False), (3, True)]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (csv_file("price,weight", "1,2"), "no_header"),
        (SimpleUploadedFile("x.csv", b"\xff\xfe\x00\x81"), "encoding"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(mall, settings, tmp_path, upload, reason):
    settings.PRIVATE_ROOT = tmp_path
    with tenancy.mall(mall.pk), pytest.raises(SheetRefused, match=reason):
        read_sheet(upload)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
