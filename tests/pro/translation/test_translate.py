"""Translation of products: the seven fields, once, in order, never over hand work (R3.31 to R3.39, R3.83, R9.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import PassingError
from accounts.models import Shop
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import Category, MainCategory, Product
from pro.domain.change_rate import change_shop
from pro.domain.queue_translations import quota_left, retry_now
from pro.domain.switches import switch
from pro.models import EngineStop, NameTranslation, OperationRun, OperationRunItem, TranslationTask, TranslationUsage
from tests.ledger import run_due_jobs
from tests.pro.factories import make_contract
from tests.pro.stand_in import Answer
from tests.pro.translation.conftest import copy, listing, task, translate

SYSTEM = Actor.system()
OPTIONS = [{"name": "색상", "values": ["빨강", "파랑"]}, {"name": "호수", "values": ["240", "250"]}]
EXTRAS = [{"name": "각인 문구", "is_required": True, "max_length": 10}]


def test_all_seven_fields_are_translated_with_their_source_told(mall, add_product, english, engine):
    """R3.32: and the options are sent with the product's name as context."""
    product_id = add_product(
        "머그",
        summary="요약",
        short_description="간략",
        description="<p>상세</p>",
        material="도자기",
        options=OPTIONS,
        extra_inputs=EXTRAS,
    )
    copy(mall)
    assert translate(mall) == 1
    row = listing(mall, product_id)
    assert row.texts == {
        "name": "en[머그]",
        "summary": "en[요약]",
        "short_description": "en[간략]",
        "description": "<p>en[상세]</p>",
        "material": "en[도자기]",
        "options": {
            "색상": {"name": "en[색상]", "values": {"빨강": "en[빨강]", "파랑": "en[파랑]"}},
            "호수": {"name": "en[호수]", "values": {}},
        },
        "extra_inputs": {"각인 문구": "en[각인 문구]"},
    }
    assert set(row.sources.values()) == {"machine"}
    assert row.options[0] == {"name": "en[색상]", "values": ["en[빨강]", "en[파랑]"]}
    assert row.option_texts(["파랑", "250"]) == ["en[파랑]", "250"]
    assert task(mall, product_id).state == "done"
    sent = [asked.json for asked in engine.asked]
    assert [(body.get("context"), body.get("tag_handling")) for body in sent] == [
        (None, None),
        ("머그", None),
        (None, "html"),
    ]
    assert sent[0]["target_lang"] == "EN-US"
    assert sent[1]["text"] == ["색상", "빨강", "파랑", "호수", "각인 문구"]


def test_a_product_is_translated_once_however_often_the_job_runs(mall, add_product, english, engine):
    """R3.38: also after its base texts were edited (R3.39)."""
    product_id = add_product()
    copy(mall)
    translate(mall)
    asked = len(engine.asked)
    with tenancy.mall(mall.pk):
        Product.objects.filter(pk=product_id).update(name="새 이름", summary="새 요약", updated_at=timezone.now())
    for day in ("2", "3"):
        assert translate(mall, day) == 0
    assert len(engine.asked) == asked
    assert listing(mall, product_id).texts == {"name": "en[컵]"}


def test_fifty_texts_go_out_in_one_request(mall, add_product, english, engine):
    ids = [add_product(f"컵{number}", summary=f"요약{number}") for number in range(25)]
    copy(mall)
    assert translate(mall) == 25
    assert [len(asked.json["text"]) for asked in engine.asked] == [50]
    assert listing(mall, ids[24]).texts == {"name": "en[컵24]", "summary": "en[요약24]"}


def test_ticked_fields_follow_later_edits_and_others_do_not(mall, add_product, english):
    """R3.83: by the hash of the base text."""
    product_id = add_product(summary="처음")
    copy(mall)
    translate(mall)
    with tenancy.mall(mall.pk):
        facts = ListingFacts(True, True, Decimal(9), auto_translates=("summary",))
        set_listing(product_id, english, facts, actor=SYSTEM)
        Product.objects.filter(pk=product_id).update(name="새 이름", summary="나중", updated_at=timezone.now())
    assert translate(mall, "2") == 1
    assert listing(mall, product_id).texts == {"name": "en[컵]", "summary": "en[나중]"}
    assert translate(mall, "3") == 0


