"""The tables of orders."""

from orders.models.board import Article, Board, BoardNo, Comment, InputChannel
from orders.models.customer import Cart, CartItem, Customer, CustomerMemo, WishlistItem
from orders.models.document import ShopDocument
from orders.models.fulfilment import (
    Carrier,
    Claim,
    ClaimItem,
    ExportDeclaration,
    Parcel,
    Payment,
    Refund,
)
from orders.models.label import OrderItemLabel
from orders.models.order import Order, OrderCounter, OrderItem, OrderMemo, OrderNameGram, StockMove
from orders.models.settings import (
    Discount,
    DiscountUse,
    MailKind,
    MailSwitch,
    MailText,
    ShippingPolicy,
    ShippingRegion,
    ShippingTier,
)
from orders.models.status import ItemStatus, OrderStage

__all__ = [
    "Article",
    "Board",
    "BoardNo",
    "Carrier",
    "Cart",
    "CartItem",
    "Claim",
    "ClaimItem",
    "Comment",
    "Customer",
    "CustomerMemo",
    "Discount",
    "DiscountUse",
    "ExportDeclaration",
    "InputChannel",
    "ItemStatus",
    "MailKind",
    "MailSwitch",
    "MailText",
    "Order",
    "OrderCounter",
    "OrderItem",
    "OrderItemLabel",
    "OrderMemo",
    "OrderNameGram",
    "OrderStage",
    "Parcel",
    "Payment",
    "Refund",
    "ShippingPolicy",
    "ShippingRegion",
    "ShippingTier",
    "ShopDocument",
    "StockMove",
    "WishlistItem",
]
