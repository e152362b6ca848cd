"""마켓 상품 가져오기: what comes in, that it comes in once, and what faults do (R3.14 to R3.30)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Job, OutboxMessage
from cafe24clone.celery import app
from catalog.models import Product, ProductImage, ProductListing, Variant
from pro.domain import market_import
from pro.domain.copy_products import release_held_back
from pro.domain.market_accounts import unlink_account
from pro.domain.requests import RequestRefused
from pro.marketplaces.rakuten import connector as rakuten_connector
from pro.models import (
    ImportChoice,
    ImportPicture,
    ImportRun,
    MarketAccount,
    MarketListing,
    OperationRun,
    OperationRunItem,
    OperationSwitch,
    OverseasCopy,
    WorkRequest,
)
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.requests.conftest import RATE

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
RUN = "pro.run_request"


def run(request: WorkRequest) -> WorkRequest:
    run_due_jobs(RUN)
    request.refresh_from_db()
    return request


def in_mall(mall, model, **wanted):
    with tenancy.mall(mall.pk):
        return list(model.objects.filter(**wanted).order_by("pk"))


def test_products_come_into_the_base_shop_and_are_offered_in_the_asked_shop_alone(
    mall, rakuten, overseas, rate, ask_import
):
    """R3.14, R3.28, R3.29, R3.30: registered and hidden in shop 1, displayed and sold in shop 3, not in shop 2."""
    account, market = rakuten
    request = run(ask_import(account, shops=(3,)))
    assert (request.state, request.done_rows, request.failed_rows, request.total_rows) == ("done", 12, 0, 12)
    with tenancy.mall(mall.pk):
        listings = {
            shop_no: set(ProductListing.objects.filter(shop_no=shop_no).values_list("display", "selling"))
            for shop_no in (1, 2, 3)
        }
        held = set(OverseasCopy.objects.filter(is_held_back=True).values_list("product_id", flat=True))
        weightless = set(Product.objects.filter(weight_grams=None).values_list("pk", flat=True))
        off_at_market = MarketListing.objects.get(title=market.products[10].name).product_id  # each 11th is not sold
        shown = set(ProductListing.objects.filter(shop_no=3, display=True).values_list("product_id", flat=True))
        everything = set(Product.objects.values_list("pk", flat=True))
        assert listings[1] == {(False, False)}
        assert listings[2] == {(False, False)}
        assert held == weightless - {off_at_market}
        assert shown == everything - weightless - {off_at_market}
        assert OverseasCopy.objects.count() == 24  # so the nightly copy makes none of its own
        Product.objects.update(weight_grams=300)  # Rakuten gives none: they were held back (R3.122)
        assert [release_held_back(shop, actor=Actor.system()) for shop in overseas] == [0, 11]
        shown = ProductListing.objects.filter(display=True, selling=True).values_list("shop_no", "product_id")
        assert set(shown) == {(3, product_id) for product_id in everything - {off_at_market}}


def test_prices_are_converted_by_the_rate_that_is_shown_and_options_get_full_prices(mall, rakuten, rate, ask_import):
    """The cheapest combination is the price, the others are on top; half up to whole won."""
    account, market = rakuten
    request = run(ask_import(account))
    third = market.products[2]
    with tenancy.mall(mall.pk):
        imported = ImportRun.objects.get(request_id=request.pk)
        product = MarketListing.objects.get(title=third.name).product
        variants = {tuple(row.option_values): row for row in Variant.objects.filter(product=product)}
        assert (imported.rate, imported.rate_source, imported.rate_on) == (RATE.value, "test", RATE.on)
        assert product.price == (third.price * RATE.value).quantize(Decimal(1))
        assert [row["name"] for row in product.options] == [name for name, _values in third.options]
        for one in third.variants:
            full = ((third.price + one.extra) * RATE.value).quantize(Decimal(1))
            assert product.price + variants[one.values].price_delta == full
            assert (variants[one.values].tracks_stock, variants[one.values].stock) == (True, one.stock)


def test_pictures_are_fetched_in_turns_behind_the_work_of_others(mall, rakuten, rate, ask_import, monkeypatch):
    """A large import holds up nobody: what is left after a turn is a job of its own, and nothing is left out."""
    monkeypatch.setattr("pro.domain.import_pictures.CHUNK", 2)
    account, _market = rakuten
    request = ask_import(account)
    run_due_jobs("pro.run_request")
    with tenancy.mall(mall.pk):
        assert ImportPicture.objects.count() == 12
    [first] = Job.objects.filter(task="pro.import_pictures")
    app.tasks["pro.import_pictures"](job_id=first.pk)
    first.refresh_from_db()
    assert first.state == Job.State.DONE
    with tenancy.mall(mall.pk):
        assert (ProductImage.objects.count(), ImportPicture.objects.count()) == (10, 2)
    [rest] = Job.objects.filter(task="pro.import_pictures").exclude(pk=first.pk)
    assert rest.arguments["request_id"] == request.pk
    app.tasks["pro.import_pictures"](job_id=first.pk)  # delivered again: it is over, and writes no second one
    assert run_due_jobs("pro.import_pictures") == 1
    with tenancy.mall(mall.pk):
        assert (ProductImage.objects.count(), ImportPicture.objects.count()) == (12, 0)


def test_html_is_cleaned_and_pictures_are_fetched_after_their_page(mall, rakuten, rate, ask_import):
    """R3.14; pictures come by the guarded fetcher, and leave no row once they are there."""
    account, _market = rakuten
    run(ask_import(account))
    assert len(in_mall(mall, ImportPicture)) == 12
    run_due_jobs("pro.import_pictures")
    assert in_mall(mall, ImportPicture) == []
    assert len(in_mall(mall, ProductImage)) == 12
    assert not any("<script" in product.description for product in in_mall(mall, Product))


def test_a_second_import_makes_nothing_twice_and_brings_nothing_deleted_back(mall, rakuten, rate, ask_import):
    """R3.20: the market's number is known for ever, also where the product was deleted here."""
    account, _market = rakuten
    run(ask_import(account))
    with tenancy.mall(mall.pk):
        Product.objects.filter(pk=MarketListing.objects.earliest("pk").product_id).delete()
    second = run(ask_import(account))
    assert (second.state, second.number, second.done_rows) == ("done", 2, 12)
    assert len(in_mall(mall, Product)) == 11
    assert in_mall(mall, ImportRun, request_id=second.pk)[0].known == 12


