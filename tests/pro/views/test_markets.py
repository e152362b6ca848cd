"""Marketplace Account Settings and Market Plus, page by page (R1, R3.24 to R3.26)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Job, Shop
from catalog.models import ProductListing
from pro.domain.market_register import REGISTER_TASK
from pro.marketplaces import registry
from pro.models import MarketAccount, MarketInfoEntry, MarketListing, MarketPlusSettings, OperationRun
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
LIST = "/admin/pro/markets/"
HELP_LINK = "If you have trouble registering an account, click here"


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


def page(client, url, status=200, **options) -> str:
    response = client.get(url, **options)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("operator_with_pro", 200), ("operator_without_pro", 403), (None, 302)]
)
def test_the_settings_need_the_right_to_pro(client, cast, who, status):
    cast.sign_in(client, who)
    assert client.get(LIST).status_code == status
    assert client.get("/admin/pro/markets/Q0010/new/").status_code == status


@pytest.mark.parametrize("who", ["operator_with_pro", "operator_without_market-plus"])
def test_market_plus_needs_its_own_right(client, cast, who):
    cast.sign_in(client, who)
    for name in ("market_plus_common", "market_plus_accounts", "market_register"):
        assert client.get(reverse(f"pro:{name}")).status_code == 403


def test_the_list_shows_every_marketplace_with_its_button_and_guide(owner):
    """R1.1, R1.3, R1.4, R1.11"""
    text = page(owner, LIST)
    assert "No marketplace is connected yet." in text
    for market in registry.markets():
        assert str(market.name) in text
        assert reverse("pro:market_new", args=[market.code]) in text
        guide = reverse("pro:market_guide", args=[market.code])
        assert guide in text
        found = page(owner, guide)
        for step in (*market.guides[0].steps, *market.info_guide.steps, *market.limits):
            assert str(step).split("'")[0][:40] in found.replace("&#x27;", "'")
    assert text.count(HELP_LINK) == len(registry.markets())


@pytest.mark.parametrize("code", [market.code for market in registry.markets()])
def test_every_marketplaces_form_is_empty_and_explains_each_field(owner, simulator, code):
    """R1.5, R1.8 to R1.12"""
    market = registry.market(code)
    text = page(owner, f"/admin/pro/markets/{code}/new/")
    for field in market.fields:
        assert f'name="{field.name}"' in text
    assert text.count('class="help"') == len(market.fields) + 1  # the alias has one too
    assert text.count("required-badge") == len([field for field in market.fields if field.is_required])
    assert text.count("<li>* ") >= len([note for field in market.fields for note in field.notes])
    assert HELP_LINK in text
    assert "simulator, not to the real marketplace" in text
    for name, value in simulator[market.slug].keys.items():
        is_chosen = bool(market.field(name).choices)  # among options, of which none is chosen yet
        assert (f'value="{value}" selected' if is_chosen else f'value="{value}"') not in text


def test_an_unknown_marketplace_is_not_there(owner):
    assert owner.get("/admin/pro/markets/NOPE/new/").status_code == 404
    assert owner.get("/admin/pro/markets/NOPE/guide/").status_code == 404


def test_saving_completes_the_connection_and_no_secret_comes_back(owner, mall, simulator):
    """R1.6, R1.7, R1.24"""
    keys = simulator["qoo10"].keys
    response = owner.post("/admin/pro/markets/Q0010/new/", {**keys, "alias": "Tokyo"})
    with tenancy.mall(mall.pk):
        account = MarketAccount.objects.get()
    assert response.url == f"/admin/pro/markets/accounts/{account.pk}/"
    text = page(owner, response.url)
    assert "The account is connected." in text
    assert "••••••••cdef" in text
    for name in ("password", "api_key"):
        assert keys[name] not in re.sub(r'(?s)<ul class="market-keys">.*?</ul>', "", text)
    listed = page(owner, LIST)
    assert "Tokyo" in listed
    assert timezone.localdate().isoformat() in listed
    assert keys["api_key"] not in listed


def test_an_empty_required_field_is_named_and_nothing_is_connected(owner, mall, simulator):
    """R1.12"""
    keys = simulator["rakuten"].keys | {"license_key": ""}
    response = owner.post("/admin/pro/markets/RKTN/new/", keys)
    assert response.status_code == 422
    assert "License key" in response.content.decode().split("error-summary")[1][:800]
    assert simulator["rakuten"].calls() == []
    with tenancy.mall(mall.pk):
        assert not MarketAccount.objects.exists()


def test_refused_keys_are_explained_and_not_shown_again(owner, mall, simulator):
    wrong = "SL000000_this_is_wrong"
    response = owner.post("/admin/pro/markets/RKTN/new/", simulator["rakuten"].keys | {"license_key": wrong})
    text = response.content.decode()
    assert response.status_code == 422
    assert "does not accept these keys" in text
    assert "GA0001" in text
    assert wrong not in text


def test_the_market_is_asked_outside_of_every_transaction(owner, mall, simulator, monkeypatch):
    from pro.marketplaces import http  # noqa: PLC0415

    seen = []
    send = http.MarketHttp.send

    def watched(self, call):
        seen.append(len(connection.savepoint_ids))
        return send(self, call)

    monkeypatch.setattr(http.MarketHttp, "send", watched)
    depth = len(connection.savepoint_ids)  # the test's own transaction
    owner.post("/admin/pro/markets/RKTN/new/", simulator["rakuten"].keys)
    assert seen == [depth] * 2


def test_other_malls_accounts_do_not_show(owner, link, mall, other_mall):
    foreign = link("RKTN", mall=other_mall, alias="")
    link("Q0010")
    text = page(owner, LIST)
    assert "sim_seller" in text
    assert "Simulated shop" not in text
    for name in ("market_account", "market_unlink", "market_register_account"):
        assert owner.get(reverse(f"pro:{name}", args=[foreign.pk])).status_code == 404
    for name in ("market_check", "market_info_retrieve", "market_info_decide", "market_consent"):
        assert owner.post(reverse(f"pro:{name}", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(owner, mall, count):
    with tenancy.mall(mall.pk):
        for number in range(count):
            MarketAccount.objects.create(code="RKTN", external_id=f"shop{number}", alias=f"Shop {number}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        text = page(owner, LIST)
    assert text.count('data-label="Last sync"') == count
    assert len([query for query in queries if "pro_marketaccount" in query["sql"]]) == 1


def test_a_key_that_ends_soon_stands_out(owner, mall, link):
    account = link("Q0010")
    with tenancy.mall(mall.pk):
        MarketAccount.objects.update(expires_at=timezone.now() + dt.timedelta(days=7, hours=1))
    assert "7 days left" in page(owner, LIST)
    with tenancy.mall(mall.pk):
        MarketAccount.objects.update(expires_at=timezone.now() - dt.timedelta(days=2))
    assert "Expired" in page(owner, f"/admin/pro/markets/accounts/{account.pk}/")


def test_market_information_is_compared_before_it_is_applied(owner, mall, link, simulator):
    """R1.13 to R1.15, the example of the guide, by the pages alone."""
    account = link("RKTN")
    url = f"/admin/pro/markets/accounts/{account.pk}/"
    owner.post(f"{url}info/retrieve/")
    owner.post(f"{url}info/decide/", {"decision": "apply"})
    assert "1-2-3" in page(owner, url)
    simulator["rakuten"].return_address = "Osaka 9-9"
    assert "Osaka 9-9" not in page(owner, url)
    owner.post(f"{url}info/retrieve/")
    text = page(owner, url)
    assert "2 different, 2 the same" in text
    assert text.index("1-2-3") < text.index("Osaka 9-9")
    owner.post(f"{url}info/decide/", {"decision": "keep"})
    assert "Osaka 9-9" not in page(owner, url)
    owner.post(f"{url}info/retrieve/")
    owner.post(f"{url}info/decide/", {"decision": "apply"})
    assert "1-2-3" not in page(owner, url)
    assert "Osaka 9-9" in page(owner, url)


def test_long_lists_of_market_information_can_be_searched(owner, mall, link):
    account = link("Q0010")
    with tenancy.mall(mall.pk):
        MarketInfoEntry.objects.bulk_create(
            MarketInfoEntry(account=account, kind="category", key=f"k{n}", title=f"Kind {n}", position=n)
            for n in range(300)
        )
    url = reverse("pro:market_info", args=[account.pk])
    assert "200 of 300 are shown" in page(owner, f"{url}?kind=category")
    found = page(owner, f"{url}?kind=category&q=kind+299")
    assert "k299" in found
    assert "k298" not in found
    assert owner.get(f"{url}?kind=nonsense").status_code == 404


def test_unlinking_states_what_it_means_and_wants_the_name_typed(owner, mall, link, simulator):
    """R1.17 to R1.23"""
    account = link("RKTN")
    with tenancy.mall(mall.pk):
        MarketListing.objects.create(account=account, external_id="1", origin="imported")
        MarketListing.objects.create(account=account, external_id="2", origin="registered")
        MarketListing.objects.create(account=account, external_id="3", origin="registered")
    url = reverse("pro:market_unlink", args=[account.pk])
    text = page(owner, url)
    for words in ("cannot be recovered", "as new products", "stay on sale", "own admin", account.label):
        assert words in text
    assert re.findall(r"<dd>\s*(\d+)\s*</dd>", text) == ["1", "2", "0"]
    for typed in ("", "something else"):
        assert owner.post(url, {"confirm": typed}).status_code == 422
    calls = len(simulator["rakuten"].calls())
    assert owner.post(url, {"confirm": account.label}).url == LIST
    assert "synced information of 3 products was deleted" in page(owner, LIST)
    assert len(simulator["rakuten"].calls()) == calls
    with tenancy.mall(mall.pk):
        assert not MarketAccount.objects.exists()


def test_check_now_tells_how_it_is(owner, mall, link, simulator):
    account = link("RKTN")
    url = reverse("pro:market_check", args=[account.pk])
    assert "The marketplace accepts the keys." in page(owner, owner.post(url).url)
    simulator["rakuten"].misbehave("revoked")
    text = page(owner, owner.post(url).url)
    assert "Needs attention" in text


def test_a_way_back_from_consent_that_nobody_asked_for_is_refused(owner, mall):
    response = owner.get("/admin/pro/markets/consent/?state=abc&code=x")
    assert response.url == LIST
    assert "no longer valid" in page(owner, LIST)


def test_market_plus_decides_for_all_and_for_one(owner, mall, link):
    """R3.25, R3.26"""
    assert "No marketplace is connected" in page(owner, reverse("pro:market_plus_accounts"))
    account = link("RKTN")
    owner.post(reverse("pro:market_plus_common"), {})
    with tenancy.mall(mall.pk):
        assert MarketPlusSettings.objects.get().sends_imported is False
    assert "they are not sent" in page(owner, reverse("pro:market_plus_accounts"))
    owner.post(reverse("pro:market_plus_accounts"), {f"account_{account.pk}": "yes"})
    with tenancy.mall(mall.pk):
        assert MarketAccount.objects.get().sends_imported == "yes"
    bad = owner.post(reverse("pro:market_plus_accounts"), {f"account_{account.pk}": "maybe"})
    assert bad.status_code == 422


def test_products_are_registered_from_the_page_with_progress(owner, mall, contract, link, simulator):
    shop = Shop.objects.create(mall=mall, shop_no=2, name="JP", language="ja", currency="JPY", exchange_rate=Decimal(9))
    account = link("RKTN")
    with tenancy.mall(mall.pk):
        one, two = make_product("Cup"), make_product("Plate")
        ProductListing.objects.create(product=one, shop_no=2, display=True, selling=True, price=900)
        MarketListing.objects.create(account=account, product=two, external_id="known-1", origin="imported")
    url = reverse("pro:market_register_account", args=[account.pk])
    assert account.label in page(owner, reverse("pro:market_register"))
    text = page(owner, url)
    assert "known-1" in text
    assert f"shop {shop.shop_no}" in text
    assert owner.post(url, {"genre": "", "product": [one.pk]}).status_code == 422
    assert "Tick at least one product." in owner.post(url, {"genre": "100371"}).content.decode()
    response = owner.post(url, {"genre": "100371", "product": [one.pk]})
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get(key="market-register")
    assert response.url == f"/admin/pro/market-plus/runs/{run.pk}/"
    progress = owner.get(f"{response.url}progress/")
    assert "HX-Refresh" not in progress
    assert Job.objects.filter(task=REGISTER_TASK).count() == 1
    run_due_jobs(REGISTER_TASK)
    assert owner.get(f"{response.url}progress/")["HX-Refresh"] == "true"
    text = page(owner, response.url)
    assert "c24-" in text
    assert "Registered" in text


def test_without_a_shop_in_the_markets_currency_the_page_says_what_to_do(owner, mall, contract, link):
    account = link("RKTN")
    with tenancy.mall(mall.pk):
        make_product("Cup")
    text = page(owner, reverse("pro:market_register_account", args=[account.pk]))
    assert "Open an overseas shop in JPY first" in text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pages_speak_both_languages(owner, language, simulator):
    text = page(owner, "/admin/pro/markets/RKTN/new/", HTTP_ACCEPT_LANGUAGE=language)
    assert ("라이선스 키" in text) is (language == "ko")
