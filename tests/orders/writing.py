"""Posts and comments for tests; call inside an open mall's door."""

from __future__ import annotations

from typing import Any

from orders.domain.boards.comment import NewComment, write_comment
from orders.domain.boards.shoppers import Place
from orders.domain.boards.write import NewArticle, Writer, customer_writer, store_writer, write_article
from orders.domain.deliver_items import deliver_items
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Article, BoardNo, Carrier, Comment, Customer, Order
from tests.orders.shop import SYSTEM, base_shop, make_paid_order

HERE = Place(shop_no=1, client_ip="203.0.113.7")
STRANGER = Writer(name="Han Jiho", email="jiho@example.com", client_ip="203.0.113.8")


def make_article(
    board_no: int = BoardNo.REVIEW, *, customer: Customer | None = None, by_store: bool = False, **values: Any
) -> Article:
    """A post of somebody without an account, or of a customer, or of the store."""
    writer = STRANGER if customer is None else customer_writer(customer, client_ip="203.0.113.7")
    new = NewArticle(**{"title": "Very soft", "content": "I wear it every day.", **values})
    return write_article(1, board_no, new, writer=store_writer(base_shop()) if by_store else writer, actor=SYSTEM)


def make_comment(article: Article, content: str = "Same here", **values: Any) -> Comment:
    return write_comment(article.pk, NewComment(content=content, **values), writer=STRANGER, actor=SYSTEM)


def make_delivered_order(customer: Customer, product: Any) -> Order:
    """An order of one piece that has arrived."""
    order = make_paid_order(product, customer_id=customer.pk, guest_password="")
    ship_items(order.pk, Shipment(Carrier.CJ, "123456789012"), actor=SYSTEM)
    return deliver_items(order.pk, actor=SYSTEM)
