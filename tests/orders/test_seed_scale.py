"""Made-up data keeps the rules that real data keeps, and leaves the tables as they were built (issue 3, Scale)."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from accounts import tenancy
from accounts.models import Mall
from catalog.models import ProductStatDay, ShopStatHour
from orders.models import Order, OrderCounter, OrderNameGram
from orders.seeding.run import Size
from tests.orders.invariants import assert_invariants
from tests.orders.shop import make_order

CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")


def seed(**options: Any) -> str:
    out = StringIO()
    call_command("seed_scale", stdout=out, **{"malls": 3, "products": 8, "orders": 600, "days": 30} | options)
    return out.getvalue()


def built() -> list[tuple[str, str]]:
    """Every index and constraint, as PostgreSQL writes it but for casts, which it writes otherwise a second time."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT conname, conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2"
        )
        return [(name, CASTS.sub("", definition)) for name, definition in cursor.fetchall()]


def fingerprint() -> list[Any]:
    """What two seedings of one number have in common: all but ids and the present."""
    found = []
    for mall in Mall.objects.order_by("pk"):
        with tenancy.mall(mall.pk):
            found.append(list(Order.objects.order_by("pk").values_list("buyer_name", "total_amount", "buyer_email")))
    return found


def test_all_of_it_keeps_the_rules_and_the_tables_are_as_before(committed):
    before = built()
    seed()
    assert built() == before
    malls = list(Mall.objects.order_by("pk"))
    assert [mall.host for mall in malls] == ["scale1", "scale2", "scale3"]
    orders = 0
    for mall in malls:
        assert_invariants(mall.pk)
        with tenancy.mall(mall.pk):
            count = Order.objects.count()
            orders += count
            assert sum(OrderCounter.objects.values_list("last_number", flat=True)) == count
            assert OrderNameGram.objects.count() > count
    assert orders == 600
    assert Size(3, 8, 600, 30).shares()[0] == 300


def test_statistics_are_those_of_the_orders(committed):
    seed()
    mall = Mall.objects.get(host="scale1")
    with tenancy.mall(mall.pk):
        paid = Order.objects.filter(paid_at__isnull=False)
        assert sum(ShopStatHour.objects.values_list("orders", flat=True)) == paid.count()
        revenue = sum(paid.values_list("items_amount", flat=True))
        assert sum(ShopStatHour.objects.values_list("revenue_minor", flat=True)) == revenue
        assert sum(ProductStatDay.objects.values_list("revenue_minor", flat=True)) == revenue


def test_the_same_number_makes_the_same_orders(committed, django_db_blocker):
    seed(seed=7)
    first = fingerprint()
    with connections["migrator"].cursor() as cursor:
        cursor.execute("TRUNCATE accounts_user, accounts_mall, accounts_loginidregistry, orders_order CASCADE")
    seed(seed=7)
    assert fingerprint() == first


def test_the_big_mall_holds_what_it_is_told(committed):
    seed(big_mall=500)
    counts = []
    for mall in Mall.objects.order_by("pk"):
        with tenancy.mall(mall.pk):
            counts.append(Order.objects.count())
    assert counts[0] == 500
    assert sum(counts) == 600


def test_seeded_malls_go_on_selling(committed):
    """Ids go on after the seeded ones."""
    seed()
    mall = Mall.objects.get(host="scale1")
    with tenancy.mall(mall.pk):
        make_order()
    assert_invariants(mall.pk)


def test_a_second_run_and_production_are_refused(committed, settings):
    seed()
    with pytest.raises(CommandError, match="seeded before"):
        seed()
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        seed()
    assert Mall.objects.count() == 3


@pytest.mark.parametrize(
    "size", [Size(1, 1, 10, 1), Size(2, 1, 11, 1), Size(50, 1, 7, 1), Size(9, 1, 100, 1, big_mall=100)]
)
def test_shares_add_up(size):
    shares = size.shares()
    assert len(shares) == size.malls
    assert sum(shares) == size.orders
    assert min(shares) >= 0
