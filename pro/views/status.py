"""Work status 작업현황: what PRO did, is doing and does next (R3.2, R3.91)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.csv_lines import csv_lines
from accounts.models import Shop
from accounts.paging import keyset_page
from pro.domain.switches import has_active_contract
from pro.forms.status import StatusFilterForm
from pro.models import MAIN_DISPLAY, Operation, OperationRun, OperationRunItem
from pro.queries.contract import standing_contract
from pro.queries.display import is_running
from pro.queries.status import (
    ItemRow,
    RunFilter,
    RunRow,
    coming,
    display_digest,
    items_found,
    run_rows,
    runs_found,
    side_by_side_url,
)

RUNS_AT_A_TIME: Final = 300


@admin_view(menu="pro")
@require_safe
def status(request: AdminRequest) -> HttpResponse:
    """What comes next, then the runs that the filters in the address find, newest first."""
    shops = _shops(request)
    form = _filters(request, shops)
    wanted = form.wanted()
    page = keyset_page(runs_found(wanted), request.GET)
    contract = standing_contract(request.mall.pk)
    is_active = contract is not None and contract.is_active
    has_display = is_active and is_running(request.mall.pk)
    now = timezone.now()
    context = {
        "form": form,
        "page": page,
        "rows": run_rows(page, shops),
        "is_filtered": not wanted.is_empty,
        "contract": contract,
        "coming": coming(now) if is_active else [],
        "digest": display_digest(now) if has_display and wanted.leaves_display_out else None,
        "display_url": f"{request.path}?operation={MAIN_DISPLAY}",
        "can_switch": is_active,
        "has_shops": len(shops) > 1,
        "list_url": request.path,
        "export_url": f"{reverse('pro:status_export')}?{request.GET.urlencode()}",
    }
    return render(request, "pro/status.html", context, status=422 if form.errors else 200)


@admin_view(menu="pro")
@require_safe
def run(request: AdminRequest, run_id: int) -> HttpResponse:
    """One run: what was found, what became of it, and each thing before and after."""
    found = get_object_or_404(OperationRun, pk=run_id)
    state = request.GET.get("items", "")
    page = keyset_page(items_found(found, state), request.GET)
    context = {
        "row": _row(request, found),
        "page": page,
        "items": [ItemRow(item) for item in page],
        "tabs": _tabs(found, state),
        "can_switch": has_active_contract(request.mall.pk),
        "side_by_side_url": side_by_side_url(found),
    }
    return render(request, "pro/run.html", context)


@admin_view(menu="pro")
@require_safe
def run_progress(request: AdminRequest, run_id: int) -> HttpResponse:
    """The bar alone; once the run is over the whole page is drawn anew."""
    found = get_object_or_404(OperationRun, pk=run_id)
    response = render(request, "pro/_run_progress.html", {"run": found})
    if found.is_over:
        response["HX-Refresh"] = "true"
    return response


@admin_view(menu="pro")
@require_safe
def export(request: AdminRequest) -> HttpResponseBase:
    """The runs that the filters find as CSV, streamed a piece at a time."""
    wanted = _filters(request, _shops(request)).wanted()
    lines = csv_lines(_header(), _lines(request.mall.pk, wanted, get_language() or "en"))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"pro-work-{request.mall.host}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _filters(request: AdminRequest, shops: dict[int, Shop]) -> StatusFilterForm:
    return StatusFilterForm(request.GET, lines=Operation.objects.all(), shops=shops.values())


def _shops(request: AdminRequest) -> dict[int, Shop]:
    return {shop.shop_no: shop for shop in request.mall.shops.select_related("mall").order_by("shop_no")}


def _row(request: AdminRequest, found: OperationRun) -> RunRow:
    return run_rows([found], _shops(request))[0]


def _tabs(found: OperationRun, state: str) -> list[dict[str, Any]]:
    """All things, then those of each state; the counts are the run's own."""
    states = OperationRunItem.State
    same = max(found.done_items - found.changed_items - found.failed_items, 0)
    counts = [("", _("All"), found.done_items), (states.CHANGED, states.CHANGED.label, found.changed_items)]
    counts += [(states.SAME, states.SAME.label, same), (states.FAILED, states.FAILED.label, found.failed_items)]
    current = state if state in states.values else ""
    return [
        {"url": f"?items={key}", "label": label, "count": count, "is_current": key == current}
        for key, label, count in counts
        if count or not key
    ]


def _header() -> list[str]:
    return [
        _("Number"),
        _("Area"),
        pgettext("service scope", "Item"),
        _("Online store"),
        _("State"),
        _("Planned"),
        _("Started"),
        _("Finished"),
        _("What was found"),
        _("Result"),
        _("Things"),
        _("Changed"),
        _("Failed"),
        _("Error"),
    ]


def _lines(mall_id: int, wanted: RunFilter, language: str) -> Iterator[list[str]]:
    """Each piece opens the mall for itself, because the request's door is closed when a body is sent."""
    shops = {shop.shop_no: shop for shop in Shop.objects.filter(mall_id=mall_id).select_related("mall")}
    query = QueryDict()
    while True:
        with tenancy.mall(mall_id), override(language):
            piece = keyset_page(runs_found(wanted), query, size=RUNS_AT_A_TIME)
            lines = [_cells(row) for row in run_rows(piece, shops)]
        yield from lines
        if not piece.next_url:
            return
        query = QueryDict(piece.next_url.removeprefix("?"))


def _cells(row: RunRow) -> list[str]:
    run = row.run
    times = [timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "" for at in _times(run)]
    head = [str(run.pk), str(run.get_area_display()), row.title, row.shop.title if row.shop else ""]
    counts = [str(count) for count in (run.total_items, run.changed_items, run.failed_items)]
    return [*head, str(run.get_state_display()), *times, row.finding, row.summary, *counts, row.error]


def _times(run: OperationRun) -> list[Any]:
    return [run.planned_at, run.started_at, run.finished_at]
