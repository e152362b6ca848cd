"""Cafe24 PRO > Main display, to read: what shows and why, the last runs, the next one, its effect (issue 5)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.jobs.schedule import SEOUL
from accounts.models import Shop
from pro.domain.display.areas import areas_of
from pro.domain.display.refresh import PreviewTooSlow
from pro.domain.display.refresh import preview as preview_of
from pro.queries.display import areas_now, is_running, services_of
from pro.queries.display_effect import FEWEST_DAYS, effects, span_of
from pro.queries.display_runs import comparisons, in_order, kinds_in, last_runs, neighbours, runs_at, slot_of
from pro.schedules import next_refresh
from pro.views.display_charts import area_effects


@admin_view(menu="pro")
@require_safe
def current(request: AdminRequest) -> HttpResponse:
    """What the areas of a shop (`?shop=`) show now, each product with its reason."""
    context = _frame(request, "current")
    areas = areas_now(context["shop"], areas_of([request.mall.pk]))
    context |= {"areas": areas, "is_distributed": any(area.newest and area.newest.is_distributed for area in areas)}
    return render(request, "pro/display_runs_current.html", context)


@admin_view(menu="pro")
@require_safe
def runs(request: AdminRequest) -> HttpResponse:
    """The last runs of a shop, each with what it changed per area."""
    context = _frame(request, "runs")
    rows = last_runs(request.mall.pk, context["shop"].shop_no)
    return render(request, "pro/display_runs.html", context | {"rows": rows, "kinds": kinds_in(rows)})


@admin_view(menu="pro")
@require_safe
def run(request: AdminRequest, key: str) -> HttpResponse:
    """One run, side by side with what was there before. A slot that did nothing here, or no slot: 404."""
    slot = slot_of(key)
    context = _frame(request, "runs")
    shop: Shop = context["shop"]
    found = runs_at(slot, shop.shop_no) if slot else []
    if slot is None or not found:
        raise Http404
    beside = neighbours(slot, shop.shop_no)
    older_slot = beside.older.slot_at if beside.older else None
    compared = comparisons(found, shop, older_slot=older_slot)
    context |= {"slot": slot, "beside": beside, "older_slot": older_slot}
    context |= {"areas": compared, "is_distributed": any(one.is_distributed for one in found)}
    return render(request, "pro/display_runs_one.html", context)


@admin_view(menu="pro")
@require_safe
def preview(request: AdminRequest) -> HttpResponse:
    """What the next run would change, worked out now by the same statement in a transaction that cannot write."""
    context = _frame(request, "preview")
    shop: Shop = context["shop"]
    now = timezone.now()
    slot = next_refresh(now)
    context |= {"slot": slot, "worked_out_at": now}
    try:
        found = in_order(one for one in preview_of(request.mall.pk, slot) if one.shop_no == shop.shop_no)
    except PreviewTooSlow:
        return render(request, "pro/display_runs_preview.html", context | {"is_too_slow": True}, status=503)
    context["is_distributed"] = any(one.is_distributed for one in found)
    context["areas"] = comparisons(found, shop, older_slot=None)
    return render(request, "pro/display_runs_preview.html", context)


@admin_view(menu="pro")
@require_safe
def effect(request: AdminRequest) -> HttpResponse:
    """Views, conversion and revenue per visit of each area, before PRO and since."""
    context = _frame(request, "effect")
    shop: Shop = context["shop"]
    begun = next((one for one in context["services"] if one.started_at), None)
    span = span_of(begun, request.mall, timezone.now().astimezone(SEOUL).date()) if begun else None
    areas = area_effects(effects(shop, span), shop) if span else []
    return render(
        request, "pro/display_runs_effect.html", context | {"span": span, "areas": areas, "fewest": FEWEST_DAYS}
    )


def _frame(request: AdminRequest, tab: str) -> dict[str, Any]:
    """What all of these pages show: the shop that is looked at, how the service stands, when the next run is due."""
    shops = list(request.mall.shops.select_related("mall").order_by("shop_no"))
    shop = next((one for one in shops if str(one.shop_no) == request.GET.get("shop", "1")), None)
    if shop is None:
        raise Http404
    services = services_of(request.mall.pk)
    return {
        "tab": tab,
        "shops": shops,
        "shop": shop,
        "query": f"?shop={shop.shop_no}" if len(shops) > 1 else "",
        "services": services,
        "service": next(iter(services), None),
        "is_running": is_running(request.mall.pk),
        "next_at": next_refresh(timezone.now()),
    }
