"""What becomes of a customer's posts when the account ends."""

from __future__ import annotations

from accounts.shop_hosts import forget_mall_pages
from orders.models import Article, Comment, Customer


def forget_writer(customer: Customer) -> None:
    """Empty name, ID, email and address on all that a customer wrote; the words stay, from nobody."""
    articles = Article.objects.filter(customer=customer).update(
        customer=None, member_id="", writer="", writer_email="", nick_name="", client_ip=None, password=""
    )
    Comment.objects.filter(customer=customer).update(
        customer=None, member_id="", writer="", client_ip=None, password=""
    )
    if articles:
        forget_mall_pages()
