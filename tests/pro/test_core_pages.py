"""PRO's core pages: who opens them, what they show in each state, and lists that cost the same at any length."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall, Shop
from pro.domain.credits import spend
from pro.models import AgentConversation, Contract, OperationRun, OperationSwitch
from pro.operations import words
from tests.pro.factories import make_contract, make_item, make_line, make_run

PAGES = ["overview", "terms", "scope", "status", "status_export", "agent", "credits", "help", "sales_limits"]


def get(client, name: str, *arguments: object, **query: object):
    return client.get(reverse(f"pro:{name}", args=arguments), query)


def text(client, name: str, *arguments: object, **query: object) -> str:
    response = get(client, name, *arguments, **query)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(body.decode().split())


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


# --- Who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("operator_with_pro", 200), ("operator_without_any", 403), (None, 302)]
)
def test_pages_need_the_pro_menu(client, cast, texts, name, who, status):
    cast.sign_in(client, who)
    assert get(client, name).status_code == status


@pytest.mark.parametrize(("who", "status"), [("owner", 302), ("operator_with_pro", 403), (None, 302)])
def test_only_the_owner_applies_and_ends_it(client, cast, mall, who, status):
    cast.sign_in(client, who)
    response = client.post(reverse("pro:apply"), {"languages": ["en"], "accepts": "on"})
    assert response.status_code == status
    assert Contract.objects.filter(mall=mall).count() == (who == "owner")
    Contract.objects.all().delete()
    contract = make_contract(mall)
    response = client.post(reverse("pro:terminate"), {"confirm": mall.host})
    contract.refresh_from_db()
    assert (response.status_code, contract.state) == (status, "terminated" if who == "owner" else "active")


# --- The contract -------------------------------------------------------------------------------------------


def test_terms_and_a_language_must_be_chosen(owner):
    response = owner.post(reverse("pro:apply"), {})
    assert response.status_code == 422
    assert "Choose at least one language." in response.content.decode()
    assert "Accept the terms first" in response.content.decode()
    assert not Contract.objects.exists()


def test_a_second_application_shows_the_first(owner, mall):
    make_contract(mall, "screening")
    response = owner.post(reverse("pro:apply"), {"languages": ["en"], "accepts": "on"}, follow=True)
    assert "You have applied already." in response.content.decode()
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "values", "says"),
    [
        ("applied", {}, "are being looked through"),
        ("screening", {}, "are being looked through"),
        ("screening", {"screened_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, "Support takes a last look"),
        ("active", {}, "PRO works for your store."),
    ],
)
def test_the_overview_says_how_it_stands_and_what_comes(owner, mall, state, values, says):
    make_contract(mall, state, **values)
    page = text(owner, "overview")
    assert says in page
    assert "What happens next" in page


def test_a_stopped_merchant_reads_the_reason_the_article_and_the_limits(owner, mall):
    """R3.113, R3.116."""
    example = {"kind": "product", "id": 77, "label": "Red <wine>", "word": "wine"}
    finding = {"limit": "alcohol", "name": "Alcohol", "name_ko": "주류", "count": 3, "examples": [example]}
    make_contract(mall, "suspended", reason="Wine was found.", findings=[finding])
    page = text(owner, "overview")
    for part in ("Wine was found.", "Alcohol", "Red &lt;wine&gt;", "/admin/products/77/", "and 2 more"):
        assert part in page
    assert f"{reverse('pro:terms')}#article-12" in page
    assert reverse("pro:sales_limits") in page
    assert "unsuitable for overseas sale" in text(owner, "terms")  # R3.115 in own words


def test_another_mall_s_contract_does_not_show(owner, other_mall):
    make_contract(other_mall, "suspended", reason="Their reason.")
    assert "Their reason." not in text(owner, "overview")
    assert get(owner, "terminate").status_code == 404


def test_ending_it_takes_the_id_typed_out_and_names_the_consequences(owner, mall, contract):
    with tenancy.mall(mall.pk):
        make_run(state="running"), make_run(state="scheduled"), make_run(state="done")
    page = text(owner, "terminate")
    assert "Nothing is put back." in page
    assert "2 pieces of work" in page
    response = owner.post(reverse("pro:terminate"), {"confirm": "something else"})
    contract.refresh_from_db()
    assert (response.status_code, contract.state) == (422, "active")
    owner.post(reverse("pro:terminate"), {"confirm": mall.host, "reason": "Too quick for me."})
    contract.refresh_from_db()
    assert (contract.state, contract.reason) == ("terminated", "Too quick for me.")
    assert "You can apply again." in text(owner, "overview")


# --- The scope ----------------------------------------------------------------------------------------------


def test_the_scope_lists_items_by_area_with_the_way_to_turn_each_off(owner, mall, contract, monkeypatch):
    """R3.8, R3.92, R3.105, R3.107."""
    monkeypatch.setattr(words, "_forms", {"by-form": "pro:overview"})
    make_line("by-merchant")
    make_line("by-agent", area="cs", switched_by="agent")
    make_line("by-form", area="promotion", switched_by="form")
    make_line("hidden", is_visible=False)
    with tenancy.mall(mall.pk):
        run = make_run("by-merchant")
        OperationSwitch.objects.create(key="by-merchant", checked_at=timezone.now())
    page = text(owner, "scope")
    assert page.index("Name of by-merchant") < page.index("Name of by-form") < page.index("Name of by-agent")
    assert "Name of hidden" not in page
    assert "What by-agent does" in page
    assert f'action="{reverse("pro:switch", args=["by-merchant"])}"' in page
    assert f"{reverse('pro:agent')}?item=by-agent" in page
    assert f'href="{reverse("pro:overview")}"' in page
    assert reverse("pro:run", args=[run.pk]) in page
    assert page.count("Not checked yet") == 2


def test_texts_are_shown_in_korean(client, cast, mall, contract):
    make_line()
    cast.sign_in(client, "owner")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    page = text(client, "scope")
    assert "toy 이름" in page
    assert "서비스 운영 범위" in page


def test_off_and_on_from_the_scope_page(owner, mall, contract):
    """R3.94, R3.100."""
    make_line()
    url = reverse("pro:switch", args=["toy"])
    assert owner.post(url, {"is_on": "0", "next": "/admin/pro/status/"})["Location"] == "/admin/pro/status/"
    with tenancy.mall(mall.pk):
        assert not OperationSwitch.objects.get().is_on
    response = owner.post(url, {"is_on": "1", "next": "https://elsewhere.example/"})
    assert response["Location"] == reverse("pro:scope")
    with tenancy.mall(mall.pk):
        assert OperationSwitch.objects.get().is_on


@pytest.mark.parametrize(
    ("values", "state", "says"),
    [
        ({}, "terminated", "Nothing can be switched now"),
        ({"switched_by": "agent"}, "active", "An agent turns this item off"),
        ({"switched_by": "form"}, "active", "has a form of its own"),
    ],
)
def test_what_may_not_be_switched_there_stays_as_it_is(owner, mall, values, state, says):
    """R3.99, R3.107."""
    make_contract(mall, state)
    make_line(**values)
    response = owner.post(reverse("pro:switch", args=["toy"]), {"is_on": "0"}, follow=True)
    assert says in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not OperationSwitch.objects.exists()


def test_after_the_end_no_switch_is_offered(owner, mall):
    """R3.99."""
    make_contract(mall, "terminated")
    make_line()
    page = text(owner, "scope")
    assert "Items can be switched while PRO works" in page
    assert reverse("pro:switch", args=["toy"]) not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_scope_costs_the_same_for_any_number_of_items(owner, mall, contract, django_assert_num_queries, count):
    for number in range(count):
        make_line(f"item-{number}")
        with tenancy.mall(mall.pk):
            make_run(f"item-{number}")
            OperationSwitch.objects.create(key=f"item-{number}", is_on=False)
    with django_assert_num_queries(11):
        get(owner, "scope")


# --- Work status --------------------------------------------------------------------------------------------


def test_work_status_shows_what_was_found_and_what_changed(owner, mall, contract, monkeypatch):
    """R3.2, R3.91."""
    monkeypatch.setattr(words, "_findings", {"toy": "%(count)s things were quiet"})
    make_line()
    finding = {"code": "toy", "values": {"count": 4}}
    with tenancy.mall(mall.pk):
        run = make_run(state="partly", total_items=4, done_items=4, changed_items=3, failed_items=1, finding=finding)
    page = text(owner, "status")
    for part in ("Name of toy", "4 things were quiet", "3 things changed", "1 could not be done", "Partly done"):
        assert part in page
    assert reverse("pro:run", args=[run.pk]) in page
    assert reverse("pro:switch", args=["toy"]) in page


def test_a_running_row_has_a_bar_that_asks_for_itself_until_it_is_over(owner, mall, contract):
    make_line()
    with tenancy.mall(mall.pk):
        run = make_run(state="running", total_items=10, done_items=4)
    url = reverse("pro:run_progress", args=[run.pk])
    page = text(owner, "status")
    assert f'hx-get="{url}"' in page
    assert 'value="4" max="10"' in page
    assert "HX-Refresh" not in owner.get(url)
    with tenancy.mall(mall.pk):
        OperationRun.objects.update(state="done")
    assert owner.get(url)["HX-Refresh"] == "true"


FILTERS = {
    "area": ({"area": "cs"}, {"area": "cs"}),
    "operation": ({"operation": "other"}, {"key": "other"}),
    "shop": ({"shop": "2"}, {"shop_no": 2}),
    "state": ({"state": "failed"}, {"state": "failed"}),
    "first": ({"first": "2026-11-20"}, {"planned_at": dt.datetime(2026, 11, 19, 15, tzinfo=dt.UTC)}),
    "last": ({"last": "2026-11-01"}, {"planned_at": dt.datetime(2026, 11, 1, 14, 59, tzinfo=dt.UTC)}),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_stand_in_the_address_and_find_only_what_fits(owner, mall, contract, name):
    query, values = FILTERS[name]
    make_line(), make_line("other")
    Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="en", currency="USD")
    usual = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
    with tenancy.mall(mall.pk):
        fits = make_run(**({"planned_at": usual} | values))
        make_run(planned_at=usual)
    for page in ("status", "status_export"):
        found = text(owner, page, **query)
        assert (reverse("pro:run", args=[fits.pk]) in found) == (page == "status")
    assert text(owner, "status", **query).count("<tr>") == 2  # the heading and the one that fits
    assert len(list(csv.reader(io.StringIO(text_lines(owner, query))))) == 2


def text_lines(client, query: dict[str, str]) -> str:
    response = get(client, "status_export", **query)
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_a_period_that_ends_before_it_begins_is_told(owner, contract):
    response = get(owner, "status", first="2026-11-02", last="2026-11-01")
    assert response.status_code == 422
    assert "The last day must not be before the first." in response.content.decode()


def test_what_comes_next_stands_on_top(owner, mall, contract):
    make_line()
    with time_machine.travel("2026-11-26 02:00:00+00:00", tick=False):
        with tenancy.mall(mall.pk):
            make_run(state="scheduled", planned_at=timezone.now() + dt.timedelta(hours=3))
        page = text(owner, "status")
    assert page.index("11-26 14:00") < page.index("11-27 06:00")
    assert "Diagnosis of products, promotions, content and CS" in page


def test_nothing_comes_without_an_active_contract(owner, mall):
    make_contract(mall, "suspended")
    assert "What comes next" not in text(owner, "status")


def test_pages_follow_one_another_by_key(owner, mall, contract):
    make_line()
    with tenancy.mall(mall.pk):
        runs = [make_run() for _number in range(31)]
    first = text(owner, "status", state="done")
    assert reverse("pro:run", args=[runs[0].pk]) not in first
    second = text(owner, "status", state="done", before=runs[1].pk)
    assert reverse("pro:run", args=[runs[0].pk]) in second
    assert "state=done" in first


@pytest.mark.parametrize("count", [1, 3])
def test_work_status_costs_the_same_for_any_number_of_runs(owner, mall, contract, django_assert_num_queries, count):
    for number in range(count):
        make_line(f"item-{number}")
        with tenancy.mall(mall.pk):
            make_run(f"item-{number}", shop_no=1)
    with django_assert_num_queries(14):
        get(owner, "status")


def test_the_csv_holds_every_run_and_no_formula(owner, mall, contract, monkeypatch):
    monkeypatch.setattr("pro.views.status.RUNS_AT_A_TIME", 2)
    make_line(name="=HYPERLINK(1)")
    with tenancy.mall(mall.pk):
        runs = [make_run(total_items=2, changed_items=1, failed_items=1, error="toy") for _number in range(5)]
    rows = list(csv.reader(io.StringIO(text_lines(owner, {}))))
    assert [row[0] for row in rows[1:]] == [str(run.pk) for run in reversed(runs)]
    assert rows[1][2:5] == ["'=HYPERLINK(1)", "", "Done"]
    assert rows[1][10:] == ["2", "1", "1", "toy"]


def test_another_mall_s_runs_show_nowhere(owner, mall, other_mall, contract):
    make_line()
    make_contract(other_mall)
    with tenancy.mall(other_mall.pk):
        run = make_run()
        make_item(run, 1)
    assert reverse("pro:run", args=[run.pk]) not in text(owner, "status")
    assert get(owner, "run", run.pk).status_code == 404
    assert get(owner, "run_progress", run.pk).status_code == 404
    assert len(text_lines(owner, {}).splitlines()) == 1


# --- One run ------------------------------------------------------------------------------------------------


def test_a_run_shows_each_thing_before_and_after_and_why_one_failed(owner, mall, contract):
    make_line()
    with tenancy.mall(mall.pk):
        run = make_run(state="partly", total_items=3, done_items=3, changed_items=1, failed_items=1)
        make_item(run, 11, before={"name": "Mug"}, after={"name": "Mug!"})
        make_item(run, 12, state="failed", before={}, after={}, error="It cannot shout.")
        make_item(run, 13, state="same", before={"name": "x"}, after={"name": "x"})
    page = text(owner, "run", run.pk)
    assert "<del>Mug</del> → <ins>Mug!</ins>" in page
    assert "It cannot shout." in page
    assert "/admin/products/11/" in page
    failed = text(owner, "run", run.pk, items="failed")
    assert "Product 12" in failed
    assert "Product 11" not in failed


@pytest.mark.parametrize("count", [1, 3])
def test_a_run_costs_the_same_for_any_number_of_things(owner, mall, contract, django_assert_num_queries, count):
    make_line()
    with tenancy.mall(mall.pk):
        run = make_run(done_items=count)
        for number in range(count):
            make_item(run, number)
    with django_assert_num_queries(13):
        get(owner, "run", run.pk)


# --- The agent ----------------------------------------------------------------------------------------------


def test_an_agent_turns_an_item_off_at_once_and_the_talk_says_so(owner, mall, contract):
    """R3.6, R3.7, R3.95."""
    make_line(switched_by="agent")
    assert 'value="toy" selected' in text(owner, "agent", item="toy")
    response = owner.post(reverse("pro:agent"), {"item": "toy", "text": "Please.", "wish": "off"}, follow=True)
    page = response.content.decode()
    assert "Please." in page
    assert "is off from this moment" in page
    with tenancy.mall(mall.pk):
        assert not OperationSwitch.objects.get(key="toy").is_on
    assert "Turn off: Name of toy" in text(owner, "agent")


def test_an_item_must_be_chosen(owner, contract):
    response = owner.post(reverse("pro:agent"), {"item": "", "wish": "off"})
    assert response.status_code == 422
    assert not AgentConversation.objects.exists()


def test_a_question_goes_to_support_also_without_a_contract(owner, mall):
    response = owner.post(reverse("pro:question"), {"question-text": "May I sell tea?"}, follow=True)
    assert "May I sell tea?" in response.content.decode()
    talk = AgentConversation.objects.get()
    assert (talk.mall, talk.state, talk.language) == (mall, "waiting", "en")
    owner.post(reverse("pro:talk", args=[talk.pk]), {"text": "And coffee?"})
    assert "And coffee?" in text(owner, "talk", talk.pk)
    assert owner.post(reverse("pro:question"), {"question-text": " "}).status_code == 422


def test_another_mall_s_talk_is_not_there(owner, other_mall):
    talk = AgentConversation.objects.create(mall=other_mall, kind="question", opened_by=1, language="en")
    assert get(owner, "talk", talk.pk).status_code == 404
    assert owner.post(reverse("pro:talk", args=[talk.pk]), {"text": "x"}).status_code == 404
    assert reverse("pro:talk", args=[talk.pk]) not in text(owner, "agent")


@pytest.mark.parametrize("count", [1, 3])
def test_talks_cost_the_same_for_any_number(owner, mall, contract, django_assert_num_queries, count):
    for number in range(count):
        make_line(f"item-{number}")
        AgentConversation.objects.create(
            mall=mall, kind="off", operation_key=f"item-{number}", opened_by=1, language="en"
        )
    with django_assert_num_queries(12):
        get(owner, "agent")


# --- Message credit -----------------------------------------------------------------------------------------


def test_message_credit_shows_uses_top_ups_and_that_nothing_is_to_pay(owner, mall, other_mall):
    """R3.96."""
    make_line()
    for one, count in ((mall, 3), (other_mall, 500)):
        with tenancy.mall(one.pk):
            spend(make_run(), "sms", count)
    page = text(owner, "credits")
    assert "₩60" in page
    assert "₩-60" in page or "-₩60" in page
    assert "₩0" in page
    assert "10,000" not in page
    assert page.count("Name of toy") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_message_credit_costs_the_same_for_any_number(owner, mall, django_assert_num_queries, count):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_line(f"item-{number}")
            spend(make_run(f"item-{number}"), "mail")
    with django_assert_num_queries(10):
        get(owner, "credits")


# --- The start page -----------------------------------------------------------------------------------------


def home(client) -> str:
    return " ".join(client.get(reverse("accounts:home")).content.decode().split())


def test_the_start_page_offers_pro_until_it_was_applied_for_and_then_shows_its_results(owner, mall):
    assert "Let PRO work for you" in home(owner)
    assert 'id="pro-title"' not in home(owner)
    make_line()
    contract = make_contract(mall)
    with tenancy.mall(mall.pk):
        make_run(total_items=2, changed_items=2)
    page = home(owner)
    assert 'id="pro-title"' in page
    assert "2 things changed" in page
    Contract.objects.filter(pk=contract.pk).update(state="suspended", reason="Wine.")
    assert "Wine." in home(owner)


def test_an_operator_without_the_right_sees_no_pro_on_the_start_page(client, cast, mall: Mall):
    make_contract(mall)
    cast.sign_in(client, "operator_with_products")
    assert 'id="pro-title"' not in home(client)
