"""The main display's pages: who may, what they say at each step, applying, and the form for OFF (R3.43 to R3.54)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

from accounts import tenancy
from accounts.models import Mall, OutboxMessage, Shop
from pro.domain.display import service as life
from pro.models import MAIN_DISPLAY, DisplayService, DisplayStartCount, Operation, OperationRun
from tests.pro.display.life import new_area, new_product, seoul
from tests.pro.display.making import make_area, running_service
from tests.pro.factories import make_contract
from tests.pro.pages import get, text

pytestmark = pytest.mark.usefixtures("rows", "scope")
PAGE, STOP, APPLY = "main_display", "stop_main_display", "main_display_apply"
WHO = [("owner", 200), ("operator_with_pro", 200), ("operator_without_pro", 403), (None, 302)]
ACCEPTED = {"accepts": "on"}
CONFIRMED = {"confirms": "on", "reason": "By hand."}
NOTHING = "PRO can fill none of these sections"
BUTTON = 'type="submit">Apply for the main display'


def post(client, name: str, data: dict[str, str], **options):
    return client.post(reverse(f"pro:{name}"), data, **options)


def said(client, name: str, data: dict[str, str]) -> str:
    return " ".join(post(client, name, data, follow=True).content.decode().split())


def service_in(mall: Mall, state: str, **values) -> DisplayService:
    return DisplayService.objects.create(mall=mall, state=state, **values)


# --- Who may --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), WHO)
def test_the_pages_need_the_right_to_pro(client, cast, mall, contract, who, status):
    running_service(mall)
    cast.sign_in(client, who)
    assert [get(client, name).status_code for name in (PAGE, STOP)] == [status, status]


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("operator_with_pro", 403), ("operator_without_pro", 403), (None, 302)]
)
def test_only_the_owner_applies(client, cast, mall, contract, who, status):
    new_area(mall)
    cast.sign_in(client, who)
    assert post(client, APPLY, ACCEPTED).status_code == status
    assert DisplayService.objects.exists() == (who == "owner")


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("operator_with_pro", 302), ("operator_without_pro", 403), (None, 302)]
)
def test_whoever_may_use_pro_may_stop_it(client, cast, mall, other_mall, contract, who, status):
    service, foreign = running_service(mall), running_service(other_mall)
    cast.sign_in(client, who)
    assert post(client, STOP, CONFIRMED).status_code == status
    service.refresh_from_db()
    foreign.refresh_from_db()
    assert (service.state == "off", foreign.state) == (who in {"owner", "operator_with_pro"}, "running")


# --- Applying -------------------------------------------------------------------------------------------------


def test_the_application_shows_conditions_sections_and_terms(owner, mall, contract):
    """R3.43, R3.49, R3.52, R3.62, R3.73."""
    second = Shop.objects.create(mall=mall, shop_no=2, name="E", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        make_area("new", 4, group=2)
        counted = make_area("best", None, group=3)
        make_area("new", 4, group=4, name="신 상품")
        make_area("trend", None, group=5, is_displayed=False)
        make_area("best", None, group=2, shop_no=second.shop_no, name="Best Sellers")
        make_area("new", 4, group=6, name="Hand-picked")
        counted.placements.create(product_id=new_product(mall), position=0)
    page = text(owner, PAGE)
    for words in (
        "1 now; fixed at the start",
        "Left alone: another section is this area already",
        "Not displayed in the store, so left alone",
        "None: set a number",
        "Best Sellers",
        second.title,
        "All or none.",
        reverse("pro:help_page", args=["main-display"]),
        BUTTON,
    ):
        assert words in page
    assert "Hand-picked" not in page


def test_the_terms_must_be_accepted(owner, mall, contract):
    new_area(mall)
    response = post(owner, APPLY, {})
    assert response.status_code == 422
    assert "Accept the terms first" in response.content.decode()
    assert not DisplayService.objects.exists()


def test_an_application_is_filed_once(owner, mall, contract):
    new_area(mall)
    assert "Your application is in." in said(owner, APPLY, ACCEPTED)
    assert "You have applied already." in said(owner, APPLY, ACCEPTED)
    assert DisplayService.objects.get().terms_version == life.TERMS_VERSION
    assert BUTTON not in text(owner, PAGE)


def test_sections_that_have_no_place_are_warned_of(owner, mall, contract):
    """R3.53: nothing would be displayed."""
    category = new_area(mall, None)
    assert NOTHING in text(owner, PAGE)
    with tenancy.mall(mall.pk):
        type(category).objects.update(display_count=3)
    page = text(owner, PAGE)
    assert NOTHING not in page
    assert "PRO recognises 1 section of your main page." in page


def test_without_sections_or_contract_there_is_nothing_to_press(owner, mall):
    """R3.49, R3.71; a forged request is refused too."""
    page = text(owner, PAGE)
    assert BUTTON not in page
    assert "PRO recognises no section yet" in page
    assert "which does not work for this store at the moment" in page
    assert "PRO does not work for this store at the moment." in said(owner, APPLY, ACCEPTED)
    make_contract(mall)
    assert "No section of the main page has a name that PRO recognises." in said(owner, APPLY, ACCEPTED)
    new_area(mall)
    Operation.objects.filter(key=MAIN_DISPLAY).update(is_visible=False)
    assert "The main display is not offered at the moment." in said(owner, APPLY, ACCEPTED)
    assert not DisplayService.objects.exists()


# --- How it stands --------------------------------------------------------------------------------------------

MONDAY, START = seoul("2026-12-28 10:00"), dt.date(2027, 1, 4)
STANDS = {
    "applied": (
        {},
        "a notice goes out on the first Monday after that day at 10:00, on 2026-12-28",
    ),
    "approved": (
        {"notice_due_at": MONDAY, "approved_on": dt.date(2026, 12, 22)},
        "The notice goes out on 2026-12-28 10:00. Automatic display then starts on 2027-01-04 10:00.",
    ),
    "announced": (
        {"notice_accepted_at": MONDAY, "starts_on": START},
        "Automatic display starts on 2027-01-04 10:00.",
    ),
    "running": ({"started_at": MONDAY}, "It has started, but no section could be filled yet"),
}


@pytest.mark.parametrize("state", STANDS)
def test_the_page_says_what_comes_next_and_when(client, cast, mall, contract, state, time_machine):
    time_machine.move_to("2026-12-22 12:00+09:00", tick=False)
    cast.sign_in(client, "owner")
    values, words = STANDS[state]
    service_in(mall, state, **values)
    page = text(client, PAGE)
    assert words in page
    assert f'href="{reverse("pro:stop_main_display")}"' in page


def test_a_display_that_runs_says_so_with_its_places(owner, mall, contract):
    running_service(mall, displayed_at=MONDAY)
    with tenancy.mall(mall.pk):
        DisplayStartCount.objects.create(main_category=make_area("new", None, group=2), count=6)
        make_area("best", 9, group=3)
        make_area("trend", None, group=4)
    page = text(owner, PAGE)
    assert "the sections are filled anew at every even hour" in page
    assert "6, as at the start" in page
    assert NOTHING not in page
    assert "None: set a number" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("refused", "The notice could not be delivered."), ("waiting", "The notice is on its way.")],
)
def test_a_notice_in_trouble_is_said(client, cast, mall, contract, time_machine, state, words):
    time_machine.move_to("2026-12-28 13:00+09:00", tick=False)
    cast.sign_in(client, "owner")
    service = service_in(mall, "approved", notice_due_at=MONDAY)
    OutboxMessage.objects.create(
        mall=mall, kind="x", recipient="a@b.c", subject="s", stream=service.stream, state=state
    )
    page = text(client, PAGE)
    assert words in page
    assert "at the earliest 2027-01-04 10:00" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "refused", "end_reason": "Names first."}, ("Your application was refused on", "Names first.")),
        ({"state": "off", "ended_by": "contract"}, ("The main display ended with the PRO contract on",)),
        ({"state": "off", "ended_by": "merchant", "end_reason": "Mine."}, ("The main display is off since", "Mine.")),
    ],
    ids=["refused", "contract", "off"],
)
def test_after_the_end_the_page_says_why_and_offers_it_anew(owner, mall, contract, values, words):
    new_area(mall)
    DisplayService.objects.create(mall=mall, ended_at=MONDAY, **values)
    page = text(owner, PAGE)
    for word in (*words, "2026-12-28", BUTTON):
        assert word in page


def test_while_the_contract_is_suspended_the_page_says_that_nothing_happens(owner, mall):
    make_contract(mall, "suspended")
    running_service(mall)
    assert "nothing is sent, started or displayed anew until it does" in text(owner, PAGE)


def test_the_page_reads_korean(client, cast, mall, contract):
    new_area(mall)
    cast.sign_in(client, "owner")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    page = text(client, PAGE)
    assert "메인페이지 상품진열" in page
    assert "신상품" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_sections(owner, mall, contract, django_assert_num_queries, count):
    for number, kind in enumerate(("new", "best", "trend")[:count]):
        with tenancy.mall(mall.pk):
            make_area(kind, 2, group=number + 2)
    running_service(mall)
    with django_assert_num_queries(15):
        text(owner, PAGE)


# --- OFF ------------------------------------------------------------------------------------------------------


def test_stopping_asks_and_says_what_it_means(owner, mall, contract):
    """R3.54, R3.77, R3.106."""
    service = running_service(mall)
    page = text(owner, STOP)
    assert "What is displayed now stays as it is. Nothing is put back." in page
    response = post(owner, STOP, {"reason": "x"})
    assert response.status_code == 422
    assert "Tick this box to stop it." in response.content.decode()
    service.refresh_from_db()
    assert service.state == "running"
    assert "The main display is off." in said(owner, STOP, CONFIRMED)
    service.refresh_from_db()
    assert (service.state, service.end_reason, service.ended_by) == ("off", "By hand.", "merchant")


@pytest.mark.parametrize("state", [None, "off", "refused"])
def test_there_is_nothing_to_stop(owner, mall, contract, state):
    if state:
        service_in(mall, state, ended_at=MONDAY)
    for response in (get(owner, STOP), post(owner, STOP, CONFIRMED)):
        assert response.url == reverse("pro:main_display")
    assert "There is nothing to stop." in text(owner, PAGE)


def test_before_the_start_the_form_says_that_it_will_not_start(owner, mall, contract):
    service_in(mall, "announced", starts_on=START)
    assert "It has not started yet, and it does not start." in text(owner, STOP)


# --- Scope, requests, Work status -----------------------------------------------------------------------------


def scope_row(client) -> str:
    page = text(client, "scope")
    row = page[page.index('id="item-main-display"') :]
    return row[: row.index('class="setting-row') if 'class="setting-row' in row else None]


def test_the_scope_leads_to_the_form_while_it_runs_and_to_its_page_otherwise(owner, mall, contract):
    """R3.94, R3.107."""
    row = scope_row(owner)
    assert ">OFF<" in row
    assert f'href="{reverse("pro:main_display")}"' in row
    service_in(mall, "announced", starts_on=START)
    assert ">OFF<" in scope_row(owner)
    DisplayService.objects.update(state="running")
    row = scope_row(owner)
    assert ">ON<" in row
    assert f'href="{reverse("pro:stop_main_display")}"' in row
    assert reverse("pro:switch", args=[MAIN_DISPLAY]) not in row


def test_the_switch_of_the_scope_page_refuses(owner, mall, contract):
    service = running_service(mall)
    response = owner.post(reverse("pro:switch", args=[MAIN_DISPLAY]), {"is_on": "0"}, follow=True)
    assert "This item has a form of its own" in response.content.decode()
    service.refresh_from_db()
    assert service.state == "running"


def test_work_requests_have_a_card_for_stopping_it(owner, mall, contract):
    """R3.54: a request form named for it; R3.4: only where there is something to stop."""
    card = 'class="request-card" href="{}"'
    stop_card, apply_card = (card.format(reverse(f"pro:{name}")) for name in (STOP, PAGE))
    page = text(owner, "requests")
    assert (stop_card in page, apply_card in page) == (False, True)
    running_service(mall)
    page = text(owner, "requests")
    assert (stop_card in page, apply_card in page) == (True, False)
    DisplayService.objects.update(state="off")
    Operation.objects.filter(key=MAIN_DISPLAY).update(is_visible=False)
    page = text(owner, "requests")
    assert (stop_card in page, apply_card in page) == (False, False)


def test_work_status_says_on_which_day_it_starts(owner, mall, contract):
    service_in(mall, "announced", starts_on=START)
    with tenancy.mall(mall.pk):
        OperationRun.objects.create(
            key=MAIN_DISPLAY, slot="service-1", area="product", planned_at=seoul("2027-01-04 10:00")
        )
    page = text(owner, "status")
    assert "Automatic display of the main page" in page
    assert "01-04 10:00" in page


def test_work_status_says_when_the_next_display_comes_only_where_it_runs(owner, mall, contract):
    assert "Display of the main page" not in text(owner, "status")
    running_service(mall)
    assert "Display of the main page" in text(owner, "status")


# --- The store's own automatic display ------------------------------------------------------------------------


def test_the_own_switch_is_disabled_with_a_sentence_that_says_why(owner, mall, contract):
    """R3.60, R3.61."""
    category = new_area(mall)
    address = reverse("catalog_display:main_edit", args=[category.pk])
    free = owner.get(address).content.decode()
    assert "Cafe24 PRO fills this section" not in free
    running_service(mall)
    kept = " ".join(owner.get(address).content.decode().split())
    assert "Cafe24 PRO fills this section every two hours" in kept
    assert f'href="{reverse("pro:main_display")}"' in kept
    switch = kept[kept.index('name="auto_display"') :]
    assert " disabled" in switch[: switch.index(">")]


def forged(category, **values) -> dict[str, object]:
    sent = {"name": category.name, "is_displayed": "on", "sold_out": "N", "auto_display": "on", "auto_sort": "orders"}
    return sent | {"auto_descending": "yes", "auto_period_days": "7", "auto_hours": ["10"], "auto_most": "20"} | values


def test_a_forged_switch_changes_nothing_and_the_rest_is_saved(owner, mall, contract):
    category = new_area(mall)
    running_service(mall)
    address = reverse("catalog_display:main_edit", args=[category.pk])
    assert owner.post(address, forged(category, display_count="7")).status_code == 302
    with tenancy.mall(mall.pk):
        category.refresh_from_db()
    assert (category.auto_display, category.display_count) == (False, 7)


def test_a_new_name_with_the_switch_is_refused_at_the_switch(owner, mall, contract):
    category = new_area(mall, name="Hand-picked")
    running_service(mall)
    address = reverse("catalog_display:main_edit", args=[category.pk])
    response = owner.post(address, forged(category, name="Best"))
    assert response.status_code == 422
    assert "Cafe24 PRO fills this section every two hours" in response.content.decode()
    with tenancy.mall(mall.pk):
        category.refresh_from_db()
    assert (category.auto_display, category.name) == (False, "Hand-picked")


def test_the_pages_of_the_main_display_lead_to_each_other(committed, owner, mall, contract):
    running_service(mall)
    names = ("main_display", "display_current", "display_runs", "display_preview", "display_effect")
    for name in names:
        page = text(owner, name)
        assert [other for other in names if f'href="{reverse(f"pro:{other}")}' not in page] == []
