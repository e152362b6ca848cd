"""Registering products at a market: a job, never twice, held back where Market Plus says so (R1.20, R3.24 to R3.26)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Job, Shop
from catalog.models import ProductListing
from pro.domain.market_accounts import unlink_account
from pro.domain.market_register import REGISTER_TASK, RegistrationRefused, start_registration
from pro.domain.market_sends import is_held_back, set_common, set_of_account
from pro.domain.switches import switch
from pro.models import MarketAccount, MarketListing, OperationRun, OperationRunItem
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
ME = Actor.system()
CHOICES = {"genre": "100371", "delivery": ""}


@pytest.fixture
def shop(mall) -> Shop:
    return Shop.objects.create(
        mall=mall, shop_no=2, name="日本", language="ja", currency="JPY", exchange_rate=Decimal("9.2")
    )


@pytest.fixture
def account(link, contract, shop) -> MarketAccount:
    return link("RKTN")


def product(name: str, *, price: int = 1200, selling: bool = True):
    made = make_product(name)
    ProductListing.objects.create(
        product=made, shop_no=2, display=True, selling=selling, price=price, texts={"name": f"JA {name}"}
    )
    return made


def start(mall, account, *products, choices=CHOICES):
    with tenancy.mall(mall.pk):
        return start_registration(account.pk, [one.pk for one in products], choices, actor=ME)


def items(mall, run):
    with tenancy.mall(mall.pk):
        return [
            (item.label, item.state, item.error) for item in OperationRunItem.objects.filter(run=run).order_by("pk")
        ]


def test_chosen_products_are_registered_with_the_shops_price_and_words(mall, account, simulator):
    with tenancy.mall(mall.pk):
        first, second = product("Cup", price=1500), product("Plate")
    run = start(mall, account, first, second)
    assert run_due_jobs(REGISTER_TASK) == 1
    with tenancy.mall(mall.pk):
        run.refresh_from_db()
        assert (run.state, run.changed_items, run.failed_items, run.total_items) == ("done", 2, 0, 2)
        listing = MarketListing.objects.get(product=first)
        assert (listing.title, listing.price, listing.currency, listing.stock) == ("JA Cup", 1500, "JPY", 5)
        assert listing.origin == MarketListing.Origin.REGISTERED
        assert MarketAccount.objects.get(pk=account.pk).last_sync_at is not None
    body = simulator["rakuten"].registered[listing.external_id]
    assert body["title"] == "JA Cup"
    assert body["variants"]["sku1"]["standardPrice"] == "1500"


def test_a_second_registration_makes_nothing_new(mall, account, simulator):
    with tenancy.mall(mall.pk):
        one = product("Cup")
    start(mall, account, one)
    run_due_jobs(REGISTER_TASK)
    run = start(mall, account, one)
    run_due_jobs(REGISTER_TASK)
    assert items(mall, run) == [("Cup", "same", "")]
    assert len(simulator["rakuten"].registered) == 1


def test_after_unlinking_and_linking_again_a_product_gets_a_new_number(mall, account, link, simulator):
    """R1.20, R1.21: and the first one stays at the market."""
    with tenancy.mall(mall.pk):
        one = product("Cup")
    start(mall, account, one)
    run_due_jobs(REGISTER_TASK)
    with tenancy.mall(mall.pk):
        old = MarketListing.objects.get().external_id
        unlink_account(account.pk, actor=ME)
    again = link("RKTN")
    start(mall, again, one)
    run_due_jobs(REGISTER_TASK)
    with tenancy.mall(mall.pk):
        new = MarketListing.objects.get().external_id
    assert new != old
    assert set(simulator["rakuten"].registered) == {old, new}


def test_what_the_market_refuses_is_said_and_the_others_go_on(mall, account):
    with tenancy.mall(mall.pk):
        rows = [product("Cup"), product("Off", selling=False), product("Half", price="12.50"), product("Plate")]
    run = start(mall, account, *rows)
    run_due_jobs(REGISTER_TASK)
    assert items(mall, run) == [
        ("JA Cup", "changed", ""),
        ("Off", "failed", "market_not_on_sale"),
        ("JA Half", "failed", "Prices at Rakuten are whole yen."),
        ("JA Plate", "changed", ""),
    ]
    with tenancy.mall(mall.pk):
        run.refresh_from_db()
        assert run.state == OperationRun.State.PARTLY


def test_an_answer_that_does_not_come_is_unknown_and_not_sent_again(mall, account, simulator):
    with tenancy.mall(mall.pk):
        one = product("Cup")
    run = start(mall, account, one)
    simulator["rakuten"].misbehave("html")  # the item is made there; its answer is lost
    run_due_jobs(REGISTER_TASK)
    assert items(mall, run) == [("JA Cup", "failed", "market_unknown_outcome")]
    assert len(simulator["rakuten"].registered) == 1
    assert len([call for call in simulator["rakuten"].calls() if call.method == "PUT"]) == 1


def test_a_worker_that_died_between_call_and_answer_sends_nothing_again(mall, account, simulator):
    with tenancy.mall(mall.pk):
        one = product("Cup")
    run = start(mall, account, one)
    with tenancy.mall(mall.pk):
        OperationRun.objects.filter(pk=run.pk).update(summary={"sending": one.pk})
    run_due_jobs(REGISTER_TASK)
    assert items(mall, run) == [("Cup", "failed", "market_unknown_outcome")]
    assert simulator["rakuten"].registered == {}


def test_throttling_puts_the_job_back_and_it_goes_on_later(mall, account, simulator):
    with tenancy.mall(mall.pk):
        one = product("Cup")
    run = start(mall, account, one)
    simulator["rakuten"].misbehave("throttled", retry_after=600, times=1)
    run_due_jobs(REGISTER_TASK)
    job = Job.objects.get(task=REGISTER_TASK)
    assert job.state == Job.State.WAITING
    assert items(mall, run) == []
    Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    with tenancy.mall(mall.pk):
        MarketAccount.objects.update(paused_until=None)
    run_due_jobs(REGISTER_TASK)
    assert items(mall, run) == [("JA Cup", "changed", "")]
    assert len(simulator["rakuten"].registered) == 1


def test_keys_that_no_longer_work_end_the_run(mall, account, simulator):
    with tenancy.mall(mall.pk):
        one, two = product("Cup"), product("Plate")
    run = start(mall, account, one, two)
    simulator["rakuten"].misbehave("revoked")
    run_due_jobs(REGISTER_TASK)
    with tenancy.mall(mall.pk):
        run.refresh_from_db()
        assert (run.state, run.error, run.failed_items) == ("failed", "bad_credentials", 1)
        assert MarketAccount.objects.get(pk=account.pk).state == "trouble"


@pytest.mark.parametrize("reason", ["nothing_chosen", "not_running", "trouble", "no_shop"])
def test_nothing_starts_where_it_cannot_work(mall, account, shop, reason):
    with tenancy.mall(mall.pk):
        one = product("Cup")
        if reason == "not_running":
            switch("market-register", is_on=False, actor=ME)
        if reason == "trouble":
            MarketAccount.objects.update(state="trouble")
    if reason == "no_shop":
        shop.delete()
    with pytest.raises(RegistrationRefused, match=reason):
        start(mall, account, *([] if reason == "nothing_chosen" else [one]))
    assert not Job.objects.filter(task=REGISTER_TASK).exists()


def test_off_in_between_stops_the_rest(mall, account, simulator):
    with tenancy.mall(mall.pk):
        one = product("Cup")
    run = start(mall, account, one)
    with tenancy.mall(mall.pk):
        switch("market-register", is_on=False, actor=ME)
    run_due_jobs(REGISTER_TASK)
    with tenancy.mall(mall.pk):
        run.refresh_from_db()
        assert run.state == OperationRun.State.OFF
    assert simulator["rakuten"].registered == {}


@pytest.mark.parametrize(
    ("common", "own", "held"),
    [
        (True, "", False),
        (False, "", True),
        (True, "no", True),
        (False, "yes", False),
        (True, "yes", False),
        (False, "no", True),
    ],
)
def test_two_settings_decide_whether_imported_products_are_sent(mall, account, link, simulator, common, own, held):
    """R3.24 to R3.26: the account's own word counts before the common one."""
    source = link("Q0010")
    with tenancy.mall(mall.pk):
        one, own_product = product("Cup"), product("Mine")
        MarketListing.objects.create(account=source, product=one, external_id="77", origin="imported")
        set_common(sends=common, actor=ME)
        account = set_of_account(account.pk, own, actor=ME)
        assert is_held_back(one.pk, account) is held
        assert not is_held_back(own_product.pk, account)
        assert not is_held_back(one.pk, source)
    run = start(mall, account, one)
    run_due_jobs(REGISTER_TASK)
    assert (items(mall, run)[0][2] == "market_held_back") is held
    assert len(simulator["rakuten"].registered) == int(not held)
