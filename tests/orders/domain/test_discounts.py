"""What period discounts and coupons take off, and who may use them."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from accounts import tenancy
from accounts.models import Shop
from orders.domain.checkout import CheckoutRefused, Line
from orders.domain.discounts import amount_off, applicable_discounts
from orders.domain.place_order import place_order
from orders.models import Discount, DiscountUse, Order
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, base_shop, make_checkout, make_order, make_product

SEOUL = dt.timezone(dt.timedelta(hours=9))


def make_discount(**values: Any) -> Discount:
    standard = {"kind": "coupon", "name": "Ten percent", "unit": "percent", "percent": Decimal(10), "code": "TEN"}
    if values.get("kind") == "period":
        standard["code"] = ""
    if "amount" in values:
        standard |= {"unit": "amount", "percent": None}
    starts_at = timezone.now() - dt.timedelta(days=1)
    return Discount.objects.create(**standard | {"starts_at": starts_at} | values)


def taken(amount: int, **options: Any) -> list[tuple[str, Decimal]]:
    rows = applicable_discounts(base_shop(), Decimal(amount), **{"country": "KR"} | options)
    return [(row.discount.name, row.amount) for row in rows]


def refused(amount: int = 10000, **options: Any) -> str:
    with pytest.raises(CheckoutRefused) as refusal:
        taken(amount, **{"coupon_code": "TEN"} | options)
    return refusal.value.code


@pytest.mark.parametrize(
    ("currency", "amount", "percent", "off"),
    [
        ("KRW", "9999", "10", "999"),
        ("JPY", "1234", "3.33", "41"),
        ("USD", "19.99", "15", "2.99"),
        ("USD", "0.09", "10", "0.00"),
        ("KRW", "12000", "100", "12000"),
    ],
)
def test_a_percentage_is_rounded_down_to_the_currency(currency, amount, percent, off):
    discount = Discount(unit="percent", percent=Decimal(percent))
    assert amount_off(discount, Decimal(amount), currency) == Decimal(off)


def test_nothing_takes_more_than_it_may():
    assert amount_off(Discount(unit="amount", amount=Decimal(5000)), Decimal(3000), "KRW") == 3000
    capped = Discount(unit="percent", percent=Decimal(50), most_amount=Decimal(1000))
    assert amount_off(capped, Decimal(3000), "KRW") == 1000
    assert amount_off(capped, Decimal(1000), "KRW") == 500


@pytest.mark.django_db
def test_the_best_period_discount_is_taken_and_the_coupon_off_the_rest(inside):
    make_discount(kind="period", name="Five", percent=Decimal(5))
    make_discount(kind="period", name="Twenty", percent=Decimal(20))
    make_discount(name="Coupon")
    assert taken(10000, coupon_code=" ten ") == [("Twenty", 2000), ("Coupon", 800)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"starts_at": timezone.now() + dt.timedelta(hours=1)},
        {"ends_at": timezone.now() - dt.timedelta(seconds=1)},
        {"is_active": False},
        {"shop_no": 2},
        {"minimum_amount": Decimal(10001)},
        {"is_overseas_only": True},
        {"is_first_order_only": True},
    ],
)
def test_a_period_discount_that_does_not_fit_is_left_out(inside, values):
    make_discount(kind="period", **values)
    assert taken(10000) == []


@pytest.mark.django_db
def test_from_the_minimum_on_it_holds(inside):
    make_discount(minimum_amount=Decimal(10000))
    assert refused(9999) == "coupon_minimum"
    assert taken(10000, coupon_code="TEN") == [("Ten percent", 1000)]


@pytest.mark.django_db
def test_overseas_is_whatever_is_not_the_malls_own_country(inside):
    make_discount(is_overseas_only=True)
    assert refused() == "coupon_overseas"
    assert taken(10000, coupon_code="TEN", country="JP") == [("Ten percent", 1000)]
    inside.country = "JP"
    inside.save()
    assert refused(country="JP") == "coupon_overseas"
    assert taken(10000, coupon_code="TEN", country="KR") == [("Ten percent", 1000)]


@pytest.mark.django_db
def test_the_first_order_is_a_customers_without_any_before(inside):
    make_discount(is_first_order_only=True)
    customer = make_customer()
    assert refused() == "coupon_first_order"
    assert taken(10000, coupon_code="TEN", customer_id=customer.pk) == [("Ten percent", 1000)]
    make_order(customer_id=customer.pk, guest_password="")
    assert refused(customer_id=customer.pk) == "coupon_first_order"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "OTHER"}, "coupon_unknown"),
        ({"most_uses": 3, "uses": 3}, "coupon_over"),
        ({"is_active": False}, "coupon_unknown"),
    ],
)
def test_a_coupon_that_cannot_be_taken_says_why(inside, values, code):
    make_discount(**values)
    assert refused() == code


@pytest.mark.django_db
def test_a_coupon_is_taken_once_per_customer_and_once_per_guest_address(inside):
    coupon = make_discount()
    product = make_product(stock=20)
    customer = make_customer()
    make_order(product, coupon_code="TEN")
    with pytest.raises(CheckoutRefused, match="coupon_used"):
        make_order(product, coupon_code="TEN")
    make_order(product, coupon_code="TEN", customer_id=customer.pk, guest_password="")
    with pytest.raises(CheckoutRefused, match="coupon_used"):
        make_order(product, coupon_code="TEN", customer_id=customer.pk, guest_password="")
    coupon.refresh_from_db()
    assert (coupon.uses, DiscountUse.objects.count(), Order.objects.count()) == (2, 2, 2)


def race(mall: Any, checkouts: list[Any]) -> list[str]:
    """Place orders at the same time; what became of each."""
    barrier = threading.Barrier(len(checkouts))
    results: list[str] = []

    def buy(checkout: Any) -> None:
        barrier.wait()
        try:
            with tenancy.mall(mall.pk):
                place_order(Shop.objects.select_related("mall").get(mall=mall, shop_no=1), checkout, actor=SYSTEM)
        except CheckoutRefused as refusal:
            results.append(refusal.code)
        else:
            results.append("placed")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=buy, args=[checkout]) for checkout in checkouts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_the_last_use_of_a_coupon_goes_to_one_of_eight(committed, mall):
    with tenancy.mall(mall.pk):
        make_discount(most_uses=1)
        variant = make_product(stock=50).variants.get()
        people = [make_customer(f"buyer{at}") for at in range(8)]
        checkouts = [
            make_checkout(Line(variant.pk, 1), coupon_code="TEN", customer_id=person.pk, guest_password="")
            for person in people
        ]
    assert race(mall, checkouts) == ["coupon_over"] * 7 + ["placed"]
    with tenancy.mall(mall.pk):
        variant.refresh_from_db()
        assert (Discount.objects.get().uses, DiscountUse.objects.count(), variant.stock) == (1, 1, 49)


@pytest.mark.parametrize(("values", "code"), [({}, "coupon_used"), ({"is_first_order_only": True}, "coupon_used")])
def test_a_customer_who_orders_twice_at_once_takes_the_coupon_once(committed, mall, values, code):
    with tenancy.mall(mall.pk):
        make_discount(**values)
        variant = make_product(stock=50).variants.get()
        customer = make_customer()
        checkouts = [
            make_checkout(Line(variant.pk, 1), coupon_code="TEN", customer_id=customer.pk, guest_password="")
            for _ in range(4)
        ]
    results = race(mall, checkouts)
    assert results.count("placed") == 1
    assert set(results) <= {"placed", code, "coupon_first_order"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-11-30T23:59:59.999999+09:00", False),
        ("2026-12-01T00:00:00+09:00", True),  # the first moment belongs to it
        ("2026-12-31T23:59:59.999999+09:00", True),
        ("2027-01-01T00:00:00+09:00", False),  # the last one does not
    ],
)
def test_a_period_holds_from_its_first_moment_up_to_its_last_in_seoul(inside, at, holds):
    starts_at = dt.datetime(2026, 12, 1, tzinfo=SEOUL)
    make_discount(kind="period", starts_at=starts_at, ends_at=dt.datetime(2027, 1, 1, tzinfo=SEOUL))
    with time_machine.travel(dt.datetime.fromisoformat(at), tick=False):
        assert taken(10000) == ([("Ten percent", 1000)] if holds else [])


@pytest.mark.django_db
def test_an_order_never_costs_more_than_was_shown(inside):
    """A discount that ends while the page is open: the shopper is asked again. A lower amount needs no question."""
    discount = make_discount(kind="period", percent=Decimal(50))
    product = make_product(price="10000")
    shown = Decimal(8000)  # half of it, and 3,000 for shipping
    discount.is_active = False
    discount.save()
    with pytest.raises(CheckoutRefused, match="total_changed"):
        make_order(product, shown_total=shown)
    assert (Order.objects.count(), product.variants.get().stock) == (0, 10)
    discount.is_active = True
    discount.percent = Decimal(60)
    discount.save()
    assert make_order(product, shown_total=shown).total_amount == 7000


def test_a_first_order_discount_is_taken_by_one_of_two_first_orders(committed, mall):
    with tenancy.mall(mall.pk):
        make_discount(kind="period", is_first_order_only=True)
        variant = make_product(stock=50).variants.get()
        customer = make_customer()
        checkouts = [make_checkout(Line(variant.pk, 1), customer_id=customer.pk, guest_password="") for _ in range(4)]
    results = race(mall, checkouts)
    assert set(results) <= {"placed", "total_changed"}
    with tenancy.mall(mall.pk):
        assert DiscountUse.objects.count() == 1
        assert Order.objects.filter(discount_amount__gt=0).count() == 1
