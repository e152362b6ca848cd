"""Discounts and coupons: made, changed, ended, and refused with the field named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.audit import history_of
from accounts.models import Shop
from orders.models import Discount

pytestmark = pytest.mark.django_db
LIST = "/admin/promotions/"
COUPON = {
    "kind": "coupon",
    "shop_no": "1",
    "name": "Welcome",
    "code": "welcome10",
    "unit": "percent",
    "percent": "10",
    "minimum_amount": "20,000",
    "starts_at": "2026-11-01T09:00",
    "ends_at": "2099-12-01T00:00",
    "most_uses": "100",
    "is_first_order_only": "on",
}
PERIOD = COUPON | {"kind": "period", "code": "", "most_uses": "", "unit": "amount", "amount": "3000", "percent": ""}


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


def the_one(mall) -> Discount:
    with tenancy.mall(mall.pk):
        return Discount.objects.get()


def test_a_coupon_is_made_as_typed(owner, mall):
    assert owner.post(f"{LIST}new/", COUPON).status_code == 302
    made = the_one(mall)
    assert (made.code, made.percent, made.minimum_amount, made.most_uses) == ("WELCOME10", 10, 20000, 100)
    assert made.starts_at == dt.datetime(2026, 11, 1, 0, 0, tzinfo=dt.UTC)  # typed in Korean time
    assert made.is_first_order_only
    assert "WELCOME10" in owner.get(LIST).content.decode()


def test_a_period_discount_is_made_as_typed(owner, mall):
    assert owner.post(f"{LIST}new/", PERIOD).status_code == 302
    made = the_one(mall)
    assert (made.kind, made.amount, made.percent, made.code) == ("period", 3000, None, "")


@pytest.mark.parametrize(
    ("base", "change", "field"),
    [
        (COUPON, {"code": ""}, "code"),
        (COUPON, {"code": "a b"}, "code"),
        (COUPON, {"percent": ""}, "percent"),
        (COUPON, {"percent": "0"}, "percent"),
        (COUPON, {"percent": "100.01"}, "percent"),
        (COUPON, {"percent": "10.123"}, "percent"),
        (COUPON, {"name": ""}, "name"),
        (COUPON, {"ends_at": "2026-11-01T09:00"}, "ends_at"),
        (COUPON, {"starts_at": "soon"}, "starts_at"),
        (COUPON, {"most_uses": "0"}, "most_uses"),
        (COUPON, {"minimum_amount": "-1"}, "minimum_amount"),
        (COUPON, {"shop_no": "9"}, "shop_no"),
        (PERIOD, {"amount": ""}, "amount"),
        (PERIOD, {"amount": "0"}, "amount"),
        (PERIOD, {"amount": "10.5"}, "amount"),
        (PERIOD, {"code": "X99"}, "code"),
        (PERIOD, {"most_uses": "5"}, "most_uses"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(owner, mall, base, change, field):
    response = owner.post(f"{LIST}new/", base | change)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert base["starts_at"][:10] in response.content.decode() or field == "starts_at"
    with tenancy.mall(mall.pk):
        assert not Discount.objects.exists()


def test_amounts_follow_the_currency_of_the_chosen_shop(owner, mall):
    Shop.objects.create(mall=mall, shop_no=2, name="US", language="en", currency="USD")
    assert owner.post(f"{LIST}new/", PERIOD | {"shop_no": "2", "amount": "10.50"}).status_code == 302
    assert the_one(mall).amount == Decimal("10.50")


def test_a_code_is_taken_once_per_mall_also_after_its_end(owner, mall):
    owner.post(f"{LIST}new/", COUPON)
    owner.post(f"{LIST}{the_one(mall).pk}/end/")
    response = owner.post(f"{LIST}new/", COUPON | {"name": "Again"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["code"])


def test_a_change_holds_kind_and_shop_and_is_logged(owner, mall):
    owner.post(f"{LIST}new/", COUPON)
    made = the_one(mall)
    assert owner.get(f"{LIST}{made.pk}/").status_code == 200
    assert owner.post(f"{LIST}{made.pk}/", COUPON | {"kind": "period", "percent": "15"}).status_code == 302
    changed = the_one(mall)
    assert (changed.kind, changed.percent) == ("coupon", 15)
    with tenancy.mall(mall.pk):
        entry = history_of(changed).first()
    assert (entry.action, entry.before, entry.after) == ("discount.changed", {"percent": "10.00"}, {"percent": "15"})


def test_what_ended_stays_ended(owner, mall):
    owner.post(f"{LIST}new/", COUPON)
    made = the_one(mall)
    for _ in range(2):
        assert owner.post(f"{LIST}{made.pk}/end/").status_code == 302
    owner.post(f"{LIST}{made.pk}/", COUPON | {"percent": "50"})
    ended = the_one(mall)
    assert (ended.is_active, ended.percent) == (False, 10)
    assert ended.ends_at <= timezone.now()
    with tenancy.mall(mall.pk):
        assert [entry.action for entry in history_of(ended)] == ["discount.ended", "discount.created"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(owner, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for at in range(count):
            Discount.objects.create(kind="period", name=f"Sale {at}", unit="amount", amount=1000)
    owner.get(LIST)
    with django_assert_num_queries(9):
        page = owner.get(LIST)
    assert len(page.context["rows"]) == count


@pytest.mark.parametrize(("who", "status"), [("operator_with_promotions", 200), ("operator_with_orders", 403)])
def test_the_page_needs_its_right(client, cast, mall, who, status):
    cast.sign_in(client, who)
    assert client.get(LIST).status_code == status


def test_another_malls_coupon_is_not_there(owner, other_mall):
    with tenancy.mall(other_mall.pk):
        foreign = Discount.objects.create(kind="period", name="Sale", unit="amount", amount=1000)
    assert owner.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert owner.post(f"{LIST}{foreign.pk}/end/").status_code == 404
