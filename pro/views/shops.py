"""My Store > Shops: all shops of the mall, open an overseas one, its rate, its products held back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from accounts.models import Shop
from accounts.paging import keyset_page
from catalog.domain.facts import base_shop
from pro.domain.change_rate import RECALCULATE, NewRate, change_rate, change_shop
from pro.domain.copy_products import release_held_back
from pro.domain.open_overseas_shop import COPY_PRODUCTS, MOST_SHOPS, NewShop, TooManyShops, open_overseas_shop
from pro.domain.switches import has_active_contract
from pro.forms.shops import ChangeRateForm, NewShopForm, ShopForm, TypedRateForm
from pro.models import OverseasCopy
from pro.queries.shops import (
    held_back_products,
    new_prices,
    price_counts,
    priced_listings,
    running_job,
    shop_rows,
    translation_counts,
)
from pro.rates import Rate, RateUnknown, rate_for, rate_of_day

SALT: Final = "pro.new_shop_rate"
SHOWN_SECONDS: Final = 3600  # as long a rate that was shown may be confirmed
WORK: Final = (COPY_PRODUCTS, RECALCULATE)


@admin_view(menu="store")
@require_safe
def shops(request: AdminRequest) -> HttpResponse:
    """The list."""
    rows = shop_rows()
    return render(request, "pro/shop_list.html", {"rows": rows, "may_open": len(rows) < MOST_SHOPS})


@admin_view(menu="store", calls_out=True)
@require_http_methods(["GET", "HEAD", "POST"])
def shop_new(request: AdminRequest) -> HttpResponse:
    """What is wanted (GET), the rate with its date and source to look at, and the confirmation (POST) of just that."""
    asked = request.POST if request.method == "POST" else request.GET
    is_asked = "language" in asked
    form = NewShopForm(asked if is_asked else None, initial={"rounding": Shop.Rounding.UNIT})
    with tenancy.step():
        base = base_shop()
    context: dict[str, Any] = {"form": form, "base": base}
    if not is_asked or not form.is_valid():
        return render(request, "pro/shop_new.html", context, status=422 if is_asked and form.errors else 200)
    wanted = NewShop(**form.cleaned_data)
    typed = TypedRateForm(request.POST if "rate" in request.POST else None)
    if request.method == "POST":
        rate = _confirmed_rate(request, base, wanted, typed)
        if rate is not None or base.currency == wanted.currency:
            return _open(request, wanted, rate)
    shown = _fetched(base.currency, wanted.currency)
    context |= {
        "wanted": wanted,
        "language": Shop.Language(wanted.language).label,
        "rate": shown,
        "proof": signing.dumps(_plain(shown), salt=SALT) if shown else "",
        "typed": typed if shown is None and base.currency != wanted.currency else None,
        "day": rate_of_day(),
        "samples": _samples(base, wanted, shown),
    }
    return render(request, "pro/shop_new.html", context, status=422 if typed.errors else 200)


@admin_view(menu="store")
@require_http_methods(["GET", "HEAD", "POST"])
def shop_detail(request: AdminRequest, shop_no: int) -> HttpResponse:
    """One overseas shop: name, rate, what is going on, what was held back. The base shop has its own page: 404."""
    shop = _overseas(request, shop_no)
    form = ShopForm(
        request.POST if request.method == "POST" else None, initial={"name": shop.name, "is_active": shop.is_active}
    )
    if request.method == "POST" and form.is_valid():
        change_shop(shop_no, **form.cleaned_data, actor=request.actor)
        messages.success(request, _("Saved."))
        return redirect("pro:shop_detail", shop_no=shop_no)
    base = base_shop()
    context = {
        "shop": shop,
        "base": base,
        "form": form,
        "job": running_job(shop_no, WORK),
        "copied": OverseasCopy.objects.filter(shop_no=shop_no).count(),
        "held_back": keyset_page(held_back_products(shop_no), request.GET, size=20),
        "translation": translation_counts(shop.language) if shop.language != base.language else None,
        "has_contract": has_active_contract(request.mall.pk),
        "history": history_rows(shop),
    }
    return render(request, "pro/shop_detail.html", context, status=422 if form.errors else 200)


@admin_view(menu="store")
@require_safe
def shop_progress(request: AdminRequest, shop_no: int) -> HttpResponse:
    """The bar of what is done in a shop; once it is over the whole page is drawn anew."""
    shop = _overseas(request, shop_no)
    job = running_job(shop_no, WORK)
    response = render(request, "pro/_shop_progress.html", {"shop": shop, "job": job})
    if job is None:
        response["HX-Refresh"] = "true"
    return response


@admin_view(menu="store")
@require_POST
def shop_release(request: AdminRequest, shop_no: int) -> HttpResponse:
    """Display and sell what was held back and has a weight by now."""
    count = release_held_back(_overseas(request, shop_no), actor=request.actor)
    if count:
        text = ngettext("%(count)s product is offered now.", "%(count)s products are offered now.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, _("None of these products has a weight yet."))
    return redirect("pro:shop_detail", shop_no=shop_no)


@admin_view(menu="store")
@require_http_methods(["GET", "HEAD", "POST"])
def shop_rate(request: AdminRequest, shop_no: int) -> HttpResponse:
    """Change the rate by hand (R3.111): first what it would do to each price, then either or both."""
    shop = _overseas(request, shop_no)
    if shop.exchange_rate is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    is_asked = "rate" in asked
    initial = {"rate": shop.exchange_rate, "rounding": shop.rounding}
    form = ChangeRateForm(asked if is_asked else None, initial=initial)
    is_valid = is_asked and form.is_valid()
    if is_valid and request.method == "POST":
        new = NewRate(form.cleaned_data["rate"], form.cleaned_data["rounding"])
        change_rate(shop_no, new, recalculates="recalculate" in request.POST, actor=request.actor)
        messages.success(request, _("The exchange rate was saved."))
        return redirect("pro:shop_detail", shop_no=shop_no)
    context: dict[str, Any] = {"shop": shop, "base": base_shop(), "form": form}
    if is_valid:
        new_shop = _overseas(request, shop_no)
        new_shop.exchange_rate, new_shop.rounding = form.cleaned_data["rate"], form.cleaned_data["rounding"]
        page = keyset_page(priced_listings(shop_no), request.GET, size=50)
        context |= {"page": page, "prices": new_prices(page, new_shop), "counts": price_counts(shop_no)}
        context |= {"new_rate": form.cleaned_data["rate"], "new_rounding": form.cleaned_data["rounding"]}
    return render(request, "pro/shop_rate.html", context, status=422 if form.errors else 200)


def _overseas(request: AdminRequest, shop_no: int) -> Shop:
    return get_object_or_404(Shop.objects.select_related("mall"), mall=request.mall, shop_no=shop_no, shop_no__gt=1)


def _open(request: AdminRequest, wanted: NewShop, rate: Rate | None) -> HttpResponse:
    try:
        with tenancy.step():
            shop = open_overseas_shop(wanted, rate, actor=request.actor)
    except TooManyShops:
        messages.error(request, _("A store has at most %(count)s shops.") % {"count": MOST_SHOPS})
        return redirect("pro:shops")
    messages.success(request, _("“%(name)s” is open. Your products are being copied to it.") % {"name": shop.name})
    return redirect("pro:shop_detail", shop_no=shop.shop_no)


def _fetched(base: str, currency: str) -> Rate | None:
    try:
        return rate_for(base, currency)
    except RateUnknown:
        return None


def _confirmed_rate(request: AdminRequest, base: Shop, wanted: NewShop, typed: TypedRateForm) -> Rate | None:
    """Exactly the rate that was shown, or the one that was typed; None: it is shown anew."""
    if typed.is_bound:
        if not typed.is_valid():
            return None
        return Rate(base.currency, wanted.currency, typed.cleaned_data["rate"], "hand", rate_of_day())
    try:
        plain = signing.loads(request.POST.get("proof", ""), salt=SALT, max_age=SHOWN_SECONDS)
    except signing.BadSignature:
        return None
    on = parse_date(plain["on"])
    if on is None or (plain["base"], plain["currency"]) != (base.currency, wanted.currency):
        return None
    return Rate(base.currency, wanted.currency, Decimal(plain["value"]), plain["source"], on, plain["answer"])


def _plain(rate: Rate) -> dict[str, Any]:
    return {
        "base": rate.base,
        "currency": rate.currency,
        "value": str(rate.value),
        "source": rate.source,
        "on": rate.on.isoformat(),
        "answer": dict(rate.answer),
    }


def _samples(base: Shop, wanted: NewShop, rate: Rate | None) -> list[tuple[Decimal, Decimal]]:
    """Three prices and what becomes of them."""
    if rate is None:
        return []
    shop = Shop(currency=wanted.currency, exchange_rate=rate.value, rounding=wanted.rounding)
    scale = Decimal(1) if base.currency in {"USD", "EUR"} else Decimal(1000)
    return [(price, shop.price_from_base(price)) for price in (9 * scale, Decimal(25) * scale, Decimal(120) * scale)]