def test_the_same_task_delivered_three_times_imports_once(mall, rakuten, rate, ask_import):
    account, _market = rakuten
    request = ask_import(account)
    for _ in range(3):
        app.tasks[RUN](job_id=request.job_id)
    assert len(in_mall(mall, Product)) == len(in_mall(mall, MarketListing)) == 12
    with tenancy.mall(mall.pk):
        assert OperationRun.objects.get(key="market-import").changed_items == 12


@pytest.mark.parametrize("mode", ["throttled", "broken", "html", "truncated"])
def test_a_market_that_fails_in_the_middle_is_asked_again_behind_the_last_page(
    mall, rakuten, rate, ask_import, monkeypatch, mode
):
    """A passing error puts the job back; what was committed stays, and the cursor goes on there."""
    account, market = rakuten
    monkeypatch.setattr(rakuten_connector, "HITS", 5)
    request = ask_import(account)
    take = market_import._take

    def take_then_fail(*args):
        market.misbehave(mode, retry_after=60)
        return take(*args)

    monkeypatch.setattr(market_import, "_take", take_then_fail)
    run_due_jobs(RUN)
    request.refresh_from_db()
    job = Job.objects.get(pk=request.job_id)
    assert (request.state, job.state, job.attempts) == ("running", "waiting", 0)
    assert len(in_mall(mall, Product)) == 5
    monkeypatch.setattr(market_import, "_take", take)
    market.misbehave("ok")
    with tenancy.mall(mall.pk):
        MarketAccount.objects.filter(pk=account.pk).update(paused_until=None, failures=0)
    Job.objects.filter(pk=request.job_id).update(run_after=timezone.now())
    run_due_jobs(RUN)
    request.refresh_from_db()
    assert (request.state, request.done_rows) == ("done", 12)
    assert len(in_mall(mall, Product)) == 12


def test_a_key_that_is_revoked_ends_the_import_with_the_reason_in_words(mall, rakuten, rate, ask_import, client, cast):
    account, market = rakuten
    request = ask_import(account)
    market.misbehave("revoked")
    run(request)
    assert (request.state, request.reason_code) == ("refused", "market_bad_credentials")
    mail = OutboxMessage.objects.get(kind="pro_request")
    assert "Refused" in mail.subject
    cast.sign_in(client, "owner")
    page = client.get(f"/admin/pro/requests/{request.number}/").content.decode()
    assert "does not accept these keys" in page


