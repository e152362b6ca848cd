"""Pages of shops, of the rate and of a listing (R3.82, R3.83, R3.101 to R3.112)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import tenancy
from accounts.models import Shop, User
from catalog.models import Product, ProductListing
from pro.models import EngineEntry, EngineStop
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.factories import make_contract

NEW = "pro:shop_new"
WANTED = {"name": "Hana EN", "language": "en", "currency": "USD", "rounding": "unit"}


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


@pytest.fixture
def shop(mall, scope, open_shop) -> Shop:
    """An English shop with three products: converted, by hand, without a weight."""
    with tenancy.mall(mall.pk):
        make_product("converted", price=13000, weight_grams=10)
        make_product("by hand", price=13000, weight_grams=10)
        make_product("light", price=6500)
    made = open_shop()
    run_due_jobs()
    with tenancy.mall(mall.pk):
        ProductListing.objects.filter(shop_no=2, product__name="by hand").update(
            price=Decimal("77.77"), sources={"price": "hand"}
        )
    return made


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("operator_with_store", 200), ("operator_without_store", 403), (None, 302)]
)
@pytest.mark.parametrize("name", ["shops", "shop_new", "shop_detail", "shop_rate"])
def test_shops_need_the_right_to_the_store(client, cast, mall, shop, who, status, name):
    cast.sign_in(client, who)
    arguments = [2] if name in {"shop_detail", "shop_rate"} else []
    assert client.get(reverse(f"pro:{name}", args=arguments)).status_code == status


def test_another_mall_s_shop_is_not_there(client, cast, mall, shop):
    cast.sign_in(client, "other_mall")
    for name in ("shop_detail", "shop_rate", "shop_progress"):
        assert client.get(reverse(f"pro:{name}", args=[2])).status_code == 404
    assert client.post(reverse("pro:shop_release", args=[2])).status_code == 404


def test_the_rate_is_shown_with_source_and_day_before_anything_is_opened(owner, mall, scope):
    """R3.108: the ECB's here; what is confirmed is what was shown."""
    page = owner.get(reverse(NEW), WANTED).content.decode()
    assert "ECB" in page
    assert "KRW" in page
    assert Shop.objects.filter(mall=mall).count() == 1
    proof = page.split('name="proof" value="')[1].split('"')[0]
    shown = signing.loads(proof, salt="pro.new_shop_rate")
    response = owner.post(reverse(NEW), WANTED | {"proof": proof})
    shop = Shop.objects.get(mall=mall, shop_no=2)
    assert response.url == reverse("pro:shop_detail", args=[2])
    assert str(shop.exchange_rate) == shown["value"]
    assert (shop.rate_source, shop.rate_on) == ("ECB", dt.date(2026, 10, 30))


@pytest.mark.parametrize("kind", ["missing", "broken", "of another currency"])
def test_a_rate_that_was_not_shown_opens_nothing(owner, mall, scope, kind):
    plain = {"base": "KRW", "currency": "JPY", "value": "1", "source": "x", "on": "2026-11-25", "answer": {}}
    wrong = {"missing": "", "broken": "x", "of another currency": signing.dumps(plain, salt="pro.new_shop_rate")}[kind]
    response = owner.post(reverse(NEW), WANTED | {"proof": wrong})
    assert response.status_code == 200
    assert Shop.objects.filter(mall=mall).count() == 1


def test_a_currency_that_no_source_knows_takes_a_rate_by_hand(owner, mall, scope):
    wanted = WANTED | {"currency": "TWD"}
    assert 'name="rate"' in owner.get(reverse(NEW), wanted).content.decode()
    assert owner.post(reverse(NEW), wanted | {"rate": "0"}).status_code == 422
    owner.post(reverse(NEW), wanted | {"rate": "43.5"})
    shop = Shop.objects.get(mall=mall, shop_no=2)
    assert (shop.exchange_rate, shop.rate_source) == (Decimal("43.5"), "hand")


def test_a_new_rate_shows_what_it_does_before_it_is_saved(owner, mall, shop):
    page = owner.get(reverse("pro:shop_rate", args=[2]), {"rate": "1000", "rounding": "unit"}).content.decode()
    assert "$13.00" in page
    assert "$77.77" in page
    assert "3 products. 1 have a price that was set by hand" in page
    shop.refresh_from_db()
    assert shop.exchange_rate == Decimal(1300)


