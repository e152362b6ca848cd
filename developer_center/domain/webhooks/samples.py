"""What "send a test" sends: a sample mall's payloads, in the shapes of the real ones (wire contract 3).

Receivers tell a test by the mall's and the client's id, which begin with "sample".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from accounts.models import Mall, Shop
from catalog.models import Category, Product, ProductListing, Variant
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.boards import article_part, comment_part
from developer_center.domain.webhooks.payloads.bulk import orders_part
from developer_center.domain.webhooks.payloads.categories import category_part
from developer_center.domain.webhooks.payloads.claims import return_part
from developer_center.domain.webhooks.payloads.event import Resource
from developer_center.domain.webhooks.payloads.members import EC_FRONT, member_part
from developer_center.domain.webhooks.payloads.orders import PLACE_ID, added_part, order_part, parcel_part, reason_part
from developer_center.domain.webhooks.payloads.products import product_part, variant_part
from developer_center.domain.webhooks.payloads.promotions import BY_CODE, benefit_part, coupon_part, ended_part
from developer_center.domain.webhooks.payloads.store import DELETED, DORMANT, WOKEN, shop_part
from developer_center.wire import GROUP_NAME, moment, moment_spaced, product_code, variant_code
from orders.models import (
    Article,
    BoardNo,
    Claim,
    Comment,
    Customer,
    Discount,
    Order,
    OrderItem,
    OrderStage,
    Parcel,
)

MALL: Final = "samplemall"
CLIENT_ID: Final = "sample0000000000000000"
AT: Final = dt.datetime(2026, 3, 1, 0, 30, tzinfo=dt.UTC)
HEAD: Final[Resource] = {"mall_id": MALL, "event_shop_no": "1"}
ORDER_ID: Final = "20260301-0000012"
CATEGORY_NO: Final = 24
PRODUCT: Final = Product(pk=7, name="Sample cup", code="CUP-1", price=Decimal(12000), created_at=AT, updated_at=AT)
LISTING: Final = ProductListing(product=PRODUCT, shop_no=1, display=True, selling=True, price=Decimal(12000))
VARIANT: Final = Variant(product=PRODUCT, position=0, tracks_stock=True, stock=3)
CUSTOMER: Final = Customer(member_id="sample", name="Sample Customer", email="sample@example.com", created_at=AT)
ORDER: Final = Order(
    number=ORDER_ID,
    currency="KRW",
    customer=CUSTOMER,
    buyer_name="Sample Customer",
    buyer_email="sample@example.com",
    buyer_phone="010-0000-0000",
    payer_name="Sample Customer",
    items_amount=Decimal(12000),
    shipping_fee=Decimal(3000),
    total_amount=Decimal(15000),
    payment_method=Order.PaymentMethod.BANK_TRANSFER,
    stage=OrderStage.PREPARING,
    placed_at=AT,
    paid_at=AT,
)
ITEM: Final = OrderItem(order=ORDER, line_no=1, product=PRODUCT, product_name=PRODUCT.name, quantity=1)

PARCEL: Final = Parcel(order=ORDER, parcel_no=1, carrier="0006", tracking_number="123456789012")
CLAIM: Final = Claim(order=ORDER, code="C20260301-0000012-01", reason=Claim.Reason.DEFECT, detail="The handle is off.")
BENEFIT: Final = Discount(pk=5, kind=Discount.Kind.PERIOD, name="Spring sale", starts_at=AT, ends_at=AT)
COUPON: Final = Discount(pk=6, kind=Discount.Kind.COUPON, name="Welcome", starts_at=AT, ends_at=AT)

ARTICLE: Final = Article(
    pk=3,
    board_no=int(BoardNo.REVIEW),
    product=PRODUCT,
    member_id="sample",
    writer="Sample Customer",
    title="Lovely",
    content="A lovely cup.",
    rating=5,
    created_at=AT,
)
COMMENT: Final = Comment(
    pk=4, article=ARTICLE, board_no=int(BoardNo.REVIEW), writer="Sample store", content="Thank you!", created_at=AT
)


def sample(number: int) -> Resource:
    """The resource of an event. Raises KeyError for one that we do not have."""
    return SAMPLES[number]()


def _product() -> Resource:
    return HEAD | product_part(PRODUCT, LISTING, "Sample cup")


def _variant() -> Resource:
    return {"mall_id": MALL, **product_part(PRODUCT, LISTING, "Sample cup"), **variant_part(VARIANT)}


def _order(number: int, code: str = "") -> Callable[[], Resource]:
    def made() -> Resource:
        part = order_part(ORDER, [ITEM], Mall(host=MALL, country="KR"))
        why = reason_part(CLAIM) if number == on.ORDER_RETURN else {}
        coded = {"event_code": code} if code else {}
        return part | coded | added_part(number, cancelled=_at(), returned=_at()) | why

    return made


def _orders(number: int, code: str) -> Callable[[], Resource]:
    return lambda: HEAD | orders_part(number, f"{ORDER_ID},20260301-0000013", code)


def _memo(code: str) -> Callable[[], Resource]:
    return _just(
        event_code=code,
        order_id=ORDER_ID,
        memo_no=3,
        requested_date=moment_spaced(AT),
        order_place_id=PLACE_ID,
        executor_id="sample",
        execute_method="ADMIN",
    )


def _just(**values: Any) -> Callable[[], Resource]:
    return lambda: HEAD | values


def _at() -> str:
    return str(moment(AT))


def _shop() -> Resource:
    return shop_part(Shop(shop_no=2, name="Sample shop", language="en", currency="USD"), MALL)


SAMPLES: Final[dict[int, Callable[[], Resource]]] = {
    on.APP_DELETED: lambda: {
        "mall_id": MALL,
        "client_id": CLIENT_ID,
        "app_name": "Sample app",
        "deleted_date": _at(),
    },
    on.PRODUCT_CREATED: _product,
    on.PRODUCT_EDITED: _product,
    on.PRODUCT_DELETED: _just(product_no=7, product_code=product_code(7)),
    on.PRODUCTS_BULK_EDITED: _just(product_no="7,8", action="batch"),
    on.VARIANT_STOCK: _variant,
    on.SOLD_OUT_CHANGED: _just(sold_out_by_current_shop="T", product_no="7", sold_out={"1": "T", "2": "T"}),
    on.ORDER_RECEIVED: _order(on.ORDER_RECEIVED, "create_order"),
    on.SHIPPING_STATUS: _order(on.SHIPPING_STATUS, "shipping_start"),
    on.ORDER_PAYMENT: _order(on.ORDER_PAYMENT, "paid_order"),
    on.ORDER_CANCEL: _order(on.ORDER_CANCEL, "cancel_order_request"),
    on.ORDER_RETURN: _order(on.ORDER_RETURN, "return_order_request"),
    on.ORDER_EXCHANGE: _order(on.ORDER_EXCHANGE, "exchange_order_request"),
    on.ORDER_REFUND: _order(on.ORDER_REFUND, "refund_order"),
    on.ORDERS_SHIPPING: _orders(on.ORDERS_SHIPPING, "shipping_start"),
    on.ORDERS_CANCELLED: _orders(on.ORDERS_CANCELLED, "cancel_order"),
    on.ORDERS_REFUNDED: _orders(on.ORDERS_REFUNDED, "refund_order"),
    on.ORDERS_RETURNED: _orders(on.ORDERS_RETURNED, "return_order"),
    on.RETURN_DONE: lambda: (
        HEAD | {"order_id": ORDER_ID} | return_part(CLAIM, price=Decimal(12000), discount=Decimal(0))
    ),
    on.TRACKING_CHANGED: lambda: HEAD | parcel_part(PARCEL),
    on.CART_ADDED: _just(
        member_id="sample",
        shipping_type="A",
        product_no=7,
        variant_code=variant_code(7, 0),
        quantity=1,
        product_bundle="F",
    ),
    on.ORDER_ITEM_ADDED: _order(on.ORDER_ITEM_ADDED),
    on.RECEIVER_EDITED: _just(event_code="changing_recipient_information", order_id=ORDER_ID, order_place_id=PLACE_ID),
    on.MEMO_ADDED: _memo("insert_admin_memo"),
    on.MEMO_EDITED: _memo("modify_admin_memo"),
    on.MEMO_DELETED: _memo("delete_admin_memo"),
    on.MEMBER_JOINED: lambda: HEAD | member_part(CUSTOMER),
    on.MEMBER_EDITED: _just(member_id="sample", diff_key=["name", "email"], sub_event_code=EC_FRONT),
    on.MEMBER_SIGNED_IN: _just(member_id="sample", group_name=GROUP_NAME, inflow_name="PC"),
    on.MEMBER_BLOCKED: _just(member_id="sample"),
    on.MEMBER_WOKEN: _just(member_id="sample"),
    on.MEMBER_LEFT: _just(member_id="sample"),
    on.ARTICLE_WRITTEN: lambda: HEAD | article_part(ARTICLE),
    on.ARTICLE_CHANGED: lambda: HEAD | article_part(ARTICLE),
    on.ARTICLE_DELETED: _just(board_no=int(BoardNo.REVIEW), no=3),
    on.COMMENT_WRITTEN: lambda: HEAD | comment_part(COMMENT),
    on.COMMENT_DELETED: _just(board_no=int(BoardNo.REVIEW), article_no=3, comment_no=4),
    on.CATEGORY_ADDED: lambda: HEAD | category_part(Category(pk=CATEGORY_NO, name="Sample category")),
    on.CATEGORY_EDITED: lambda: HEAD | category_part(Category(pk=CATEGORY_NO, name="Sample category")),
    on.CATEGORY_DELETED: _just(category_no=CATEGORY_NO, category_name="Sample category"),
    on.CATEGORY_ORDER: _just(category_no=CATEGORY_NO),
    on.BENEFIT_ADDED: lambda: {"mall_id": MALL} | benefit_part(BENEFIT),
    on.BENEFIT_EDITED: lambda: {"mall_id": MALL} | benefit_part(BENEFIT),
    on.COUPON_ADDED: lambda: {"mall_id": MALL, "coupon_type": BY_CODE} | coupon_part(COUPON),
    on.COUPON_EDITED: lambda: {"mall_id": MALL, "coupon_type": BY_CODE} | coupon_part(COUPON),
    on.COUPON_ISSUE: lambda: {"mall_id": MALL} | coupon_part(COUPON) | ended_part(COUPON),
    on.SHOP_ADDED: _shop,
    on.SHOP_EDITED: _shop,
    on.OPERATOR_ADDED: _just(sub_admin_id="sample2", sub_admin_type="A", user_name="Sample Operator", available="T"),
    on.OPERATOR_EDITED: _just(sub_admin_id="sample2", sub_admin_type="A", user_name="Sample Operator", available="T"),
    on.OPERATOR_DELETED: _just(sub_admin_id="sample2"),
    on.STORE_INFO: _just(shop_name="Sample store", company_name="Sample company", country="KR"),
    on.STORE_DELETED: _just(trigger_name=DELETED),
    on.STORE_DORMANT: _just(trigger_name=DORMANT),
    on.STORE_WOKEN: _just(trigger_name=WOKEN),
}
