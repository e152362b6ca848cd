"""The main display of all malls in /support/: slots, failures with a retry, malls that are behind (issue 5)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job, Mall
from pro.display_reasons import error_in_words
from pro.models import DisplayFailure, DisplayService, DisplaySlot
from pro.queries.display_support import due_slot
from tests.factories import MallFactory, UserFactory
from tests.pro.display.making import running_service
from tests.pro.factories import make_contract

pytestmark = pytest.mark.usefixtures("committed")
TWO_HOURS = dt.timedelta(hours=2)
TABS = ["admin:pro_displayslot_changelist", "admin:pro_display_failures", "admin:pro_display_behind"]


@pytest.fixture
def staff() -> Client:
    client = Client(HTTP_HOST=settings.PLATFORM_HOST)
    client.force_login(UserFactory(login_id="helper", is_staff=True))
    return client


def served(host: str, **values: object) -> Mall:
    """A mall whose service runs."""
    mall = MallFactory(host=host)
    make_contract(mall)
    running_service(mall, **values)
    return mall


def slot(number: int, **values: object) -> DisplaySlot:
    at = due_slot(timezone.now()) - TWO_HOURS * number
    defaults = {"began_at": at, "ended_at": at + dt.timedelta(seconds=65), "malls": 2, "refreshed": 2}
    return DisplaySlot.objects.create(slot_at=at, **(defaults | values))


def failure(mall: Mall, number: int = 0, **values: object) -> DisplayFailure:
    at = due_slot(timezone.now()) - TWO_HOURS * number
    return DisplayFailure.objects.create(mall=mall, slot_at=at, **({"error": "ValueError: odd"} | values))


def page(staff: Client, name: str, **query: object) -> str:
    response = staff.get(reverse(name), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows_of(shown: str) -> list[str]:
    return shown.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0].split("<tr>")[1:] if "<tbody>" in shown else []


def test_slots_show_how_long_they_took_and_how_many_failed(staff):
    slot(1, changed=1, failed=1)
    slot(0, ended_at=None, batches_left=3)
    shown = rows_of(page(staff, TABS[0]))
    assert "Not finished, 3 batches left" in shown[0]
    assert "1 min 5 s" in shown[1]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", shown[1])
    assert cells[3:6] == ["2", "2", "1"]
    assert reverse(TABS[1]) in cells[6]


@pytest.mark.parametrize(("query", "expected"), [({}, 3), ({"outcome": "failed"}, 1), ({"outcome": "unfinished"}, 1)])
def test_slots_are_narrowed_by_outcome(staff, query, expected):
    slot(0), slot(1, failed=2), slot(2, ended_at=None)
    assert len(rows_of(page(staff, TABS[0], **query))) == expected


def test_slots_are_narrowed_by_day(staff):
    slot(0), slot(12 * 5)
    day = f"{timezone.localtime(DisplaySlot.objects.last().slot_at):%Y-%m-%d}"
    assert len(rows_of(page(staff, TABS[0], last=day, first=day))) == 1
    assert "Nothing fits these filters" in page(staff, TABS[0], last="2020-01-01")


def test_lists_go_by_key_and_lose_no_row(staff):
    mall = served("pagedmall")
    for number in range(35):
        slot(number), failure(mall, number)
    for tab in TABS[:2]:
        first = page(staff, tab)
        rest = page(staff, tab, before=re.search(r"\?before=([\d-]+)", first)[1])
        assert (len(rows_of(first)), len(rows_of(rest))) == (30, 5)
        assert not set(rows_of(first)) & set(rows_of(rest))


def test_a_failure_says_its_error_in_words_and_is_retried_once(staff):
    found = failure(served("badmall"), error="OperationalError: server closed the connection")
    shown = page(staff, TABS[1])
    assert "badmall" in shown
    assert "The database was not there, or its connection broke." in shown
    url = reverse("admin:pro_display_retry", args=[found.pk])
    assert staff.get(url).status_code == 405
    for told in ("The mall is refreshed again.", "A retry of this mall is waiting already."):
        assert told in staff.post(url, follow=True).content.decode()
    assert Job.objects.filter(task="pro.retry_display", mall=found.mall_id).count() == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("OperationalError: deadlock detected", "held this mall"),
        ("OperationalError: canceling statement due to statement timeout", "longer than the database allows"),
        ("OperationalError: server closed the connection", "its connection broke"),
        ("DataError: bigint out of range", "holds something"),
        ("KeyError: 'x'", "A mistake in the program"),
    ],
)
def test_errors_have_words(error, words):
    assert words in error_in_words(error)


@pytest.mark.parametrize(
    ("query", "hosts"),
    [
        ({}, ["aamall", "bbmall"]),
        ({"state": "open"}, ["aamall"]),
        ({"state": "solved"}, ["bbmall"]),
        ({"mall": "bb"}, ["bbmall"]),
    ],
)
def test_failures_are_narrowed(staff, query, hosts):
    failure(served("aamall"))
    failure(served("bbmall"), 1, solved_at=timezone.now())
    shown = rows_of(page(staff, TABS[1], **query))
    assert [re.search(r">(\w\wmall)<", row)[1] for row in shown] == hosts


def test_a_solved_failure_has_no_button(staff):
    failure(served("goodmall"), solved_at=timezone.now())
    assert "retry/" not in page(staff, TABS[1])


def test_malls_are_behind_that_run_and_missed_the_slot_that_should_be_over(staff):
    due = due_slot(timezone.now())
    served("behindmall", refreshed_slot_at=due - TWO_HOURS)
    served("nevermall")
    served("goodmall", refreshed_slot_at=due)
    fresh = served("freshmall")
    DisplayService.objects.filter(mall=fresh).update(started_at=due + dt.timedelta(minutes=1))
    off = served("offmall")
    DisplayService.objects.filter(mall=off).update(state="off")
    running_service(MallFactory(host="nocontract"))
    shown = rows_of(page(staff, TABS[2]))
    assert [re.search(r">(\w+)</a>", row)[1] for row in shown] == ["nevermall", "behindmall"]
    assert len(rows_of(page(staff, TABS[2], mall="never"))) == 1


def test_empty_lists_say_what_would_stand_there(staff):
    assert "No update yet" in page(staff, TABS[0])
    assert "No failures" in page(staff, TABS[1])
    assert "No mall is behind" in page(staff, TABS[2])


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_runs_the_same_queries_for_one_and_for_many(staff, tab, number, django_assert_num_queries):
    for place in range(number):
        failure(served(f"mall{place}x"), place), slot(place)
    page(staff, tab)
    with django_assert_num_queries(4, connection=connections["support"]), django_assert_num_queries(2):
        page(staff, tab)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(("who", "status"), [("owner", 403), (None, 302)])
def test_nobody_but_staff_gets_there(client, cast, tab, who, status):
    cast.sign_in(client, who)
    assert client.get(reverse(tab)).status_code == status


def test_a_merchant_cannot_retry(client, cast, mall):
    found = failure(mall)
    cast.sign_in(client, "owner")
    assert client.post(reverse("admin:pro_display_retry", args=[found.pk])).status_code == 403
    assert not Job.objects.filter(task="pro.retry_display").exists()