def test_hand_work_is_never_overwritten(mall, add_product, english, engine, deepl):
    """Also by a merchant who saves while the engine is thinking; and what is by hand everywhere is not sent."""
    product_id = add_product(summary="요약", material="도자기")
    copy(mall)
    with tenancy.mall(mall.pk):
        texts = {"material": "Stoneware"}
        set_listing(product_id, english, ListingFacts(True, True, Decimal(9), texts), actor=SYSTEM)

    def merchant_saves(_body):
        deepl.on_ask = None
        with tenancy.mall(mall.pk):
            set_listing(product_id, english, ListingFacts(True, True, Decimal(9), {"name": "My mug"}), actor=SYSTEM)

    deepl.on_ask = None
    merchant_saves(None)
    translate(mall)
    row = listing(mall, product_id)
    assert row.texts == {"name": "My mug", "summary": "en[요약]", "material": "Stoneware"}
    assert row.sources["name"] == row.sources["material"] == "hand"
    assert row.sources["summary"] == "machine"
    assert [text for asked in engine.asked for text in asked.json["text"]] == ["요약"]
    with tenancy.mall(mall.pk):
        facts = ListingFacts(True, True, Decimal(9), auto_translates=("name",))
        set_listing(product_id, english, facts, actor=SYSTEM)
        Product.objects.filter(pk=product_id).update(name="다른 컵", updated_at=timezone.now())
    assert translate(mall, "2") == 0
    assert listing(mall, product_id).texts["name"] == "My mug"


def test_an_edit_of_the_base_text_in_mid_flight_waits_for_its_own_translation(
    committed, mall, add_product, english, deepl
):
    """What comes back belongs to a text that is no more: it is not written, the new text is sent."""
    product_id = add_product()
    copy(mall)

    def owner_edits(_body):
        deepl.on_ask = None
        with tenancy.mall(mall.pk):
            Product.objects.filter(pk=product_id).update(name="머그", updated_at=timezone.now())
        connections.close_all()

    deepl.on_ask = owner_edits
    translate(mall)
    assert listing(mall, product_id).texts == {"name": "en[머그]"}


def test_a_merchant_who_saves_while_the_engine_thinks_keeps_their_text(committed, mall, add_product, english, deepl):
    product_id = add_product()
    copy(mall)

    def merchant_saves(_body):
        deepl.on_ask = None
        with tenancy.mall(mall.pk):
            set_listing(product_id, english, ListingFacts(True, True, Decimal(9), {"name": "Mine"}), actor=SYSTEM)
        connections.close_all()

    deepl.on_ask = merchant_saves
    translate(mall)
    row = listing(mall, product_id)
    assert (row.texts["name"], row.sources["name"]) == ("Mine", "hand")


def test_a_field_that_fails_waits_for_the_next_day_and_the_others_are_done(mall, add_product, english, deepl, engine):
    """R3.35: the one text that the engine refuses costs none of the others in its request."""
    deepl.refuses = "나쁜"
    bad = add_product("나쁜 컵", summary="좋은 요약")
    good = add_product("컵")
    copy(mall)
    now = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False) as clock:
        translate(mall)
        assert listing(mall, bad).texts == {"summary": "en[좋은 요약]"}
        assert listing(mall, good).texts == {"name": "en[컵]"}
        waiting = task(mall, bad)
        assert (waiting.state, waiting.try_after) == ("waiting", dt.datetime(2026, 11, 26, 15, tzinfo=dt.UTC))
        asked = len(engine.asked)
        assert translate(mall, "again") == 0
        assert len(engine.asked) == asked
        with tenancy.mall(mall.pk):
            run = OperationRun.objects.get(key="translation")
            assert (run.state, run.changed_items, run.failed_items) == ("partly", 1, 1)
        deepl.refuses = ""
        clock.move_to(now + dt.timedelta(days=1))
        assert translate(mall, "tomorrow") == 1
    assert listing(mall, bad).texts == {"name": "en[나쁜 컵]", "summary": "en[좋은 요약]"}
    assert task(mall, bad).error == ""


def test_a_merchant_may_try_again_at_once(mall, add_product, english, deepl):
    deepl.refuses = "나쁜"
    bad = add_product("나쁜 컵")
    copy(mall)
    translate(mall)
    deepl.refuses = ""
    with tenancy.mall(mall.pk):
        assert retry_now([task(mall, bad).pk]) == 1
    run_due_jobs("pro.translate_mall")
    assert listing(mall, bad).texts == {"name": "en[나쁜 컵]"}


