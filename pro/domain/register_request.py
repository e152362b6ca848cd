"""상품 등록 요청: new products from a form or a sheet, always into the base shop (R3.13, R3.28 to R3.31, R3.122)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import report_progress, running_job_id
from accounts.money import BadAmount
from catalog.domain.create_product import create_product
from catalog.domain.facts import CodeTaken, ProductFacts, base_shop
from catalog.domain.options import OptionsRefused
from catalog.domain.row_refused import RowRefused
from catalog.domain.sheet_values import read_cells
from catalog.models import Product
from pro.domain.offer_products import NO_WEIGHT, lock_overseas_shops, offer_products
from pro.domain.register_rows import BAD_OPTIONS, CODE_TAKEN
from pro.domain.requests import (
    Asker,
    Kind,
    RequestRefused,
    Row,
    Where,
    Wish,
    file_request,
    finish,
    running_request,
)
from pro.domain.runs import close_run, note_failure, note_finding, note_item, open_run
from pro.domain.switches import may_run
from pro.models import OperationRun, WorkRequest, WorkRequestBody, WorkRequestRow
from pro.models.request import KEYS
from pro.operations.base import Finding, Treated

KEY: Final = KEYS[Kind.REGISTER]
CHUNK: Final = 20


class NoGoodRow(Exception):
    """Not one row can be registered; `rows` say why."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(len(rows))
        self.rows = rows


def file_registration(rows: Sequence[Row], where: Where, *, file_name: str = "", asker: Asker) -> WorkRequest:
    """Ask for products to be registered: good rows go on, bad ones are refused by row and shown with their errors.

    Raises NoGoodRow, and RequestRefused: nothing_given or not_running.
    """
    if not rows:
        raise RequestRefused("nothing_given")
    if all(row.errors for row in rows):
        raise NoGoodRow(rows)
    return file_request(Wish(Kind.REGISTER, where, file_name=file_name, rows=rows), asker=asker)


def run_registration(request_id: int) -> None:
    """Register the rows that wait, some per commit; a second delivery finds them done. The mall is acted for."""
    while True:
        with tenancy.step():
            found = running_request(request_id)
            if found is None:
                return
            request, body = found
            run = _run(request)
            if not may_run(KEY):
                close_run(run, OperationRun.State.OFF)
                finish(request_id, reason_code="stopped")
                return
            rows = _register_some(request, body, run)
            if not rows:
                run.refresh_from_db()
                close_run(run, summary={"code": "request_registered", "values": {"count": run.changed_items}})
                finish(request_id)
                return
            request.refresh_from_db()
        report_progress(running_job_id(), request.done_rows + request.failed_rows, request.total_rows)


def _run(request: WorkRequest) -> OperationRun:
    run = open_run(KEY, f"request-{request.pk}", request_id=request.pk, job_id=running_job_id())
    if not run.finding:
        count = request.total_rows - request.failed_rows
        note_finding(run, Finding("request_register", {"count": count, "number": request.number}), total=count)
    return run


def _register_some(request: WorkRequest, body: WorkRequestBody, run: OperationRun) -> int:
    shops = lock_overseas_shops()
    waiting = WorkRequestRow.objects.filter(request_id=request.pk, state=WorkRequestRow.State.WAITING)
    rows = list(waiting.select_for_update(of=("self",)).order_by("row_no")[:CHUNK])
    actor = Actor.operator(request.requested_by)
    with translation.override(request.language):
        made = {row: product for row in rows if (product := _register(row, body, actor)) is not None}
    flags = offer_products({product.pk: True for product in made.values()}, shops, body.shops, actor=actor)
    for row in rows:
        product = made.get(row)
        if product is None:
            note_failure(run, "request_row", row.pk, label=_label(row), error="; ".join(row.errors.values()))
        else:
            row.state, row.product, row.flags = WorkRequestRow.State.DONE, product, _flags(product, flags)
            note_item(run, "product", product.pk, Treated(product.name, {}, {"name": product.name}))
        row.save(update_fields=["state", "product", "flags", "errors"])
    head = WorkRequest.objects.select_for_update().get(pk=request.pk)
    head.done_rows += len(made)
    head.failed_rows += len(rows) - len(made)
    head.save(update_fields=["done_rows", "failed_rows"])
    return len(rows)


def _register(row: WorkRequestRow, body: WorkRequestBody, actor: Actor) -> Product | None:
    """The product; None where the row cannot be, with the errors put into it."""
    try:
        with transaction.atomic():
            values = read_cells(dict(row.cells), base_shop().currency)
            stock = values.pop("stock", None)
            is_on = body.sells_in_base
            facts: dict[str, Any] = {"display": is_on, "selling": is_on, "tracks_stock": stock is not None}
            return create_product(ProductFacts(**(facts | values)), stock=stock or 0, actor=actor)
    except RowRefused as error:
        row.errors = {error.field: error.text}
    except CodeTaken:
        row.errors = {"code": str(CODE_TAKEN)}
    except OptionsRefused:
        row.errors = {"options": str(BAD_OPTIONS)}
    except (BadAmount, DatabaseError):
        row.errors = {"name": _("This row could not be stored.")}
    row.state = WorkRequestRow.State.FAILED
    return None


def _flags(product: Product, flags: Mapping[int, list[str]]) -> list[str]:
    own = list(flags.get(product.pk, []))
    return own if product.weight_grams or NO_WEIGHT in own else [NO_WEIGHT, *own]


def _label(row: WorkRequestRow) -> str:
    return str(row.cells.get("name") or row.cells.get("code") or f"#{row.row_no}")