def test_off_in_the_middle_stops_before_the_next_page_and_restores_nothing(
    mall, rakuten, rate, ask_import, monkeypatch
):
    """R3.5, R3.7, R3.106"""
    account, _market = rakuten
    monkeypatch.setattr(rakuten_connector, "HITS", 5)
    request = ask_import(account)
    take = market_import._take

    def once_then_off(*args):
        is_on = take(*args)
        with tenancy.step():
            OperationSwitch.objects.get_or_create(key="market-import", defaults={"is_on": False})
        return is_on

    monkeypatch.setattr(market_import, "_take", once_then_off)
    run(request)
    assert (request.state, request.reason_code, request.done_rows) == ("partly", "stopped", 5)
    assert len(in_mall(mall, Product)) == 5
    with tenancy.mall(mall.pk):
        assert OperationRun.objects.get(key="market-import").state == "off"


def test_a_product_that_cannot_be_is_noted_with_its_reason_and_tried_by_the_next_import(
    mall, rakuten, rate, ask_import, monkeypatch
):
    account, market = rakuten
    make = market_import.make_product
    spoiled = market.products[4].name

    def but_one(found, terms, *, actor):
        if found.name == spoiled:
            raise market_import.NotImportable("market_price")
        return make(found, terms, actor=actor)

    monkeypatch.setattr(market_import, "make_product", but_one)
    first = run(ask_import(account))
    assert (first.state, first.done_rows, first.failed_rows) == ("partly", 11, 1)
    failed = in_mall(mall, OperationRunItem, state="failed")
    assert [(item.object_type, item.error) for item in failed] == [("market_product", "market_price")]
    assert spoiled in failed[0].label
    assert in_mall(mall, MarketListing, title=spoiled) == []
    monkeypatch.setattr(market_import, "make_product", make)
    second = run(ask_import(account))
    assert (second.state, len(in_mall(mall, Product))) == ("done", 12)


def test_unlinking_in_the_middle_ends_the_import_and_leaves_no_row_of_the_account(mall, rakuten, rate, ask_import):
    """R1.18, R3.21: everything of the account goes, the choice stays."""
    account, _market = rakuten
    request = ask_import(account)
    with tenancy.mall(mall.pk):
        unlink_account(account.pk, actor=Actor.system())
    run(request)
    assert (request.state, request.reason_code) == ("refused", "unlinked")
    assert in_mall(mall, ImportRun) == in_mall(mall, ImportPicture) == in_mall(mall, MarketListing) == []
    assert [(one.code, one.external_id) for one in in_mall(mall, ImportChoice)] == [("RKTN", account.external_id)]


def test_the_first_account_is_fixed_by_the_database_itself(mall, rakuten, rate, ask_import):
    """R3.21: neither UPDATE nor DELETE gets through, whoever asks; nor a second row."""
    account, _market = rakuten
    ask_import(account)
    for statement in (
        "UPDATE pro_importchoice SET code = 'Q0010'",
        "DELETE FROM pro_importchoice",
        f"INSERT INTO pro_importchoice (mall_id, code, external_id, label) VALUES ({mall.pk}, 'X', 'y', '')",
    ):
        with tenancy.mall(mall.pk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert [one.code for one in in_mall(mall, ImportChoice)] == ["RKTN"]


def test_another_account_is_refused_once_one_was_chosen(mall, rakuten, link, rate, ask_import):
    """R3.19, R3.21"""
    account, _market = rakuten
    other = link("Q0010")
    run(ask_import(account))
    with pytest.raises(RequestRefused, match="other_account"):
        ask_import(other)
    assert WorkRequest.objects.count() == 1


def test_two_imports_of_one_mall_are_not_under_way_at_once(mall, rakuten, ask_import):
    account, _market = rakuten
    ask_import(account)
    with pytest.raises(RequestRefused, match="under_way"):
        ask_import(account)


def test_another_mall_sees_and_gets_nothing_of_it(mall, other_mall, rakuten, rate, ask_import):
    account, _market = rakuten
    with tenancy.mall(other_mall.pk):
        mine = make_product("남의 컵")
    run(ask_import(account))
    assert [product.pk for product in in_mall(other_mall, Product)] == [mine.pk]
    assert in_mall(other_mall, ImportChoice) == in_mall(other_mall, MarketListing) == []


def test_every_step_stands_in_the_log_and_in_work_status(mall, rakuten, rate, ask_import):
    """R3.2"""
    account, _market = rakuten
    request = run(ask_import(account))
    with tenancy.mall(mall.pk):
        actions = list(
            AuditEntry.objects.filter(action__startswith="work_request").order_by("pk").values_list("action", flat=True)
        )
        work = OperationRun.objects.get(key="market-import")
    assert actions == ["work_request.filed", "work_request.let_run", "work_request.ended"]
    assert (work.request_id, work.state, work.summary["values"]) == (
        request.pk,
        "done",
        {"made": 12, "known": 0, "failed": 0},
    )
