"""Terms, privacy, and what machines read."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from accounts.audience import shopper_view
from catalog.description import as_html
from catalog.models import Category
from catalog.queries import displayed_products
from orders.domain.documents import documents_in_force
from orders.models import ShopDocument
from storefront.addresses import category_url, product_url
from storefront.frame import frame, same_for_all
from storefront.pages import cached_page
from storefront.queries.products import host_of
from storefront.shoppers import ShopRequest

MOST_ADDRESSES = 45_000  # sitemaps.org: 50,000


@cached_page(lambda: "terms")
@shopper_view
@require_safe
def terms(request: ShopRequest) -> HttpResponse:
    """The shop's terms of use."""
    return _document(request, ShopDocument.Kind.TERMS)


@cached_page(lambda: "privacy")
@shopper_view
@require_safe
def privacy(request: ShopRequest) -> HttpResponse:
    """What the shop does with personal data."""
    return _document(request, ShopDocument.Kind.PRIVACY)


@shopper_view
@require_safe
def robots(request: ShopRequest) -> HttpResponse:
    """Personal pages are not for crawlers, and of a test mall none is."""
    if request.mall.is_test:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    private = ["cart/", "checkout/", "orders/", "account/", "login/", "payment/", "search/"]
    root = reverse("storefront:main")
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in private)]
    lines += ["", f"Sitemap: {host_of(request.mall)}{reverse('storefront:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@shopper_view
@require_safe
def sitemap(request: ShopRequest) -> HttpResponse:
    """Main page, categories and displayed products of this shop, but for those it hides from search engines."""
    shop_no, host = request.shop.shop_no, host_of(request.mall)
    rows = [(reverse("storefront:main"), "")]
    hidden = {"seo__contains": {str(shop_no): {"is_exposed": False}}}
    categories = Category.objects.filter(is_displayed=True).exclude(**hidden).order_by("pk")
    rows += [(category_url(one, shop_no), "") for one in categories]
    products = displayed_products(shop_no).exclude(**hidden).order_by("-pk")[:MOST_ADDRESSES]
    rows += [(product_url(one.slug, one.pk), f"{one.updated_at:%Y-%m-%d}") for one in products.iterator()]
    lines = [
        f"<url><loc>{escape(host + path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for path, day in rows
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return HttpResponse(head + "\n".join(lines) + "\n</urlset>\n", content_type="application/xml; charset=utf-8")


def _document(request: ShopRequest, kind: ShopDocument.Kind) -> HttpResponse:
    found = documents_in_force(request.shop)[kind]
    context = {
        "heading": kind.label,
        "body": as_html(found.body),
        "in_force_since": found.kept.created_at if found.is_own and found.kept else None,
    }
    return same_for_all("storefront/document.html", frame(request.mall, request.shop) | context, at=kind.value)
