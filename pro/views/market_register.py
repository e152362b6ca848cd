"""Market Plus > register products: choose an account, tick products, watch what comes of it."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.menu import Label
from accounts.models import Job
from accounts.paging import keyset_page
from catalog.models import Product
from catalog.models.product import folded
from pro.domain.market_products import shop_for
from pro.domain.market_register import KEY, MOST_PRODUCTS, RegistrationRefused, start_registration
from pro.domain.market_sends import sends_imported
from pro.domain.switches import may_run
from pro.forms.markets import RegistrationForm
from pro.market_words import failure_text
from pro.marketplaces import registry
from pro.marketplaces.types import Ability, Marketplace
from pro.models import MarketAccount, MarketListing, OperationRun, OperationRunItem
from pro.queries.markets import account_rows, info_choices

PAGE: Final = 50
REFUSALS: Final[dict[str, Label]] = {
    "nothing_chosen": gettext_lazy("Tick at least one product."),
    "too_many": gettext_lazy("At most 500 products at once."),
    "trouble": gettext_lazy("The account needs attention first."),
    "no_shop": gettext_lazy("You have no shop that sells in this marketplace's currency."),
    "not_running": gettext_lazy("PRO does not register products for this store right now. Look at the service scope."),
}


@admin_view(menu="market-plus")
@require_safe
def choose(request: AdminRequest) -> HttpResponse:
    """Which account the products go to, and the registrations so far."""
    rows = [row for row in account_rows() if row.market.can(Ability.REGISTER)]
    runs = OperationRun.objects.filter(key=KEY).order_by("-pk")[:20]
    return render(request, "pro/market_register_choose.html", {"rows": rows, "runs": runs})


@admin_view(menu="market-plus")
@require_http_methods(["GET", "HEAD", "POST"])
def products(request: AdminRequest, account_id: int) -> HttpResponse:
    """Products with where they stand at this account; ticked ones are registered by a job."""
    account: MarketAccount = get_object_or_404(MarketAccount, pk=account_id)
    market = _market(account)
    choices = {
        field.name: info_choices(account, field.info_kind) for field in market.registration_fields if field.info_kind
    }
    form = RegistrationForm(request.POST or None, fields=market.registration_fields, choices=choices)
    if request.method == "POST" and form.is_valid():
        ids = [int(text) for text in request.POST.getlist("product")[: MOST_PRODUCTS + 1] if _is_id(text)]
        try:
            run = start_registration(account_id, ids, form.choices, actor=request.actor)
        except RegistrationRefused as refusal:
            form.add_error(None, str(REFUSALS[refusal.reason]))
        else:
            return redirect("pro:market_run", run_id=run.pk)
    context = _products_context(request, account) | {"market": market, "form": form, "account": account}
    return render(request, "pro/market_register.html", context, status=422 if form.errors else 200)


@admin_view(menu="market-plus")
@require_safe
def run(request: AdminRequest, run_id: int) -> HttpResponse:
    """The bar while it runs, then each product with its number at the market or why it did not go."""
    row = get_object_or_404(OperationRun, pk=run_id, key=KEY)
    items = [
        (item, item.after.get("number", ""), failure_text(item.error))
        for item in OperationRunItem.objects.filter(run=row).order_by("pk")[:MOST_PRODUCTS]
    ]
    return render(request, "pro/market_run.html", {"run": row, "job": _job(row), "items": items})


@admin_view(menu="market-plus")
@require_safe
def progress(request: AdminRequest, run_id: int) -> HttpResponse:
    """The bar alone; once the run is over the whole page is drawn anew."""
    row = get_object_or_404(OperationRun, pk=run_id, key=KEY)
    response = render(request, "pro/_market_progress.html", {"run": row, "job": _job(row)})
    if row.is_over:
        response["HX-Refresh"] = "true"
    return response


def _products_context(request: AdminRequest, account: MarketAccount) -> dict[str, Any]:
    words = folded(request.GET.get("q", ""))
    found = Product.objects.all()
    if words:
        found = found.filter(name_folded__gte=words, name_folded__lt=words + "\U0010ffff")
    page = keyset_page(found, request.GET, size=PAGE)
    ids = [product.pk for product in page]
    listings = MarketListing.objects.filter(product_id__in=ids)
    here = {one.product_id: one for one in listings.filter(account=account)}
    imported = listings.filter(origin=MarketListing.Origin.IMPORTED).exclude(account=account)
    held = set() if sends_imported(account) else set(imported.values_list("product_id", flat=True))
    return {
        "page": page,
        "rows": [(product, here.get(product.pk), product.pk in held) for product in page],
        "words": request.GET.get("q", ""),
        "shop": shop_for(registry.market(account.code).currency),
        "may_run": may_run(KEY),
    }


def _market(account: MarketAccount) -> Marketplace:
    if account.code not in registry.codes() or not registry.market(account.code).can(Ability.REGISTER):
        raise Http404
    return registry.market(account.code)


def _job(row: OperationRun) -> Job | None:
    return Job.objects.filter(pk=row.job_id or 0, mall_id=row.mall_id).first()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
