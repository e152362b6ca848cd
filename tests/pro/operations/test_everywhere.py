"""What holds for every operation: contract, OFF, other malls, texts, and few queries however many products."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from catalog.domain.images import add_images
from catalog.models import Category, CategoryProduct, Product, ProductImage, ProductListing
from catalog.models.product import folded
from catalog.pictures import read_picture
from orders.models import Order
from pro.domain.promotion_products import Wanted, promote
from pro.domain.switches import switch
from pro.models import Contract, OperationRun
from pro.operations import registry, words_ops
from pro.operations.content import heavy_pictures
from pro.operations.words import finding_text
from tests.factories_catalog import make_product, picture_bytes, upload
from tests.orders.shop import make_paid_order
from tests.pro.factories import make_contract
from tests.pro.operations.running import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]
SYSTEM = Actor.system()
NOW = dt.datetime(2026, 11, 26, 0, 0, tzinfo=dt.UTC)  # Thursday morning in Seoul
DAY = dt.timedelta(days=1)


def weightless(mall: Mall) -> None:
    make_product("Cup")


def untidy(mall: Mall) -> None:
    make_product("Two  spaces")


def promotion(mall: Mall) -> None:
    lamp = make_product("Lamp")
    promote(Wanted(lamp.pk, 1, timezone.now(), timezone.now() + DAY, {"ko": "특가"}), actor=SYSTEM)


def overseas_shop(mall: Mall) -> None:
    Shop.objects.create(mall=mall, shop_no=2, name="Two", language="en", currency="USD")


def mute_picture(mall: Mall) -> None:
    add_images(make_product("Cup").pk, [read_picture(upload(picture_bytes(size=(400, 300))))], actor=SYSTEM)


def described(mall: Mall) -> None:
    make_product("Cup", description="<p>A whole sentence.</p>")


def mute_description(mall: Mall) -> None:
    make_product("Cup", description='<img src="a.jpg">')


def late_order(mall: Mall) -> None:
    Order.objects.filter(pk=make_paid_order().pk).update(paid_at=timezone.now() - 12 * DAY)


NEEDS: dict[str, Callable[[Mall], None]] = {
    "missing-weights": weightless,
    "tidy-names": untidy,
    "promotion-products": promotion,
    "first-overseas-coupon": overseas_shop,
    "alt-texts": mute_picture,
    "summaries": described,
    "description-images": mute_description,
    "heavy-pictures": mute_picture,
    "order-digest": late_order,
    "delay-notices": late_order,
}


@pytest.fixture(autouse=True)
def _every_picture_is_heavy(monkeypatch) -> None:
    monkeypatch.setattr(heavy_pictures, "MOST_BYTES", 100)


def test_every_operation_stands_in_this_file():
    assert set(NEEDS) == {one.line.key for one in registry.diagnosing()}


@pytest.mark.parametrize("key", NEEDS)
def test_it_works_in_its_mall_alone_and_once(mall, other_mall, key):
    """R3.86: and what was treated, or left to the merchant, is not found again the next day."""
    make_contract(other_mall)
    with time_machine.travel(NOW, tick=False):
        for one in (mall, other_mall):
            with tenancy.mall(one.pk):
                NEEDS[key](one)
        assert run(mall, key).total_items == 1
        assert run(mall, key, "the same day again") is None
        with tenancy.mall(other_mall.pk):
            assert not OperationRun.objects.exists()
        assert run(other_mall, key).total_items == 1


@pytest.mark.parametrize("key", NEEDS)
def test_off_and_the_end_of_the_contract_stop_it(mall, contract, key):
    """R3.100, R3.103."""
    with time_machine.travel(NOW, tick=False):
        with tenancy.mall(mall.pk):
            NEEDS[key](mall)
            switch(key, is_on=False, actor=SYSTEM)
        assert run(mall, key) is None
        with tenancy.mall(mall.pk):
            switch(key, is_on=True, actor=SYSTEM)
        Contract.objects.filter(pk=contract.pk).update(state="terminated")
        assert run(mall, key) is None
        Contract.objects.filter(pk=contract.pk).update(state="active")
        assert run(mall, key) is not None


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("code", words_ops.FINDINGS)
def test_every_finding_reads_in_both_languages(code, language):
    names = ("count", "known", "unknown", "begin", "end", "kilobytes", "late", "requests", "claims", "days")
    with translation.override(language):
        text = finding_text({"code": code, "values": dict.fromkeys(names, 7)})
    assert "7" in text
    assert "%" not in text


def many_products(count: int) -> None:
    """Products that need all that can be done to a product, in a category whose weights are known."""
    cups = Category.objects.create(name="Cups")
    for number in range(5):
        known = make_product(f"Known {number}", weight_grams=300, summary="Mine")
        CategoryProduct.objects.create(category=cups, product=known)
    text = "<p>A whole sentence.</p><img src='a.jpg'>"
    products = Product.objects.bulk_create(
        [
            Product(name=f"Cup  {number}", name_folded=folded(f"Cup {number}"), price=Decimal(1000), description=text)
            for number in range(count)
        ]
    )
    for model, values in (
        (ProductListing, {"shop_no": 1, "display": True, "selling": True, "price": Decimal(1000)}),
        (CategoryProduct, {"category": cups}),
        (ProductImage, {"stem": "none", "width": 1, "height": 1}),
    ):
        model.objects.bulk_create([model(product=product, **values) for product in products])


ON_PRODUCTS = {"missing-weights": 3, "tidy-names": 1, "alt-texts": 1, "summaries": 2, "description-images": 2}
MOST_QUERIES_PER_THING = 36  # savepoints and the two settings of each door are nearly half of them


@pytest.mark.parametrize("key", ON_PRODUCTS)
def test_a_thousand_products_take_the_same_few_queries_to_find_as_one(mall, key):
    counts = []
    with tenancy.mall(mall.pk):
        for number in (1, 1000):
            many_products(number)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                registry.diagnosing_one(key).diagnose()
            counts.append(len(asked))
    assert counts == [ON_PRODUCTS[key]] * 2


@pytest.mark.parametrize("key", ON_PRODUCTS)
def test_each_thing_takes_the_same_few_queries_to_treat(mall, key):
    with tenancy.mall(mall.pk):
        many_products(3)
    counts = []
    for things in (1, 3):
        with tenancy.mall(mall.pk):
            Product.objects.filter(name__startswith="Cup").update(weight_grams=None, summary="", name="Cup  x")
            Product.objects.filter(name__startswith="Cup").update(description="<p>A whole sentence.</p><img src='a'>")
            ProductImage.objects.update(alt="x")
            ids = list(Product.objects.filter(name__startswith="Cup").order_by("pk").values_list("pk", flat=True))[
                things:
            ]
            Product.objects.filter(pk__in=ids).update(weight_grams=1, summary="x", name="Cup", description="")
            ProductImage.objects.exclude(product__in=ids).update(alt="")
        with CaptureQueriesContext(connection) as asked:
            assert run(mall, key, f"with {things}").changed_items == things
        counts.append(len(asked))
    per_thing = (counts[1] - counts[0]) / 2
    assert per_thing <= MOST_QUERIES_PER_THING