def test_saving_the_rate_alone_keeps_every_price_and_recalculating_keeps_those_by_hand(owner, mall, shop):
    """R3.111, R3.112: prices move only where the merchant says so."""
    url = reverse("pro:shop_rate", args=[2])
    owner.post(url, {"rate": "1000", "rounding": "unit", "keep": "1"})
    run_due_jobs()
    assert _prices(mall) == {"converted": Decimal(10), "by hand": Decimal("77.77"), "light": Decimal(5)}
    owner.post(url, {"rate": "1000", "rounding": "ninety_nine", "recalculate": "1"})
    run_due_jobs()
    assert _prices(mall) == {"converted": Decimal("13.99"), "by hand": Decimal("77.77"), "light": Decimal("6.99")}
    shop.refresh_from_db()
    assert (shop.exchange_rate, shop.rate_source, shop.rounding) == (Decimal(1000), "hand", "ninety_nine")


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_the_same_queries_for_any_number_of_rows(
    owner, mall, scope, open_shop, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_product(f"cup {number}", weight_grams=1)
    for _ in range(count):
        open_shop()
    run_due_jobs()
    owner.get(reverse("pro:shops"))
    with django_assert_num_queries(9):
        owner.get(reverse("pro:shops"))
    with django_assert_num_queries(12):
        owner.get(reverse("pro:shop_rate", args=[2]), {"rate": "1000", "rounding": "unit"})


def test_products_held_back_are_listed_and_released(owner, mall, shop):
    url = reverse("pro:shop_detail", args=[2])
    assert "light" in owner.get(url).content.decode()
    with tenancy.mall(mall.pk):
        Product.objects.filter(name="light").update(weight_grams=70)
    owner.post(reverse("pro:shop_release", args=[2]))
    assert 'id="held-back"' not in owner.get(url).content.decode()
    with tenancy.mall(mall.pk):
        assert ProductListing.objects.get(shop_no=2, product__name="light").selling


def test_a_listing_shows_where_each_text_comes_from_and_takes_options_and_ticks(owner, mall, shop):
    """R3.37, R3.82, R3.83."""
    with tenancy.mall(mall.pk):
        product = Product.objects.get(name="converted")
        Product.objects.filter(pk=product.pk).update(
            options=[{"name": "색상", "values": ["빨강", "파랑"]}],
            extra_inputs=[{"name": "각인", "is_required": False, "max_length": 9}],
            summary="요약",
        )
        ProductListing.objects.filter(product=product, shop_no=2).update(
            texts={"name": "Machine"}, sources={"name": "machine"}
        )
    url = reverse("catalog:product_listing", args=[product.pk, 2])
    page = owner.get(url).content.decode()
    assert "Machine translation" in page
    assert "Base text shown" in page
    data = {"display": "on", "selling": "on", "price": "9.50", "name": "Machine", "summary": "By me"}
    words = {"option_0": "Colour", "option_0_0": "Red", "option_0_1": "", "extra_0": "Engraving"}
    assert owner.post(url, data | words | {"auto_name": "on"}).status_code == 302
    with tenancy.mall(mall.pk):
        row = ProductListing.objects.select_related("product").get(product=product, shop_no=2)
    assert row.options == [{"name": "Colour", "values": ["Red", "파랑"]}]
    assert row.extra_input_name("각인") == "Engraving"
    assert row.auto_translates == ["name"]
    assert row.sources == {
        "name": "machine",
        "summary": "hand",
        "options": "hand",
        "extra_inputs": "hand",
        "price": "hand",
    }
    assert owner.post(url, data | words | {"option_0_1": "Red"}).status_code == 422
    owner.post(url, data | {"is_converted": "on"})
    with tenancy.mall(mall.pk):
        row = ProductListing.objects.get(product=product, shop_no=2)
    assert (row.price, "price" in row.sources, row.texts) == (
        Decimal(10),
        False,
        {"name": "Machine", "summary": "By me"},
    )


def test_the_translation_page_says_why_it_stands_still(owner, cast, client, mall, shop, settings):
    url = reverse("pro:translation")
    assert "no active Cafe24 PRO contract" in owner.get(url).content.decode()
    make_contract(mall)
    assert "Demo: a small glossary" in owner.get(url).content.decode()
    settings.TRANSLATION_ENGINE = "none"
    assert "No translation engine is set up" in owner.get(url).content.decode()
    settings.TRANSLATION_ENGINE = "deepl"
    until = dt.datetime(2036, 12, 1, tzinfo=dt.UTC)
    EngineStop.objects.create(engine="deepl", reason="quota", until=until)
    assert "has used up its characters of this month" in owner.get(url).content.decode()
    EngineStop.objects.update(reason="key")
    assert "refuses the key" in owner.get(url).content.decode()
    cast.sign_in(client, "operator_without_pro")
    assert client.get(url).status_code == 403
    assert client.post(reverse("pro:translation_retry")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_translation_page_asks_the_same_queries_for_any_number_of_products(
    owner, mall, contract, open_shop, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_product(f"머그 {number}", weight_grams=1)
    open_shop()
    run_due_jobs()
    page = owner.get(reverse("pro:translation")).content.decode()
    assert page.count('data-label="Fields"') == count
    with django_assert_num_queries(22):
        owner.get(reverse("pro:translation"))


def test_staff_see_stopped_engines_and_let_them_be_asked_again(committed, client, cast):
    cast.sign_in(client, "staff")
    stop = EngineStop.objects.create(engine="deepl", reason="key", until=dt.datetime(2036, 1, 1, tzinfo=dt.UTC))
    assert "deepl" in client.get(reverse("admin:pro_enginestop_changelist")).content.decode()
    url = reverse("admin:pro_enginestop_lift", args=[stop.pk])
    assert client.get(url).status_code == 200
    assert EngineStop.objects.exists()
    assert not EngineEntry.objects.exists()
    client.post(url)
    assert not EngineStop.objects.exists()
    client.post(url)  # it was lifted before: no second entry
    [entry] = EngineEntry.objects.all()
    who = User.objects.get(is_staff=True)
    assert (entry.engine, entry.action, entry.reason, entry.staff_id) == ("deepl", "lifted", "key", who.pk)
    page = client.get(reverse("admin:pro_engineentry_changelist")).content.decode()
    assert "Asked again by support" in page
    assert who.login_id in page
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        EngineEntry.objects.update(detail="")


def _prices(mall):
    with tenancy.mall(mall.pk):
        rows = ProductListing.objects.filter(shop_no=2)
        return dict(rows.values_list("product__name", "price"))
