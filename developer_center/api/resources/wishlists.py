"""What members keep on their wish lists (scope groups personal and privacy).

Shapes: not in our contract (C), from the public manual.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import Shop
from catalog.models import Product, ProductListing
from developer_center.api.call import Call
from developer_center.api.errors import found
from developer_center.api.operation import Paging, operation
from developer_center.api.resources.customer_rows import customer_named
from developer_center.wire import dec2, moment, tf, variant_code
from orders.models import Customer, WishlistItem

WISHLIST: Final = (
    "{wishlist:[{shop_no:int, wishlist_no:int, product_no:int, variant_code:str, additional_option:str,"
    " attached_file_option:str, price:dec2, product_bundle:TF, created_date:dt, price_content:null}]}"
)
CUSTOMERS: Final = "{customers:[{shop_no:int, member_id:str}]}"


@operation("GET", "customers/{member_id}/wishlist", answers=WISHLIST)
def wishlist_of_member(call: Call, member_id: str) -> list[dict[str, Any]]:
    """A member's wish list in a shop, newest first, with the prices of now: 200 products at most. Four queries."""
    wishes = _wishes_of(call, customer_named(member_id))
    items = list(wishes.select_related("product", "variant").order_by("-pk"))
    listings = ProductListing.objects.filter(shop_no=call.shop_no, product__in={item.product_id for item in items})
    prices = dict(listings.values_list("product_id", "price"))
    shop = Shop.objects.get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
    return [_row(item, prices.get(item.product_id, shop.from_base(item.product.price))) for item in items]


@operation("GET", "customers/{member_id}/wishlist/count", answers="{count:int}")
def count_wishlist_of_member(call: Call, member_id: str) -> int:
    """How many products a member has on the wish list of a shop."""
    return _wishes_of(call, customer_named(member_id)).count()


@operation("GET", "products/{product_no}/wishlist/customers", paging=Paging(most=1000, usual=1000), answers=CUSTOMERS)
def members_who_wish(call: Call, product_no: int) -> list[dict[str, Any]]:
    """Who has a product on the wish list, in the order they put it there. The manual knows no pages; here are some.

    Three queries: joined to the customers, a deep page would read all of them.
    """
    wishes = _wishes_for(call, product_no).order_by("pk").values_list("customer", flat=True)
    page = list(wishes[call.offset : call.offset + call.limit])
    names = dict(Customer.objects.filter(pk__in=page).values_list("pk", "member_id"))
    return [{"shop_no": call.shop_no, "member_id": names[customer_id]} for customer_id in page if customer_id in names]


@operation("GET", "products/{product_no}/wishlist/customers/count", answers="{count:int}")
def count_members_who_wish(call: Call, product_no: int) -> int:
    """How many members have a product on the wish list."""
    return _wishes_for(call, product_no).count()


def _wishes_of(call: Call, customer: Customer) -> QuerySet[WishlistItem]:
    wishes: QuerySet[WishlistItem] = WishlistItem.objects.filter(customer=customer, shop_no=call.shop_no)
    return wishes


def _wishes_for(call: Call, product_no: int) -> QuerySet[WishlistItem]:
    product = found(Product.objects.all(), f"Product {product_no}", pk=product_no)
    wishes: QuerySet[WishlistItem] = WishlistItem.objects.filter(product=product, shop_no=call.shop_no)
    return wishes


def _row(item: WishlistItem, price: Decimal) -> dict[str, Any]:
    return {
        "shop_no": item.shop_no,
        "wishlist_no": item.pk,
        "product_no": item.product_id,
        "variant_code": variant_code(item.product_id, item.variant.position) if item.variant else "",
        "additional_option": "",  # texts are typed when the product is put into the cart
        "attached_file_option": "",
        "price": dec2(price),
        "product_bundle": tf(False),
        "created_date": moment(item.added_at),
        "price_content": None,
    }