def test_a_used_up_quota_stops_the_engine_until_the_month_turns(mall, add_product, english, deepl, engine):
    """456: nothing is asked any more, nothing is lost, and it goes on by itself."""
    product_id = add_product()
    copy(mall)
    deepl.answers = [Answer(456, {"message": "Quota Exceeded"})]
    now = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False) as clock:
        assert translate(mall) == 0
        stop = EngineStop.objects.get()
        assert (stop.engine, stop.reason) == ("deepl", "quota")
        assert stop.until == dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC)  # 1 December in Seoul
        with tenancy.mall(mall.pk):
            run = OperationRun.objects.get(key="translation")
            assert (run.state, run.summary["code"]) == ("partly", "translation_stopped_quota")
        for day in range(1, 5):
            clock.move_to(now + dt.timedelta(days=day))
            assert translate(mall, f"day{day}") == 0
        assert len(engine.asked) == 1
        clock.move_to(dt.datetime(2026, 11, 30, 15, 1, tzinfo=dt.UTC))
        assert translate(mall, "december") == 1
    assert listing(mall, product_id).texts == {"name": "en[컵]"}


def test_a_refused_key_stops_the_engine_until_tomorrow(mall, add_product, english, deepl, engine):
    add_product()
    copy(mall)
    deepl.answers = [Answer(403, {"message": "Wrong key"})]
    now = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False) as clock:
        translate(mall)
        assert EngineStop.objects.get().reason == "key"
        translate(mall, "same day")
        assert len(engine.asked) == 1
        clock.move_to(now + dt.timedelta(days=1))
        assert translate(mall, "tomorrow") == 1


@pytest.mark.parametrize(
    ("answer", "after_seconds", "counts"),
    [(Answer(429), 60.0, False), (Answer(503), None, True), (Answer(500), None, True)],
)
def test_a_busy_engine_puts_the_job_back_and_nothing_is_lost(
    mall, add_product, english, deepl, answer, after_seconds, counts
):
    product_id = add_product()
    copy(mall)
    deepl.answers = [answer]
    with pytest.raises(PassingError) as caught:
        translate(mall)
    assert (caught.value.after_seconds, caught.value.counts) == (after_seconds, counts)
    assert translate(mall) == 1
    assert listing(mall, product_id).texts == {"name": "en[컵]"}
    with tenancy.mall(mall.pk):
        assert OperationRun.objects.get(key="translation").state == "done"


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "[]",
        '{"translations": []}',
        '{"translations": [{"text": 3, "billed_characters": 1}]}',
        '{"translations": 7}',
        "null",
    ],
)
def test_garbage_fails_the_field_and_nothing_else(mall, add_product, english, deepl, body):
    product_id = add_product()
    copy(mall)
    deepl.answers = [Answer(body=body)] * 1
    translate(mall)
    assert listing(mall, product_id).texts == {}
    assert task(mall, product_id).state == "waiting"
    assert task(mall, product_id).error


def test_the_quota_holds_for_existing_products_and_not_for_new_ones(
    mall, contract, engine, add_product, open_shop, settings
):
    """R3.33, R9.3: oldest first, one product in two languages counts once, and a raised quota takes up the rest."""
    settings.TRANSLATED_EXISTING_PRODUCTS = 2
    old = [add_product(f"옛 컵{number}") for number in range(3)]
    open_shop()
    open_shop("ja", "JPY")
    run_due_jobs("pro.copy_products")
    new = add_product("새 컵")
    copy(mall)
    translate(mall)
    states = {pk: task(mall, pk).state for pk in [*old, new]}
    assert states == {old[0]: "done", old[1]: "done", old[2]: "beyond_quota", new: "done"}
    assert task(mall, old[0], "ja").state == "done"
    assert task(mall, old[2], "ja").state == "beyond_quota"
    with tenancy.mall(mall.pk):
        assert quota_left() == 0
    settings.TRANSLATED_EXISTING_PRODUCTS = 3
    translate(mall, "raised")
    assert task(mall, old[2]).state == task(mall, old[2], "ja").state == "done"


def test_a_second_shop_of_a_language_costs_no_characters(mall, add_product, english, engine, open_shop):
    product_id = add_product(summary="요약")
    copy(mall)
    translate(mall)
    asked = len(engine.asked)
    open_shop("en", "USD")
    run_due_jobs("pro.copy_products")
    translate(mall, "second shop")
    assert (
        listing(mall, product_id, 3).texts
        == listing(mall, product_id, 2).texts
        == {
            "name": "en[컵]",
            "summary": "en[요약]",
        }
    )
    assert len(engine.asked) == asked


