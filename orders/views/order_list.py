"""Orders > Fulfillment: All orders and a list per stage (R0.58 to R0.61), with steps for many orders at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.paging import KeysetPage
from orders.forms.order_filters import OrderFilterForm, quick_periods
from orders.models import Carrier, Order, OrderStage
from orders.queries.order_filter import OrderFilter
from orders.queries.order_list import MOST_COUNTED, DeskNumbers, desk_numbers, order_page
from orders.queries.order_rows import Labels, OrderRow
from orders.views.bulk import Outcome, run_bulk
from orders.views.steps import ACTIONS, ACTIONS_AT, SHIP, SHIPS_AT

TABS: Final[dict[str, tuple[str, Promise]]] = {
    "": ("orders:list", gettext_lazy("All orders")),
    OrderStage.AWAITING_PAYMENT: ("orders:awaiting_payment", gettext_lazy("Awaiting payment")),
    OrderStage.PREPARING: ("orders:preparing", gettext_lazy("Preparing for shipment")),
    OrderStage.AWAITING_SHIPMENT: ("orders:awaiting_shipment", gettext_lazy("Awaiting shipment")),
    OrderStage.HELD: ("orders:held", gettext_lazy("Pending shipment")),
    OrderStage.IN_TRANSIT: ("orders:in_transit", gettext_lazy("In transit")),
    OrderStage.DELIVERED: ("orders:delivered", gettext_lazy("Delivered")),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A list in the row of lists; `count` is empty where nothing waits or is counted."""

    url: str
    label: Promise
    count: str
    is_current: bool


@admin_view(menu="orders", calls_out=True)
@require_http_methods(["GET", "HEAD", "POST"])
def order_list(request: AdminRequest, stage: str = "") -> HttpResponseBase:
    """A list of orders, newest first; filters and page stand in the address. POST takes a step for the ticked ones.

    After a step the same page of the list is shown anew. Where tracking numbers were refused they come back as they
    were typed, with the reason at the order (422).
    """
    outcome = Outcome()
    if request.method == "POST":
        outcome = run_bulk(request)
        if not (outcome.refused and request.POST.get("action") == SHIP):
            return redirect(request.get_full_path())
    with tenancy.mall(request.mall.pk):
        return _page(request, stage, outcome)


def _page(request: AdminRequest, stage: str, outcome: Outcome) -> HttpResponse:
    form = OrderFilterForm(request.GET, stage=stage)
    wanted = form.wanted()
    numbers = desk_numbers(wanted)
    page: KeysetPage[Order] = KeysetPage([])
    if wanted is not None:
        page = order_page(wanted, request.GET, size=form.page_size)
    form.name_shops(numbers.shops)
    context = _context(request, stage, form, wanted) | {
        "rows": _rows(page, numbers, request.POST, outcome),
        "page": page,
        "summary": _summary(numbers.found) if wanted is not None and page.rows else "",
        "tabs": [_tab(at, stage, numbers) for at in TABS],
    }
    status = 422 if outcome.refused or form.errors else 200
    return render(request, "orders/order_list.html", context, status=status)


def _context(request: AdminRequest, stage: str, form: OrderFilterForm, wanted: OrderFilter | None) -> dict[str, Any]:
    url_name, title = TABS[stage]
    url = reverse(url_name)
    buttons = [(name, ACTIONS[name]) for name in ACTIONS_AT[stage]]
    return {
        "title": title,
        "list_url": url,
        "all_url": reverse("orders:list"),
        "stage": stage,
        "filters": form,
        "is_filtered": wanted is None or wanted.is_search,
        "buttons": [(name, action) for name, action in buttons if not action.is_danger],
        "danger_buttons": [(name, action) for name, action in buttons if action.is_danger],
        "ships": stage in SHIPS_AT,
        "carriers": Carrier.choices,
        "carrier": request.POST.get("carrier", ""),
        "periods": _periods(request, form),
        "export_url": f"{reverse('orders:export')}?{_export_query(request, stage)}",
    }


def _rows(page: KeysetPage[Order], numbers: DeskNumbers, typed: Mapping[str, str], outcome: Outcome) -> list[OrderRow]:
    shops = {shop.shop_no: shop.name or str(shop.shop_no) for shop in numbers.shops}
    labels = Labels.in_language(get_language() or "en", shops)
    rows = [OrderRow.of(order, labels) for order in page]
    for row in rows:
        if row.number in outcome.refused:
            row.error = outcome.refused[row.number]
            row.typed = typed.get(f"tracking-{row.number}", "")
    return rows


def _tab(at: str, current: str, numbers: DeskNumbers) -> Tab:
    count = numbers.stages.get(at, 0)
    return Tab(reverse(TABS[at][0]), TABS[at][1], _capped(count) if count else "", at == current)


def _capped(count: int) -> str:
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def _summary(count: int) -> str:
    return ngettext("%(count)s order", "%(count)s orders", count) % {"count": _capped(count)}


def _periods(request: AdminRequest, form: OrderFilterForm) -> list[dict[str, Any]]:
    """Links that choose a period by one click and keep the other filters."""
    links = []
    for label, since, until in quick_periods():
        query = request.GET.copy()
        for cursor in ("before", "after"):
            query.pop(cursor, None)
        query["since"], query["until"] = since.isoformat(), until.isoformat()
        is_current = form.data.get("since") == query["since"] and form.data.get("until") == query["until"]
        links.append({"label": label, "url": f"?{query.urlencode()}", "is_current": is_current})
    return links


def _export_query(request: AdminRequest, stage: str) -> str:
    query = request.GET.copy()
    for cursor in ("before", "after", "size"):
        query.pop(cursor, None)
    if stage:
        query["stage"] = stage
    return query.urlencode()
