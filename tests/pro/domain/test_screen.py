"""Screening: words of the overseas sales limits in names of categories and products (R3.113 to R3.116)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Job, Mall, OutboxMessage
from catalog.models import Category
from pro.domain import contract as life
from pro.domain import screen as screening
from pro.domain.sales_limits import rule_of, rules_in_force
from pro.models import Contract, SalesLimit
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.factories import make_contract

STAFF = Actor.staff(1)

pytestmark = pytest.mark.usefixtures("texts")


def hits(name: str) -> set[str]:
    return {rule.limit.key for rule in rules_in_force() if rule.hit(name)}


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("Red wine 750 ml", {"alcohol"}),
        ("WINES of Jeju", {"alcohol"}),
        ("\uff57\uff49\uff4e\uff45", {"alcohol"}),
        ("수제 와인", {"alcohol"}),
        ("전자담배 액상", {"tobacco"}),
        ("감기약 모음", {"medicine"}),
        ("냉동식품", {"perishable_food"}),
        ("20000mAh Power-Bank", {"hazardous"}),
        ("powerbank", {"hazardous"}),
        ("보조배터리 20000", {"hazardous"}),
        ("성인용품", {"adult"}),
        ("에어소프트건", {"weapons"}),
        ("명품 레플리카", {"counterfeit"}),
        ("담배 맛 와인", {"alcohol", "tobacco"}),
    ],
)
def test_goods_that_cannot_be_sold_overseas_are_found(name, limits):
    assert hits(name) == limits


@pytest.mark.parametrize(
    "name",
    [
        "Wine glass",
        "wine-red dress",
        "와인 잔 세트",
        "와인색 원피스",
        "Swine leather",
        "Twinkle winery sign",
        "최소주문 3개",
        "보조배터리 파우치",
        "Cigarillo-brown shoes",
        "학생화",
        "김치통 5L",
        "글루건",
        "Summer T-shirt",
        "",
    ],
)
def test_what_only_sounds_alike_is_left_alone(name):
    assert hits(name) == set()


def test_a_limit_without_words_finds_nothing_and_one_that_is_not_in_force_is_not_looked_for():
    limit = SalesLimit(key="empty", name="x", name_ko="x", text="x", text_ko="x", words=" \n", exceptions="")
    assert rule_of(limit).hit("anything") == ""
    SalesLimit.objects.filter(key="alcohol").update(is_active=False)
    assert hits("Red wine") == set()


def apply(mall: Mall) -> Contract:
    with tenancy.mall(mall.pk):
        return life.apply(["en"], terms_version="2026-11", actor=STAFF)


def screened(mall: Mall) -> Contract:
    contract = apply(mall)
    run_due_jobs("pro.screen_contract")
    contract.refresh_from_db()
    return contract


def test_a_hit_stops_the_contract_and_says_what_was_found_in_the_owner_s_language(mall):
    mall.operators.get(is_owner=True).user.__class__.objects.update(language="ko")
    with tenancy.mall(mall.pk):
        category = Category.objects.create(name="전통주")
        wine, beer = make_product("Red wine"), make_product("맥주 6캔")
        make_product("Mug")
    contract = screened(mall)
    assert (contract.state, contract.reason) == ("suspended", "해외에서 판매할 수 없는 상품이 발견되었습니다: 주류.")
    assert (contract.decided_by, contract.activated_at) == (None, None)
    assert contract.findings == [
        {
            "limit": "alcohol",
            "name": "Alcohol",
            "name_ko": "주류",
            "count": 3,
            "examples": [
                {"kind": "category", "id": category.pk, "label": "전통주", "word": "전통주"},
                {"kind": "product", "id": wine.pk, "label": "Red wine", "word": "wine"},
                {"kind": "product", "id": beer.pk, "label": "맥주 6캔", "word": "맥주"},
            ],
        }
    ]
    mail = OutboxMessage.objects.get(kind="pro_suspended")
    assert "주류" in mail.text


def test_a_limit_may_look_at_categories_only(mall):
    with tenancy.mall(mall.pk):
        make_product("모바일 쿠폰 지갑")
    assert screened(mall).findings == []


def test_a_clean_mall_waits_for_staff(mall):
    with tenancy.mall(mall.pk):
        make_product("Mug")
    contract = screened(mall)
    assert (contract.state, contract.findings) == ("screening", [])
    assert contract.screened_at is not None
    assert life.approve(contract.pk, actor=STAFF).state == "active"


def test_a_clean_mall_passes_by_itself_where_the_setting_says_so(mall, settings):
    settings.PRO_CLEAN_CONTRACTS_PASS = True
    assert screened(mall).state == "active"
    assert OutboxMessage.objects.filter(kind="pro_activated").count() == 1


def test_another_mall_s_goods_do_not_count(mall, other_mall):
    with tenancy.mall(other_mall.pk):
        make_product("Red wine")
    assert screened(mall).findings == []


def test_a_second_delivery_changes_nothing(mall):
    contract = screened(mall)
    when = contract.screened_at
    with tenancy.acting_for(mall.pk):
        screening.screen(contract.pk)
    contract.refresh_from_db()
    assert contract.screened_at == when


def test_a_contract_of_another_mall_is_not_screened_by_this_one_s_job(mall, other_mall):
    contract = make_contract(other_mall, "applied")
    with tenancy.acting_for(mall.pk):
        screening.screen(contract.pk)
    contract.refresh_from_db()
    assert (contract.state, contract.screened_at) == ("applied", None)


def test_what_was_ended_while_it_looked_stays_ended(mall, monkeypatch):
    with tenancy.mall(mall.pk):
        make_product("Red wine")
    contract = apply(mall)
    real = screening._names

    def names_and_end():
        yield from real()
        life.terminate(contract.pk, actor=STAFF)

    monkeypatch.setattr(screening, "_names", names_and_end)
    with tenancy.acting_for(mall.pk):
        screening.screen(contract.pk)
    contract.refresh_from_db()
    assert (contract.state, contract.findings) == ("terminated", [])


def test_many_names_are_read_a_piece_at_a_time_and_the_examples_stay_few(mall, monkeypatch):
    monkeypatch.setattr(screening, "NAMES_AT_A_TIME", 2)
    with tenancy.mall(mall.pk):
        for number in range(25):
            make_product(f"Wine {number}")
    found = screened(mall).findings[0]
    assert (found["count"], len(found["examples"])) == (25, 20)
    job = Job.objects.get(task="pro.screen_contract")
    assert (job.done_items, job.total_items) == (25, 25)


def test_a_suspended_mall_that_was_cleared_is_screened_again(mall):
    with tenancy.mall(mall.pk):
        wine = make_product("Red wine")
    contract = screened(mall)
    with tenancy.mall(mall.pk):
        wine.name = "Mug"
        wine.save()
    life.screen_again(contract.pk, actor=STAFF)
    run_due_jobs("pro.screen_contract")
    contract.refresh_from_db()
    assert (contract.state, contract.findings, contract.reason) == ("screening", [], "")
