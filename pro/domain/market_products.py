"""A product of ours as a market is to have it: in its currency, with the words of the shop that sells in it."""

from __future__ import annotations

import secrets
from decimal import Decimal

from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.models import Product, ProductImage, ProductListing, Variant
from catalog.models.image import LARGE
from catalog.queries import image_url
from pro.marketplaces.errors import InvalidRequest
from pro.marketplaces.types import MarketOption, MarketProduct, MarketVariant


def shop_for(currency: str) -> Shop | None:
    """The shop whose prices a market in this currency gets: the first of the mall that sells in it."""
    shops = Shop.objects.filter(mall_id=current_mall_id(), currency=currency, is_active=True)
    return shops.select_related("mall").order_by("shop_no").first()


def for_market(product_id: int, shop: Shop) -> MarketProduct:
    """Build it from the shop's listing, in the open mall. Its seller code is new each time (R1.20).

    Raises InvalidRequest for a product that is not on sale in that shop, or has nothing to sell.
    """
    product = Product.objects.filter(pk=product_id).first()
    listing = (
        ProductListing.objects.filter(product_id=product_id, shop_no=shop.shop_no).select_related("product").first()
    )
    if product is None or listing is None or not listing.selling:
        raise InvalidRequest("market_not_on_sale")  # a code of pro.market_words
    rows = list(Variant.objects.filter(product_id=product_id, is_sold=True).order_by("position"))
    if not rows:
        raise InvalidRequest("market_nothing_sold")
    code = f"C24-{product_id}-{secrets.token_hex(4)}"
    variants = tuple(
        _variant(row, listing.price + shop.from_base(row.price_delta), f"{code}-{row.position}") for row in rows
    )
    images = ProductImage.objects.filter(product_id=product_id).order_by("position")
    return MarketProduct(
        external_id="",
        name=str(listing.text("name")),
        price=listing.price,
        currency=shop.currency,
        summary=str(listing.text("summary")),
        description_html=str(listing.text("description")),
        material=str(listing.text("material")),
        seller_code=code,
        stock=sum(stock for variant in variants if (stock := variant.stock) is not None),
        weight_grams=product.weight_grams,
        options=_options(listing) if product.options else (),
        variants=variants if product.options else (),
        image_urls=tuple(f"{shop.mall.storefront_url}{image_url(image.stem, LARGE)}" for image in images),
        is_selling=True,
    )


UNTRACKED_STOCK = 999  # what a market is told of a combination that never sells out here


def _variant(row: Variant, price: Decimal, code: str) -> MarketVariant:
    stock = row.stock if row.tracks_stock else UNTRACKED_STOCK
    return MarketVariant("", tuple(row.option_values), price, stock, code)


def _options(listing: ProductListing) -> tuple[MarketOption, ...]:
    """The base shop's option names and values: combinations are known by them."""
    options = listing.product.options
    return tuple(MarketOption(str(option["name"]), tuple(map(str, option["values"]))) for option in options)
