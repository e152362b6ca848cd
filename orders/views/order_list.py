"""Orders > Fulfillment: All orders and a list per stage (R0.58 to R0.61), with steps for many orders at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts import tenancy
from accounts.addresses import address
from accounts.audience import AdminRequest, admin_view
from accounts.jinja import drawn
from accounts.paging import KeysetPage
from orders.forms.order_filters import OrderFilterForm, quick_periods
from orders.models import Carrier, OrderStage
from orders.queries.order_filter import SEOUL, OrderFilter
from orders.queries.order_list import MOST_COUNTED, DeskNumbers, OrderFacts, desk_numbers, order_page
from orders.queries.order_rows import Labels, OrderRow
from orders.views.bulk import Outcome, run_bulk
from orders.views.steps import ACTIONS, ACTIONS_AT, SHIP, SHIPS_AT

BASE_SHOP_NO: Final = 1
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
    typed = _without_cursor(request.GET)
    today = timezone.localdate(timezone=SEOUL)
    wanted, size = _search(typed, stage, today)
    refused_form = _form(typed, stage) if wanted is None else None
    numbers = desk_numbers(wanted)
    page: KeysetPage[OrderFacts] = KeysetPage([])
    if wanted is not None:
        page = order_page(replace(wanted, product_ids=numbers.product_ids), request.GET, size=size)
    shops = {number: request.mall.name if number == BASE_SHOP_NO else name for number, name in numbers.shops.items()}
    language, list_url = get_language() or "en", address(TABS[stage][0])
    labels = Labels.in_language(language, shops, home=request.mall.country)
    rows = [OrderRow.of(order, labels) for order in page]
    _bring_back(rows, request.POST, outcome)
    context = _context(request, stage, refused_form, wanted) | {
        "rows": rows,
        "has_declarations": any(row.declaration for row in rows),
        "page": page,
        "search_block": _search_block(language, stage, typed, tuple(shops.items()), list_url, today),
        "summary": _summary(numbers.found, page),
        "tabs": [_tab(at, stage, numbers) for at in TABS],
    }
    context["desk"] = drawn("orders/order_desk.html", context)
    status = 422 if outcome.refused or refused_form else 200
    return render(request, "orders/order_list.html", context, status=status)


def _context(
    request: AdminRequest, stage: str, form: OrderFilterForm | None, wanted: OrderFilter | None
) -> dict[str, Any]:
    url_name, title = TABS[stage]
    buttons = [(name, ACTIONS[name]) for name in ACTIONS_AT[stage]]
    return {
        "title": str(title),
        "csrf_token": get_token(request),
        "full_path": request.get_full_path(),
        "list_url": address(url_name),
        "all_url": address("orders:list"),
        "stage": stage,
        "filters": form,
        "is_filtered": wanted is None or wanted.is_search,
        "buttons": [(name, action) for name, action in buttons if not action.is_danger],
        "danger_buttons": [(name, action) for name, action in buttons if action.is_danger],
        "ships": stage in SHIPS_AT,
        "carriers": Carrier.choices,
        "carrier": request.POST.get("carrier", ""),
    }


def _bring_back(rows: list[OrderRow], typed: Mapping[str, str], outcome: Outcome) -> None:
    """What was typed at the orders that a step refused, and why."""
    for row in rows:
        if row.number in outcome.refused:
            row.error = outcome.refused[row.number]
            row.typed = typed.get(f"tracking-{row.number}", "")


def _tab(at: str, current: str, numbers: DeskNumbers) -> Tab:
    count = numbers.stages.get(at, 0)
    return Tab(address(TABS[at][0]), TABS[at][1], _capped(count) if count else "", at == current)


def _capped(count: int) -> str:
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def _summary(found: int | None, page: KeysetPage[OrderFacts]) -> str:
    """How many orders there are; of a search by product only where all of them are on this page."""
    is_all = not (page.previous_url or page.next_url)
    count = len(page) if is_all else found
    if not page.rows or count is None:
        return ""
    return ngettext("%(count)s order", "%(count)s orders", count) % {"count": _capped(count)}


def _form(query: str, stage: str) -> OrderFilterForm:
    form = OrderFilterForm(QueryDict(query), stage=stage)
    form.is_valid()
    return form


@lru_cache(maxsize=2048)
def _search(query: str, stage: str, _today: dt.date) -> tuple[OrderFilter | None, int]:
    """What is searched for, None where that cannot be, and the rows of a page; read once a day per search.

    A search may look at the last six months, so what it means is another thing tomorrow.
    """
    form = _form(query, stage)
    return form.wanted(), form.page_size


@lru_cache(maxsize=512)
def _search_block(  # noqa: PLR0913 - all that the block depends on, and nothing else
    language: str, stage: str, query: str, shops: tuple[tuple[int, str], ...], list_url: str, today: dt.date
) -> SafeString:
    """The search block, drawn once per search: it is half the work of a page, and the same on each of its pages."""
    form = _form(query, stage)
    form.name_shops(dict(shops))
    context = {"filters": form, "list_url": list_url, "periods": _periods(query, today)}
    context["export_url"] = f"{address('orders:export')}?{_export_query(query, stage)}"
    return render_to_string("orders/_order_filters.html", context)


def _without_cursor(query: QueryDict) -> str:
    values = query.copy()
    for name in ("before", "after"):
        values.pop(name, None)
    return values.urlencode()


def _periods(query: str, today: dt.date) -> list[dict[str, Any]]:
    """Links that choose a period by one click and keep the other filters."""
    links = []
    for label, since, until in quick_periods(today):
        values = QueryDict(query, mutable=True)
        is_current = (values.get("since"), values.get("until")) == (since.isoformat(), until.isoformat())
        values["since"], values["until"] = since.isoformat(), until.isoformat()
        links.append({"label": label, "url": f"?{values.urlencode()}", "is_current": is_current})
    return links


def _export_query(query: str, stage: str) -> str:
    values = QueryDict(query, mutable=True)
    values.pop("size", None)
    if stage:
        values["stage"] = stage
    return values.urlencode()
