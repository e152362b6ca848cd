"""The form of one product: new, edit, delete."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.audit import Actor
from accounts.history import history_rows
from accounts.money import symbol_of
from catalog.domain.change_product import StockTooLow, change_product
from catalog.domain.create_product import create_product
from catalog.domain.delete_product import delete_product
from catalog.domain.facts import BASE_SHOP_NO, CodeTaken, TermsRefused, base_shop
from catalog.domain.overseas_sale import WeightNeeded
from catalog.domain.place_in_categories import set_categories
from catalog.domain.set_image import StorageFull, set_product_image
from catalog.forms import ProductForm
from catalog.forms.options import OptionFields
from catalog.forms.terms import TermFields
from catalog.models import Product
from catalog.models.inert_facts import inert_names
from catalog.queries import ProductRow, products_in_shop
from catalog.queries.categories import categories_of, category_choices
from catalog.views.beside_product import BesideForms
from catalog.views.stock_messages import tell_too_few

SHOP: Final[str] = settings.MALL_URLCONF


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest) -> HttpResponse:
    """Register a product; it opens for editing afterwards, with a link to its page in the store."""
    shop = base_shop()
    initial = {"display": True, "selling": True, "tracks_stock": True, **TermFields.initial_terms({})}
    form = ProductForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        currency=shop.currency,
        categories=category_choices(),
    )
    beside = BesideForms.of(request.POST or None, None, shop)
    if request.method == "POST" and all((form.is_valid(), beside.is_valid())):
        product = _save_new(form, beside, request.actor)
        if product is not None:
            messages.success(request, _("“%(name)s” was registered.") % {"name": product.name})
            return redirect("catalog:product_edit", product_id=product.pk)
    return _page(request, form, beside, {})


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AdminRequest, product_id: int) -> HttpResponse:
    """Show and change a product. Another mall's id is no product here: 404."""
    row = ProductRow.of(get_object_or_404(products_in_shop(BASE_SHOP_NO), pk=product_id))
    product = Product.objects.get(pk=product_id)
    shop = base_shop()
    form = ProductForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=_initial(product, row),
        currency=shop.currency,
        categories=category_choices(),
    )
    beside = BesideForms.of(request.POST if request.method == "POST" else None, product, shop)
    is_valid = request.method == "POST" and all((form.is_valid(), beside.is_valid()))
    if is_valid and _save(form, beside, product_id, request.actor):
        messages.success(request, _("Saved."))
        return redirect("catalog:product_edit", product_id=product_id)
    page_url = f"{request.mall.storefront_url}{reverse('storefront:product', args=[row.slug, row.pk], urlconf=SHOP)}"
    more = {
        "history": history_rows(product),
        "page_url": page_url,
        "row": row,
        "product": product,
        "inert": inert_names(product.app_facts),
    }
    return _page(request, form, beside, more)


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: AdminRequest, product_id: int) -> HttpResponse:
    """Ask, then delete for good."""
    row = ProductRow.of(get_object_or_404(products_in_shop(BASE_SHOP_NO), pk=product_id))
    if request.method != "POST":
        return render(request, "catalog/product_delete.html", {"row": row})
    delete_product(product_id, actor=request.actor)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": row.name})
    return redirect("catalog:product_list")


def _save_new(form: ProductForm, beside: BesideForms, actor: Actor) -> Product | None:
    try:
        with transaction.atomic():
            product = create_product(form.facts(), stock=form.cleaned_data["stock"] or 0, actor=actor)
            set_categories(product.pk, form.category_ids, actor=actor)
            beside.save(product.pk, actor)
            if form.cleaned_data["image"] is not None:
                set_product_image(product.pk, form.cleaned_data["image"], actor=actor)
    except StorageFull:
        form.add_error("image", _storage_full())
    except CodeTaken:
        form.add_error("code", _code_taken())
    except TermsRefused:
        form.add_error("maximum_quantity", _terms_refused())
    else:
        return product
    return None


def _save(form: ProductForm, beside: BesideForms, product_id: int, actor: Actor) -> bool:
    """All of it or nothing; False with the reason in the form."""
    try:
        with transaction.atomic():
            change_product(product_id, form.facts(), stock_change=form.stock_change, actor=actor)
            set_categories(product_id, form.category_ids, actor=actor)
            beside.save(product_id, actor)
            if form.cleaned_data["image"] is not None or form.cleaned_data["removes_image"]:
                set_product_image(product_id, form.cleaned_data["image"], actor=actor)
    except StorageFull:
        form.add_error("image", _storage_full())
    except CodeTaken:
        form.add_error("code", _code_taken())
    except TermsRefused:
        form.add_error("maximum_quantity", _terms_refused())
    except WeightNeeded as error:
        form.add_error("weight_grams", weight_needed(error))
    except StockTooLow as error:
        tell_too_few(form, "stock", error.stock, shown="stock_shown")
    else:
        return True
    return False


def weight_needed(error: WeightNeeded) -> str:
    """Why a weight cannot be taken away, in the present language."""
    return _(
        "%(shops)s sells this product, and overseas shipping fees need its weight. Stop selling it there first."
    ) % {"shops": ", ".join(error.shops)}


def _storage_full() -> str:
    return _("Storage is full, so the new picture was not saved. The picture before is still there.")


def _code_taken() -> str:
    return _("Another product has this code.")


def _terms_refused() -> str:
    return _("Nobody could order it: no number of pieces keeps to the minimum, the maximum and the unit.")


def _initial(product: Product, row: ProductRow) -> dict[str, Any]:
    return {
        "name": product.name,
        "summary": product.summary,
        "price": product.price,
        "tracks_stock": row.tracks_stock,
        "stock": None if product.options else row.stock,
        "stock_shown": None if product.options else row.stock,
        "weight_grams": product.weight_grams,
        "short_description": product.short_description,
        "description": product.description,
        "display": row.display,
        "selling": row.selling,
        "code": product.code,
        "material": product.material,
        "categories": [str(number) for number in categories_of(product.pk)],
        **OptionFields.initial_of(product.options, product.extra_inputs),
        **TermFields.initial_terms(product.app_facts),
    }


def _page(request: AdminRequest, form: ProductForm, beside: BesideForms, more: dict[str, Any]) -> HttpResponse:
    currency = beside.shop.currency
    sign = symbol_of(currency, get_language() or "en")
    context = more | {"form": form, "beside": beside, "currency": currency, "currency_sign": sign}
    status = 422 if form.errors or beside.has_errors() else 200
    return render(request, "catalog/product_form.html", context, status=status)
