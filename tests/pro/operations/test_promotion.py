"""The promotion operations: badge and place for a period, and a coupon for a first overseas order (R3.10, R3.86)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Job, Mall, Shop
from catalog.domain.delete_product import delete_product
from catalog.domain.main_categories import add_main_category
from catalog.domain.main_products import add_main_products, pin_main_product
from catalog.models import MainCategory, Product
from orders.domain.promotions import end_promotion
from orders.models import Discount
from pro.domain.promotion_products import DUE_TASK, PromotionRefused, Wanted, end, promote
from pro.domain.switches import switch
from pro.models import OperationRun, PromotionProduct
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.operations.running import outcome, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]
SYSTEM = Actor.system()
KEY = "promotion-products"
NOON = dt.datetime(2026, 11, 26, 3, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def section(mall) -> MainCategory:
    """A section of the main page that shows One, Two and Three."""
    with tenancy.mall(mall.pk):
        category = add_main_category("Best", shop_no=1, actor=SYSTEM)
        products = [make_product(name) for name in ("Three", "Two", "One")]
        add_main_products(category.pk, [product.pk for product in products], actor=SYSTEM)
    return category


@pytest.fixture
def wanted(section) -> Callable[..., Wanted]:
    def make(product: Product, **changes: object) -> Wanted:
        facts: dict[str, object] = {
            "shop_no": 1,
            "starts_at": NOON + HOUR,
            "ends_at": NOON + 3 * HOUR,
            "badges": {"ko": "특가", "en": "Deal"},
            "main_category_id": section.pk,
        }
        return Wanted(product.pk, **(facts | changes))

    return make


def placed(section: MainCategory) -> list[str]:
    rows = section.placements.select_related("product").order_by("position")
    return [f"{row.product.name}{'*' if row.is_pinned else ''}" for row in rows]


def at(hours: float) -> time_machine.travel:
    return time_machine.travel(NOON + hours * HOUR, tick=False)


def test_badge_and_pin_come_and_go_with_the_period_woken_by_their_own_jobs(mall, section, wanted, shopper):
    """R3.10: nobody waits for the next morning; prices stay."""
    with at(0), tenancy.mall(mall.pk):
        lamp = make_product("Lamp")
        promote(wanted(lamp, position=1), actor=SYSTEM)
        assert placed(section) == ["One", "Two", "Three"]
        assert sorted(Job.objects.filter(task=DUE_TASK).values_list("arguments__moment", "run_after")) == [
            ("begin", NOON + HOUR),
            ("end", NOON + 3 * HOUR),
        ]
    with at(0.9):
        assert run_due_jobs(DUE_TASK) == 0
        assert "특가" not in shopper.get("/").content.decode()
    with at(1):
        assert run_due_jobs(DUE_TASK) == 1
    with tenancy.mall(mall.pk):
        assert placed(section) == ["One", "Lamp*", "Two", "Three"]
    with at(2.9):
        assert "특가" in shopper.get("/?fresh").content.decode()
        assert "특가" in shopper.get(f"/product/lamp/{lamp.pk}/?fresh").content.decode()
        assert run(mall, KEY, "in between") is None
    with at(3):
        assert "특가" not in shopper.get("/?fresh").content.decode()
        assert run_due_jobs(DUE_TASK) == 1
    with tenancy.mall(mall.pk):
        assert placed(section) == ["One", "Two", "Three"]
        shown = {"badges": {"ko": "특가", "en": "Deal"}, "section": "Best", "is_pinned": True}
        nothing = {"badges": {}, "section": "", "is_pinned": False}
        sides = [
            item for one in OperationRun.objects.order_by("id") for item in one.items.values_list("before", "after")
        ]
        assert sides == [(nothing, shown), (shown, nothing)]
        assert Product.objects.get(pk=lamp.pk).price == lamp.price
    with at(4):
        assert run(mall, KEY, "later") is None


def test_what_the_merchant_placed_or_pinned_stays_so_after_the_end(mall, section, wanted):
    with at(0), tenancy.mall(mall.pk):
        two, three = Product.objects.get(name="Two"), Product.objects.get(name="Three")
        pin_main_product(section.pk, two.pk, is_pinned=True, actor=SYSTEM)
        promote(wanted(two, position=0), actor=SYSTEM)
        promote(wanted(three, position=0), actor=SYSTEM)
    with at(2):
        run(mall, KEY, "day 1")
    with tenancy.mall(mall.pk):
        assert placed(section) == ["Three*", "One", "Two*"]
    with at(3):
        run(mall, KEY, "day 2")
    with tenancy.mall(mall.pk):
        assert placed(section) == ["Three", "One", "Two*"]


def test_a_badge_alone_needs_no_section_and_speaks_the_shop_s_language(mall, wanted, shopper):
    Shop.objects.create(mall=mall, shop_no=2, name="Two", language="en", currency="USD")
    Shop.objects.create(mall=mall, shop_no=3, name="Three", language="ja", currency="JPY")
    with at(0), tenancy.mall(mall.pk):
        lamp = make_product("Lamp")
        for shop_no in (2, 3):
            lamp.listings.create(shop_no=shop_no, display=True, selling=True, price=9)
            promote(wanted(lamp, shop_no=shop_no, main_category_id=None), actor=SYSTEM)
    with at(1):
        run(mall, KEY)
        pages = [shopper.get(path).content.decode() for path in ("/", "/shop2/", "/shop3/")]
    assert [("특가" in page, "Deal" in page) for page in pages] == [(False, False), (False, True), (False, True)]


def test_a_promotion_can_end_early_and_is_over_when_its_time_was_missed(mall, section, wanted):
    with at(0), tenancy.mall(mall.pk):
        lamp, missed = make_product("Lamp"), make_product("Missed")
        early = promote(wanted(lamp), actor=SYSTEM)
        promote(wanted(missed, ends_at=NOON + 2 * HOUR), actor=SYSTEM)
        PromotionProduct.objects.filter(product=missed).update(starts_at=NOON + 1.5 * HOUR)
    with at(1):
        assert run(mall, KEY, "1").changed_items == 1
        with tenancy.mall(mall.pk):
            end(early.pk, actor=SYSTEM)
            end(early.pk, actor=SYSTEM)
            assert placed(section) == ["One", "Two", "Three"]
    with at(5):
        assert run(mall, KEY, "2") is None


def test_off_keeps_a_promotion_from_beginning_and_from_ending(mall, section, wanted):
    """R3.100, R3.106: nothing is put back; the badge goes with its period all the same."""
    with at(0), tenancy.mall(mall.pk):
        promote(wanted(make_product("Lamp")), actor=SYSTEM)
    with at(1):
        run(mall, KEY, "1")
        with tenancy.mall(mall.pk):
            switch(KEY, is_on=False, actor=SYSTEM)
    with at(3.5):
        run_due_jobs(DUE_TASK)
    with tenancy.mall(mall.pk):
        assert placed(section)[0] == "Lamp*"
        assert not PromotionProduct.objects.shown(NOON + 3.5 * HOUR).exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends_at": NOON + HOUR}, "period"),
        ({"starts_at": NOON - 3 * HOUR, "ends_at": NOON - HOUR}, "over"),
        ({"shop_no": 2}, "no_shop"),
        ({"main_category_id": 10**9}, "no_section"),
        ({"badges": {"ko": "열세 글자가 넘는 긴 배지"}}, "badge"),
        ({"badges": {"ko": " "}, "main_category_id": None}, "badge"),
        ({"product_id": 10**9}, "no_product"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(mall, wanted, changes, reason):
    with at(0), tenancy.mall(mall.pk):
        facts = wanted(make_product("Lamp"))
        with pytest.raises(PromotionRefused) as caught:
            promote(Wanted(**({name: getattr(facts, name) for name in Wanted.__slots__} | changes)), actor=SYSTEM)
        assert caught.value.reason == reason
        assert not PromotionProduct.objects.exists()


def test_one_product_is_promoted_once_at_a_time_and_a_repeated_request_is_one(mall, wanted):
    with at(0), tenancy.mall(mall.pk):
        lamp = make_product("Lamp")
        first = promote(wanted(lamp, request_id=5), actor=SYSTEM)
        assert promote(wanted(lamp, request_id=5), actor=SYSTEM).pk == first.pk
        with pytest.raises(PromotionRefused, match="overlap"):
            promote(wanted(lamp, starts_at=NOON + 2 * HOUR, ends_at=NOON + 9 * HOUR), actor=SYSTEM)
        promote(wanted(lamp, starts_at=NOON + 3 * HOUR, ends_at=NOON + 9 * HOUR), actor=SYSTEM)
        assert Job.objects.filter(task=DUE_TASK).count() == 4
        delete_product(lamp.pk, actor=SYSTEM)
        assert not PromotionProduct.objects.exists()


def test_a_full_section_is_said_and_tried_again_later(mall, section, wanted, monkeypatch):
    monkeypatch.setattr("catalog.domain.main_products.MOST_PLACED", 3)
    with at(0), tenancy.mall(mall.pk):
        promote(wanted(make_product("Lamp")), actor=SYSTEM)
    with at(1):
        assert outcome(mall, KEY, "1")["items"] == {"Lamp": "section_full"}
    with tenancy.mall(mall.pk):
        assert placed(section) == ["One", "Two", "Three"]
        assert PromotionProduct.objects.get().begun_at is None


def overseas(mall: Mall, *currencies: str) -> None:
    for number, (language, currency) in enumerate(zip(("en", "ja", "en"), currencies, strict=False), start=2):
        Shop.objects.create(mall=mall, shop_no=number, name=f"Shop {number}", language=language, currency=currency)


def test_each_overseas_shop_gets_one_coupon_for_first_orders_in_its_currency(mall):
    overseas(mall, "USD", "JPY", "EUR")
    Shop.objects.filter(mall=mall, shop_no=4).update(is_active=False)
    with time_machine.travel(NOON, tick=False):
        found = outcome(mall, "first-overseas-coupon", "day 1")
    assert found["finding"] == {"code": "no_first_order_coupon", "values": {"count": 2}}
    after = {"coupon": "FIRST2", "percent": "5", "most_amount": "3.00 USD", "minimum_amount": "30.00 USD"}
    assert found["items"]["Shop 2"] == ({"coupon": ""}, after | {"most_uses": 100, "ends_on": "2027-02-24"})
    with tenancy.mall(mall.pk):
        yen = Discount.objects.get(shop_no=3)
        assert (yen.kind, yen.name, yen.percent, yen.most_amount, yen.minimum_amount) == (
            "coupon",
            "初回ご注文5%オフ",
            Decimal(5),
            Decimal(450),
            Decimal(4500),
        )
        assert (yen.is_first_order_only, yen.is_overseas_only, yen.most_uses) == (True, True, 100)
        assert yen.ends_at == NOON + dt.timedelta(days=90)
    assert run(mall, "first-overseas-coupon", "day 2") is None


def test_a_shop_that_had_such_a_coupon_gets_no_second_one_and_a_taken_code_is_passed_over(mall):
    overseas(mall, "USD", "JPY")
    with tenancy.mall(mall.pk):
        values = {"kind": "coupon", "unit": "percent", "percent": 10, "starts_at": timezone.now()}
        own = Discount.objects.create(shop_no=2, name="Mine", code="MINE", is_first_order_only=True, **values)
        end_promotion(own.pk, actor=SYSTEM)
        Discount.objects.create(shop_no=1, name="Other", code="FIRST3", **values)
    assert [after["coupon"] for _before, after in outcome(mall, "first-overseas-coupon")["items"].values()] == [
        "FIRST3-2"
    ]
