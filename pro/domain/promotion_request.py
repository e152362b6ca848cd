"""Ask for promotion products: a badge and a pinned place for a time (R3.10); carried out by `promote`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import running_job_id
from catalog.models import Product
from pro.domain.promotion_products import PromotionRefused, Wanted, promote
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

KEY: Final = KEYS[Kind.PROMOTION]
MOST_PRODUCTS: Final = 20


@dataclass(frozen=True, slots=True)
class Promotion:
    """Which products, in which shop, when, with what badge and where; without a section there is only the badge."""

    product_ids: Sequence[int]
    shop_no: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    badges: Mapping[str, str]
    main_category_id: int | None = None
    position: int = 0


def file_promotion(promotion: Promotion, *, note: str, asker: Asker) -> WorkRequest:
    """Ask for it. Raises RequestRefused: nothing_given, too_many, no_product (not the open mall's) or not_running."""
    ids = list(dict.fromkeys(promotion.product_ids))
    if len(ids) > MOST_PRODUCTS:
        raise RequestRefused("too_many")
    if not ids:
        raise RequestRefused("nothing_given")
    products = Product.objects.in_bulk(ids)
    if len(products) < len(ids):
        raise RequestRefused("no_product")
    rows = [Row({"product": pk, "name": products[pk].name}, place) for place, pk in enumerate(ids, start=1)]
    payload = {
        "shop_no": promotion.shop_no,
        "starts_at": promotion.starts_at.isoformat(),
        "ends_at": promotion.ends_at.isoformat(),
        "badges": dict(promotion.badges),
        "main_category": promotion.main_category_id,
        "position": promotion.position,
    }
    return file_request(Wish(Kind.PROMOTION, Where([promotion.shop_no], note=note), payload, rows=rows), asker=asker)


def run_promotion(request_id: int) -> None:
    """Plan each product's promotion; those that cannot be are noted with the reason. All in one commit."""
    with tenancy.step():
        found = running_request(request_id)
        if found is None:
            return
        request, body = found
        slot = f"request-{request.pk}"
        run = open_run(KEY, slot, request_id=request.pk, job_id=running_job_id(), shop_no=body.payload["shop_no"])
        if not may_run(KEY):
            close_run(run, OperationRun.State.OFF)
            finish(request_id, reason_code="stopped")
            return
        rows = list(
            WorkRequestRow.objects.select_for_update(of=("self",)).filter(request_id=request_id).order_by("row_no")
        )
        values = {"count": len(rows), "number": request.number}
        note_finding(run, Finding("request_promotion", values), total=len(rows))
        done = sum(_plan(request, body, row, run) for row in rows)
        WorkRequest.objects.filter(pk=request_id).update(done_rows=done, failed_rows=len(rows) - done)
        close_run(run, summary={"code": "request_promoted", "values": {"count": done}})
        finish(request_id)


def _plan(request: WorkRequest, body: WorkRequestBody, row: WorkRequestRow, run: OperationRun) -> bool:
    told, product_id = body.payload, int(row.cells["product"])
    wanted = Wanted(
        product_id=product_id,
        shop_no=told["shop_no"],
        starts_at=dt.datetime.fromisoformat(told["starts_at"]),
        ends_at=dt.datetime.fromisoformat(told["ends_at"]),
        badges=told["badges"],
        main_category_id=told["main_category"],
        # The first of them stands at the wanted place, the others behind it.
        position=told["position"] + row.row_no - 1,
        request_id=request.pk,
    )
    try:
        promote(wanted, actor=Actor.operator(request.requested_by))
    except PromotionRefused as error:
        row.state, row.errors = WorkRequestRow.State.FAILED, {"product": f"promotion_{error.reason}"}
        note_failure(run, "product", product_id, label=row.cells["name"], error=f"promotion_{error.reason}")
    else:
        row.state, row.product_id = WorkRequestRow.State.DONE, product_id
        note_item(run, "product", product_id, Treated(row.cells["name"], {}, {"promotion": told["starts_at"][:10]}))
    row.save(update_fields=["state", "product", "errors"])
    return row.state == WorkRequestRow.State.DONE
