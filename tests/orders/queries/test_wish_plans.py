"""Plans of wish lists and memos as role `app` under row security: 20,000 of each in one mall beside as many others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from accounts import tenancy
from accounts.models import Mall
from orders.models import Customer, CustomerMemo, WishlistItem
from orders.queries.customers import memos_of
from tests.factories import MallFactory
from tests.orders.customers import make_customer
from tests.orders.queries.test_plans import explain, indexes, rows_read
from tests.orders.shop import make_product

CUSTOMERS, PRODUCTS = 1000, 20
pytestmark = pytest.mark.slow


def write(mall: Mall) -> tuple[Customer, int]:
    """Customers who each wish for every product and have as many memos; gives one of both."""
    with tenancy.mall(mall.pk):
        pattern = make_customer()
        fields = {"password": pattern.password, "name": "x", "name_folded": "x", "email": "x@example.com"}
        customers = Customer.objects.bulk_create(
            Customer(member_id=f"m{number}", member_id_folded=f"m{number}", email_folded="x@example.com", **fields)
            for number in range(CUSTOMERS)
        )
        products = [make_product(name=f"Cup {number}") for number in range(PRODUCTS)]
        WishlistItem.objects.bulk_create(
            WishlistItem(customer=customer, shop_no=1, product=product)
            for product in products
            for customer in customers
        )
        CustomerMemo.objects.bulk_create(
            CustomerMemo(customer=customer, text=f"memo {number}")
            for number in range(PRODUCTS)
            for customer in customers
        )
        return customers[CUSTOMERS // 2], products[PRODUCTS // 2].pk


@pytest.fixture(scope="module")
def big_mall(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Mall, Customer, int]]:
    with django_db_blocker.unblock():
        mall, other = [MallFactory() for _each in range(2)]
        customer, product_id = write(mall)
        write(other)
        with connections["migrator"].cursor() as cursor:
            cursor.execute("ANALYZE orders_customer, orders_customermemo, orders_wishlistitem, catalog_product")
        yield mall, customer, product_id
        with connections["migrator"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_mall, accounts_user, accounts_loginidregistry, catalog_product CASCADE")
            cursor.execute("TRUNCATE orders_customer, accounts_auditentry CASCADE")
        for alias in connections:
            connections[alias].close()


@pytest.fixture
def one_of_many(big_mall: tuple[Mall, Customer, int], db: None) -> Iterator[tuple[Customer, int]]:
    with tenancy.mall(big_mall[0].pk):
        yield big_mall[1:]


def test_a_wish_list_and_its_heart_read_one_customers_rows(one_of_many):
    customer, product_id = one_of_many
    own = WishlistItem.objects.filter(customer=customer, shop_no=1)
    plan = explain(own.order_by("-pk")[:21])
    assert indexes(plan) & {"wishlist_newest", "wishlist_holds_product_once"}
    assert rows_read(plan) <= PRODUCTS
    plan = explain(own.filter(product=product_id))
    assert "wishlist_holds_product_once" in indexes(plan)
    assert rows_read(plan) <= 1


@pytest.mark.parametrize("offset", [0, 900])
def test_who_wishes_for_a_product_is_read_in_order_up_to_the_page(one_of_many, offset):
    _customer, product_id = one_of_many
    wishes = WishlistItem.objects.filter(product=product_id, shop_no=1).order_by("pk")
    page = wishes.values_list("customer", flat=True)[offset : offset + 50]
    plan = explain(page)
    assert "wishlist_by_product" in indexes(plan)
    assert rows_read(plan) <= offset + 50
    plan = explain(Customer.objects.filter(pk__in=list(page)).values_list("pk", "member_id"))
    assert rows_read(plan) <= 50


def test_memos_of_a_customer_are_read_alone(one_of_many):
    customer, _product_id = one_of_many
    plan = explain(CustomerMemo.objects.filter(customer=customer).order_by("-pk")[:10])
    assert "memo_of_customer" in indexes(plan)
    assert rows_read(plan) <= PRODUCTS
    assert len(memos_of(customer)) == PRODUCTS
