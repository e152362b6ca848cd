"""The store, its shops, currency, settings and bank account by the API (wire contract 2.7, Appendix A)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.models import AuditEntry, Mall, Shop
from orders.models import ShippingPolicy
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.pro.conftest import scope  # noqa: F401 - a fixture
from tests.pro.factories import make_contract

AROUND_A_CALL = 5


@pytest.fixture
def english(mall) -> Shop:
    return Shop.objects.create(
        mall=mall,
        shop_no=2,
        name="English shop",
        language="en",
        currency="USD",
        exchange_rate=Decimal("1350.5"),
        rate_source="oxr",
        rate_on=dt.date(2026, 3, 1),
    )


@pytest.fixture
def api(mall, english, installation) -> Api:
    return Api(mall, make_token(installation))


def test_the_store_tells_who_runs_it(api, mall):
    Mall.objects.filter(pk=mall.pk).update(
        name="Tea house",
        business_name="Tea Ltd",
        representative="Kim Minji",
        registration_number="123-45-67890",
        mail_order_number="2026-1",
        phone="02-123-4567",
        contact_email="tea@example.com",
    )
    row = api.get("store").json()["store"]
    assert {name: row[name] for name in ("shop_name", "company_name", "president_name", "mall_id", "country_code")} == {
        "shop_name": "Tea house",
        "company_name": "Tea Ltd",
        "president_name": "Kim Minji",
        "mall_id": mall.host,
        "country_code": "KR",
    }
    assert row["company_registration_no"] == "123-45-67890"
    assert row["mail_order_sales_registration"] == "T"
    assert row["primary_domain"] == f"{mall.host}.localhost"
    assert row["mall_url"] == mall.storefront_url
    assert api.get("store", {"shop_no": "2"}).json()["store"]["shop_name"] == "English shop"


def test_older_versions_do_not_have_what_came_later(api):
    old = api.get("store", {"fields": "admin_name,shop_no"}, **{"X-Cafe24-Api-Version": "2025-06-01"})
    assert old.json()["store"] == {"shop_no": 1}
    new = api.get("store", {"fields": "admin_name,shop_no"})
    assert new.json()["store"] == {"shop_no": 1, "admin_name": ""}


def test_the_shops_of_the_mall_are_listed_and_no_others(api, mall, other_mall, english):
    Shop.objects.create(mall=other_mall, shop_no=3, name="Theirs", language="ja", currency="JPY")
    rows = api.get("shops").json()["shops"]
    assert [(row["shop_no"], row["default"], row["language_code"], row["currency_code"]) for row in rows] == [
        (1, "T", "ko_KR", "KRW"),
        (2, "F", "en_US", "USD"),
    ]
    assert rows[1]["currency_name"] == "US dollar"
    assert rows[1]["primary_domain"] == f"{mall.host}.localhost/shop2"
    assert api.get("shops/3").status_code == 404


def test_a_closed_shop_stays_in_the_list_as_not_active(api, english):
    Shop.objects.filter(pk=english.pk).update(is_active=False)
    assert [row["active"] for row in api.get("shops").json()["shops"]] == ["T", "F"]
    one = api.get("shops/2").json()["shop"]
    assert (one["shop_no"], one["active"]) == (2, "F")
    assert not {"unit_system", "weight_unit"} & set(one)


def test_shops_are_one_query_whatever_their_number(api, mall, django_assert_num_queries):
    with django_assert_num_queries(AROUND_A_CALL + 1):
        api.get("shops")
    Shop.objects.create(mall=mall, shop_no=3, name="Third", language="ja", currency="JPY")
    with django_assert_num_queries(AROUND_A_CALL + 1):
        api.get("shops")


def test_a_rate_is_set_by_hand_and_read_back(api, mall, english, installation):
    assert api.get("currency", {"shop_no": "2"}).json()["currency"]["exchange_rate"] == "1350.50"
    response = api.put("currency", {"exchange_rate": "1401.25"}, shop_no=2)
    assert response.json() == {"currency": {"exchange_rate": "1401.2500"}}
    assert api.get("currency", {"shop_no": "2"}).json()["currency"]["exchange_rate"] == "1401.25"
    english.refresh_from_db()
    assert (english.rate_source, english.exchange_rate) == ("hand", Decimal("1401.25"))
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="shop.rate_changed")
        assert (entry.actor_kind, entry.actor_id) == ("app", installation.app_id)
    assert api.put("currency", {"exchange_rate": "1401.25"}, shop_no=2).status_code == 409


@pytest.mark.parametrize(
    ("shop_no", "request_", "field"),
    [
        (1, {"exchange_rate": "2"}, "shop_no"),
        (2, {}, "exchange_rate"),
        (2, {"exchange_rate": "0"}, "exchange_rate"),
        (2, {"exchange_rate": "-1"}, "exchange_rate"),
        (2, {"exchange_rate": "1.23456"}, "exchange_rate"),
        (2, {"exchange_rate": "NaN"}, "exchange_rate"),
        (3, {"exchange_rate": "2"}, "shop_no"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(api, english, shop_no, request_, field):
    response = api.put("currency", request_, shop_no=shop_no)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")
    english.refresh_from_db()
    assert english.exchange_rate == Decimal("1350.5")


def test_a_shop_in_the_base_currency_has_no_rate(api, mall):
    Shop.objects.create(mall=mall, shop_no=3, name="Third", language="en", currency="KRW")
    response = api.put("currency", {"exchange_rate": "2"}, shop_no=3)
    assert response.status_code == 422
    assert "base shop's currency" in response.json()["error"]["message"]


def test_the_setting_of_products_says_whether_texts_are_translated(api, mall, scope):  # noqa: F811 - the fixture
    before = api.get("products/setting").json()["product"]
    assert (before["auto_translation"], before["translation_items"]) == ("F", [])
    make_contract(mall)
    after = api.get("products/setting").json()["product"]
    assert after["auto_translation"] == "T"
    assert len(after["translation_items"]) == 7


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Kookmin 123-45-6789 Hong Gildong", ("Kookmin", "123456789", "Hong Gildong")),
        ("국민은행: 123456 7890 (홍길동)", ("국민은행", "1234567890", "홍길동")),
        ("Ask us", ("Ask us", "", "")),
    ],
)
def test_the_account_for_transfers_is_told_in_its_parts(api, mall, text, parts):
    assert api.get("store/accounts").json() == {"accounts": []}
    with tenancy.mall(mall.pk):
        ShippingPolicy.objects.create(shop_no=1, bank_account=text)
    (row,) = api.get("store/accounts").json()["accounts"]
    assert (row["bank_name"], row["bank_account_no"], row["bank_account_holder"]) == parts
    assert (row["bank_account_id"], row["use_account"]) == (1, "T")
    assert api.get("store/accounts", {"shop_no": "2"}).json() == {"accounts": []}
