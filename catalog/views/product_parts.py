"""The other pages of one product: its combinations, its pictures, and how other shops offer it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.models import Shop
from accounts.money import symbol_of
from catalog.domain.change_variants import VariantRefused, change_variants
from catalog.domain.facts import base_shop
from catalog.domain.images import TooManyImages, add_images, describe_image, move_image, remove_image
from catalog.domain.overseas_sale import WeightMissing
from catalog.domain.set_image import StorageFull
from catalog.domain.set_listing import set_listing
from catalog.forms import PictureField
from catalog.forms.images import AltForm, PicturesField, SeveralFiles
from catalog.forms.listing import ListingForm
from catalog.forms.variants import VariantsForm
from catalog.listing_panels import listing_panels
from catalog.models import Product, ProductImage, ProductListing, Variant
from catalog.models.image import SMALL
from catalog.queries import image_url
from catalog.views.beside_product import BesideForms
from catalog.views.stock_messages import tell_too_few


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def variants(request: AdminRequest, product_id: int) -> HttpResponse:
    """Stock, additional price and sale of each combination. A product without options has none to show."""
    product = get_object_or_404(Product, pk=product_id)
    shop = base_shop()
    rows = list(Variant.objects.filter(product=product).order_by("position")) if product.options else []
    form = VariantsForm(request.POST if request.method == "POST" else None, variants=rows, currency=shop.currency)
    if request.method == "POST" and form.is_valid():
        try:
            change_variants(product.pk, form.wanted(), actor=request.actor)
        except VariantRefused as error:
            field = f"stock_{error.variant_id}"
            tell_too_few(form, field, error.stock, shown=f"stock_shown_{error.variant_id}")
        else:
            messages.success(request, _("Saved."))
            return redirect("catalog:product_variants", product_id=product.pk)
    context = {
        "product": product,
        "tab": "variants",
        "form": form,
        "currency": shop.currency,
        "currency_sign": symbol_of(shop.currency, get_language() or "en"),
    }
    return render(request, "catalog/product_variants.html", context, status=422 if form.errors else 200)


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def images(request: AdminRequest, product_id: int) -> HttpResponse:
    """All pictures in their order, and the field that adds more."""
    product = get_object_or_404(Product, pk=product_id)
    errors: list[str] = []
    if request.method == "POST":
        errors = _add_pictures(request, product.pk)
        if not errors:
            return redirect("catalog:product_images", product_id=product.pk)
    rows = ProductImage.objects.filter(product=product).order_by("position")
    context = {
        "product": product,
        "tab": "images",
        "errors": errors,
        "images": [{"image": row, "url": image_url(row.stem, SMALL)} for row in rows],
    }
    return render(request, "catalog/product_images.html", context, status=422 if errors else 200)


@admin_view(menu="products")
@require_POST
def change_image(request: AdminRequest, product_id: int, image_id: int) -> HttpResponse:
    """Move, describe or remove one picture; `action` is first, up, down, describe or remove."""
    image = get_object_or_404(ProductImage, product_id=product_id, pk=image_id)
    places = {"first": 0, "up": image.position - 1, "down": image.position + 1}
    action = request.POST.get("action", "")
    form = AltForm(request.POST)
    if action in places:
        move_image(product_id, image_id, places[action], actor=request.actor)
    elif action == "remove":
        remove_image(product_id, image_id, actor=request.actor)
        messages.success(request, _("The picture was removed."))
    elif form.is_valid():
        describe_image(product_id, image_id, form.cleaned_data["alt"], actor=request.actor)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("An alternative text has at most 200 characters."))
    return redirect("catalog:product_images", product_id=product_id)


@admin_view(menu="products")
@require_safe
def listings(request: AdminRequest, product_id: int) -> HttpResponse:
    """How each shop of the mall offers the product; three queries for any number of shops."""
    product = get_object_or_404(Product, pk=product_id)
    by_shop = {listing.shop_no: listing for listing in ProductListing.objects.filter(product=product)}
    shops = Shop.objects.select_related("mall").filter(mall=request.mall).order_by("shop_no")
    rows = [{"shop": shop, "listing": by_shop.get(shop.shop_no)} for shop in shops]
    context = {"product": product, "tab": "listings", "rows": rows}
    return render(request, "catalog/product_listings.html", context)


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: AdminRequest, product_id: int, shop_no: int) -> HttpResponse:
    """One shop's display, selling, price and texts. The base shop's are those of the product: 404."""
    product = get_object_or_404(Product, pk=product_id)
    shop = get_object_or_404(Shop, mall=request.mall, shop_no=shop_no)
    if shop.is_base:
        raise Http404
    row = ProductListing.objects.filter(product=product, shop_no=shop_no).first()
    data = request.POST if request.method == "POST" else None
    form = ListingForm(data, product=product, listing=row, shop=shop)
    beside = BesideForms.of(data, product, shop)
    if request.method == "POST" and all((form.is_valid(), beside.is_valid())):
        try:
            set_listing(product.pk, shop, form.facts(), actor=request.actor)
            beside.save(product.pk, request.actor)
        except WeightMissing:
            form.add_error("selling", _("Enter the weight of the product first: overseas shipping fees need it."))
        else:
            messages.success(request, _("Saved."))
            return redirect("catalog:product_listings", product_id=product.pk)
    context = {
        "product": product,
        "tab": "listings",
        "shop": shop,
        "form": form,
        "beside": beside,
        "currency_sign": symbol_of(shop.currency, get_language() or "en"),
        "panels": listing_panels(request, product, shop),
    }
    status = 422 if form.errors or beside.has_errors() else 200
    return render(request, "catalog/product_listing.html", context, status=status)


def _add_pictures(request: AdminRequest, product_id: int) -> list[str]:
    field = PicturesField(PictureField(), widget=SeveralFiles())
    field.error_messages["required"] = _("Choose at least one picture.")
    try:
        pictures = field.clean(request.FILES.getlist("images"))
        count = add_images(product_id, pictures, actor=request.actor)
    except ValidationError as error:
        return list(error.messages)
    except TooManyImages:
        return [_("A product has at most 20 pictures.")]
    except StorageFull:
        return [_("Storage is full, so the new pictures were not saved. The pictures before are still there.")]
    text = ngettext("%(count)s picture was added.", "%(count)s pictures were added.", count)
    messages.success(request, text % {"count": count})
    return []