def test_off_and_the_contract_s_end_stop_translation_and_restore_nothing(mall, add_product, english, engine, contract):
    first = add_product("하나")
    copy(mall)
    translate(mall)
    second = add_product("둘")
    copy(mall)
    with tenancy.mall(mall.pk):
        switch("translation", is_on=False, actor=SYSTEM)
    asked = len(engine.asked)
    assert translate(mall, "off") == 0
    type(contract).objects.update(state="terminated")
    assert translate(mall, "over") == 0
    assert len(engine.asked) == asked
    assert listing(mall, first).texts == {"name": "en[하나]"}
    assert listing(mall, second).texts == {}


def test_one_mall_s_backlog_goes_in_turns(mall, other_mall, scope, add_product, english, engine, open_shop, settings):
    """The rest of a mall's products waits in a job of its own behind another mall's (R3.35)."""
    settings.TRANSLATION_TURN_PRODUCTS = 2
    make_contract(other_mall)
    mine = [add_product(f"컵{number}") for number in range(5)]
    theirs = add_product("남의 컵", owner=other_mall)
    copy(mall)
    open_shop(owner=other_mall)
    run_due_jobs("pro.copy_products")
    assert translate(mall) == 2
    run_due_jobs("pro.translate_mall")
    order = [text for asked in engine.asked for text in asked.json["text"]]
    assert sorted(order) == sorted([*(f"컵{number}" for number in range(5)), "남의 컵"])
    assert order.index("남의 컵") < order.index("컵4")
    assert listing(other_mall, theirs).texts == {"name": "en[남의 컵]"}
    assert task(mall, mine[4]).state == "done"
    with tenancy.mall(other_mall.pk):
        assert TranslationTask.objects.count() == 1


def test_characters_are_counted_per_month_without_tags(mall, add_product, english):
    add_product("컵컵", description="<p class='x'>네글자임</p>")
    copy(mall)
    translate(mall)
    with tenancy.mall(mall.pk):
        usage = TranslationUsage.objects.get()
        assert (usage.engine, usage.language, usage.characters, usage.requests) == ("deepl", "en", 6, 2)


def test_names_of_categories_and_sections_are_translated_once(mall, english, engine):
    """screens.md 5; a name that the merchant gave the shop stays."""
    with tenancy.mall(mall.pk):
        plain = Category.objects.create(name="그릇")
        named = Category.objects.create(name="가방", names={"2": "Bags"})
        section = MainCategory.objects.create(shop_no=2, display_group=9, name="여름 세일")
    translate(mall)
    with tenancy.mall(mall.pk):
        assert Category.objects.get(pk=plain.pk).names == {"2": "en[그릇]"}
        assert Category.objects.get(pk=named.pk).names == {"2": "Bags"}
        assert MainCategory.objects.get(pk=section.pk).name == "en[여름 세일]"
        assert NameTranslation.objects.count() == 2
        Category.objects.filter(pk=plain.pk).update(names={})
    asked = len(engine.asked)
    translate(mall, "again")
    assert len(engine.asked) == asked


def test_a_closed_shop_s_language_waits(mall, add_product, english, engine):
    product_id = add_product()
    copy(mall)
    with tenancy.mall(mall.pk):
        change_shop(2, name="x", is_active=False, actor=SYSTEM)
    assert translate(mall) == 0
    assert engine.asked == []
    assert listing(mall, product_id).texts == {}


def test_work_status_shows_what_changed(mall, add_product, english):
    """R3.2."""
    product_id = add_product(summary="요약")
    copy(mall)
    translate(mall)
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get(key="translation")
        item = OperationRunItem.objects.get(run=run)
        assert (run.slot, run.shop_no, run.state) == ("day-en", 2, "done")
        assert run.summary == {
            "code": "products_translated",
            "values": {"count": 1, "language": "en", "engine": "deepl"},
        }
        assert item.object_id == product_id
        assert item.before == {"name": "컵", "summary": "요약"}
        assert item.after == {"name": "en[컵]", "summary": "en[요약]"}


def test_without_a_second_language_nothing_is_queued(mall, contract, engine, add_product, open_shop):
    """R3.36: a shop that speaks the base shop's language needs no translation."""
    add_product()
    open_shop("ko", "USD")
    run_due_jobs("pro.copy_products")
    assert translate(mall) == 0
    assert Shop.objects.filter(mall=mall).count() == 2
    assert engine.asked == []
