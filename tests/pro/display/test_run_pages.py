"""The main display to read: what shows and why, the last runs, the next one, before and since (issue 5, R3-E)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.db import connections
from django.db.utils import InternalError
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall, Shop
from accounts.tenancy.catalog import mall_models
from catalog.models import Product, ProductListing, ProductStatDay
from pro.domain.display import refresh as refreshing
from pro.domain.display.refresh import preview, refresh_malls
from pro.models import Contract, DisplayFailure, DisplayService
from pro.queries.display_runs import difference, slot_key
from pro.schedules import newest_refresh, next_refresh
from tests.pro.display.making import note_events, placed, running_service
from tests.pro.display.naive import SEOUL, Figures, Happened
from tests.pro.display.test_rules import SLOT, area, pin_at, product
from tests.pro.pages import get, text

pytestmark = pytest.mark.usefixtures("committed", "contract")
TWO_HOURS = dt.timedelta(hours=2)
PAGES = ["display_current", "display_runs", "display_preview", "display_effect"]


@pytest.fixture
def service(mall) -> DisplayService:
    return running_service(mall)


def call(mall: Mall, **names: int) -> None:
    with tenancy.mall(mall.pk):
        for name, product_id in names.items():
            Product.objects.filter(pk=product_id).update(name=name)


def kept(page: str, name: str) -> str:
    """The part of a page about a product, up to the next one."""
    start = page.index(f">{name}</a>")
    return page[start : page.index("</li>", start)]


# --- What shows now, and why --------------------------------------------------------------------------------------


def test_each_product_has_its_window_rank_and_figures_in_words(owner, mall, service):
    area(mall, "best", 3)
    strong = product(mall, 2, views=90, visits=50, cart_adds=9, sales=4, revenue=80000)
    weak = product(mall, 24 * 3, views=10, visits=8, sales=1, revenue=5000)
    call(mall, Strong=strong, Weak=weak)
    refresh_malls([mall.pk], SLOT)
    page = text(owner, "display_current")
    best = kept(page, "Strong")
    assert "No. 1 by orders in the last 24 hours" in best
    for label, figure in (("Orders", "4"), ("Conversion", "8.0 %"), ("Revenue per visit", "₩1,600")):
        assert f"<dt>{label}</dt> <dd> {figure} </dd>" in best
    assert "No. 2 by orders in the last 7 days" in kept(page, "Weak")
    assert "2 products of at most 3" in page


@pytest.mark.parametrize(
    ("kind", "figures", "words"),
    [
        ("new", {}, "No. 1 of the products registered in the last 7 days"),
        ("recommended", {"visits": 2, "views": 2}, "No. 1 by revenue per visit and conversion in the last 30 days"),
        ("trend", {"views": 7}, "No. 1 by views in the last 24 hours"),
    ],
)
def test_each_area_gives_its_own_reason(owner, mall, service, kind, figures, words):
    """R3.65 to R3.68."""
    area(mall, kind, 1)
    values = {"created_at": SLOT - dt.timedelta(days=1)} if kind == "new" else {}
    product(mall, 1, **values, **figures)
    refresh_malls([mall.pk], SLOT)
    assert words in text(owner, "display_current")


def test_pinned_sold_out_and_hand_placed_products_are_marked(owner, mall, service):
    category = area(mall, "best", 5, rule="B")
    pinned, gone, shown = product(mall), product(mall, sold_out=True, sales=9), product(mall, sales=1)
    call(mall, Pinned=pinned, Soldout=gone, Shown=shown)
    pin_at(category, pinned, 0)
    refresh_malls([mall.pk], SLOT)
    by_hand = product(mall)
    call(mall, Hand=by_hand)
    with tenancy.mall(mall.pk):
        category.placements.create(product_id=by_hand, position=3)
    page = text(owner, "display_current")
    assert "Pinned: it keeps its place." in kept(page, "Pinned")
    assert "Sold out, so it stands behind the others." in kept(page, "Soldout")
    assert kept(page, "Soldout").count("Sold out, so it stands") == 1
    assert "Placed by hand" in kept(page, "Hand")
    assert "Placed by hand" not in kept(page, "Shown")
    assert page.index(">Hand</a>") < page.index(">Soldout</a>")


def test_an_area_that_stayed_as_it_was_says_so(owner, mall, service):
    """R3.53."""
    area(mall, "best", 2)
    refresh_malls([mall.pk], SLOT)
    page = text(owner, "display_current")
    assert "so it stayed as it was" in page
    assert "Nothing shows here" in page


def test_areas_that_took_turns_are_told_once(owner, mall, service):
    """R3.69."""
    area(mall, "best", 3), area(mall, "trend", 3, group=3)
    product(mall, sales=1, views=1)
    refresh_malls([mall.pk], SLOT)
    assert text(owner, "display_current").count("areas took turns") == 1


def test_a_shop_without_areas_reads_what_an_area_is(owner, mall, service):
    for page in ("display_current", "display_preview"):
        shown = text(owner, page)
        assert "This shop has no areas" in shown
        assert reverse("catalog_display:main_list") in shown


def test_each_shop_has_its_own_areas_in_its_own_currency(owner, mall, service):
    Shop.objects.create(mall=mall, shop_no=2, name="Abroad", language="en", currency="USD")
    area(mall, "best", 1, shop_no=2, name="Best")
    sold = product(mall, sales=2, visits=4, revenue=1050, shop_no=2)
    call(mall, Lamp=sold)
    refresh_malls([mall.pk], SLOT)
    assert "Lamp" not in text(owner, "display_current")
    page = text(owner, "display_current", shop=2)
    assert "$2.63" in kept(page, "Lamp")
    assert get(owner, "display_current", shop=3).status_code == 404


@time_machine.travel(dt.datetime(2026, 11, 27, 5, 30, tzinfo=SEOUL), tick=False)
def test_the_next_run_is_named_in_korean_time(owner, mall, service):
    """R3.46."""
    for page in PAGES:
        assert "2026-11-27 06:00" in text(owner, page)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (None, "The service is not on"),
        ({"state": "approved"}, "Before the first update you get a notice"),
        ({"state": "announced", "starts_on": dt.date(2026, 12, 7)}, "The first update comes on 2026-12-07 at 10:00"),
        ({"state": "off", "ended_at": dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)}, "turned off on 2026-11-26 12:00"),
        ({"state": "running", "suspended": True}, "PRO does not work for this store at the moment"),
    ],
    ids=["none", "approved", "announced", "off", "suspended"],
)
def test_the_pages_say_whether_the_service_is_on(owner, mall, values, words):
    values = dict(values or {})
    if values.pop("suspended", False):
        Contract.objects.filter(mall=mall).update(state="suspended", reason="Not suitable.")
    if values:
        DisplayService.objects.create(mall=mall, **values)
    page = text(owner, "display_current")
    assert words in page
    assert "Next update" not in page


# --- The last runs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], (0, 0, 0, 0)),
        ([1, 2, 3], [3, 1, 4], (1, 1, 1, 1)),
        ([], [1, 2], (2, 0, 0, 0)),
        ([1, 2], [], (0, 0, 0, 0)),
    ],
)
def test_a_difference_counts_what_came_left_and_moved(before, after, expected):
    found = difference(before, after)
    assert (found.came, found.left, found.up, found.down) == expected
    assert found.has_stayed == (not after)


def test_runs_are_listed_newest_first_with_what_changed_in_words(owner, mall, service):
    category = area(mall, "best", 2)
    old, new = product(mall), product(mall, sales=1)
    with tenancy.mall(mall.pk):
        category.placements.create(product_id=old, position=0)
    refresh_malls([mall.pk], SLOT)
    refresh_malls([mall.pk], SLOT + TWO_HOURS)
    DisplayFailure.objects.create(mall=mall, slot_at=SLOT + TWO_HOURS * 2, error="x")
    page = text(owner, "display_runs")
    rows = page.split("<tr>")[2:]
    assert len(rows) == 3
    assert "This update failed on our side" in rows[0]
    assert "Nothing changed" in rows[1]
    assert "1 new" in rows[2]
    assert "1 gone" in rows[2]
    assert reverse("pro:display_run", args=[slot_key(SLOT)]) in rows[2]
    assert placed(category) == [new]


def test_a_run_stands_side_by_side_with_what_was_before(owner, mall, service):
    category = area(mall, "best", 3)
    falls, stays, leaves = product(mall, 3, sales=2), product(mall, 3, sales=1), product(mall)
    call(mall, Falls=falls, Stays=stays, Leaves=leaves)
    refresh_malls([mall.pk], SLOT)
    rises = product(mall, 1, sales=9)
    call(mall, Rises=rises)
    with tenancy.mall(mall.pk):
        category.placements.create(product_id=leaves, position=9)
    with tenancy.malls([mall.pk]):
        refreshing.advance_windows([mall.pk], SLOT)
    later = SLOT + dt.timedelta(hours=26)  # worked out anew, with the sales that were noted late
    refresh_malls([mall.pk], later)
    page = text(owner, "display_run", slot_key(later))
    left, right = page.split("After the update of")
    assert "Gone" in kept(left, "Leaves")
    assert "No. 1 by orders" in kept(right, "Rises")
    assert "down from 1" in kept(right, "Falls")
    assert "changed by hand" in page
    assert reverse("pro:display_run", args=[slot_key(SLOT)]) in page


@pytest.mark.parametrize("key", ["2026112701", "nonsense", "9999999999", "2026112700"])
def test_a_run_that_is_not_there_is_404(owner, mall, service, key):
    assert get(owner, "display_run", key).status_code == 404


def test_a_product_that_was_deleted_since_keeps_its_place_in_the_run(owner, mall, service):
    area(mall, "best", 1)
    sold = product(mall, sales=1)
    refresh_malls([mall.pk], SLOT)
    with tenancy.mall(mall.pk):
        ProductListing.objects.all().delete()
    assert f"Product {sold}, no longer there" in text(owner, "display_run", slot_key(SLOT))


# --- The preview --------------------------------------------------------------------------------------------------


def everything() -> dict[str, list[tuple]]:
    """Each row of each tenant table and of the service's own, as text with its row version."""
    tables = [model._meta.db_table for model in mall_models()]
    tables += ["pro_displayservice", "pro_displayslot", "pro_displayfailure", "accounts_job", "accounts_outboxmessage"]
    found = {}
    with connections["support"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t.tableoid, t.xmin::text, t.ctid::text, t::text FROM {table} t ORDER BY 1, 3")
            found[table] = cursor.fetchall()
    return found


def test_a_preview_shows_what_the_next_run_does_and_writes_nothing(owner, mall, service):
    """Issue 5: every row of every tenant table is the very row it was before."""
    category = area(mall, "best", 2)
    old, best = product(mall), product(mall, sales=3)
    call(mall, Old=old, Best=best)
    with tenancy.mall(mall.pk):
        category.placements.create(product_id=old, position=0)
    page = text(owner, "display_preview")  # also writes what a first page of a session writes
    before = everything()
    assert sum(map(len, before.values())) > 5
    page = text(owner, "display_preview")
    assert everything() == before
    assert "A preview changes nothing." in page
    left, right = page.split("Would show from")
    assert "Gone" in kept(left, "Old")
    assert "No. 1 by orders" in kept(right, "Best")
    assert placed(category) == [old]


def test_postgresql_itself_refuses_a_preview_that_writes(mall, service, monkeypatch):
    area(mall, "best", 1)
    monkeypatch.setattr(refreshing, "ranking_of_preview", lambda: "DELETE FROM pro_displayrun")
    with pytest.raises(InternalError, match="read-only transaction"):
        preview(mall.pk, SLOT)


def test_a_preview_that_takes_too_long_gives_up_and_says_so(owner, mall, service, monkeypatch):
    area(mall, "best", 1)
    monkeypatch.setattr(refreshing, "PREVIEW_MS", 50)
    monkeypatch.setattr(refreshing, "ranking_of_preview", lambda: "SELECT pg_sleep(60)")
    response = get(owner, "display_preview")
    assert response.status_code == 503
    assert "Working this out takes too long at the moment" in response.content.decode()


def test_a_preview_is_what_the_run_then_does(owner, mall, service):
    category = area(mall, "best", 3)
    for number in range(3):
        product(mall, 1, sales=number + 1)
    [said] = preview(mall.pk, SLOT)
    refresh_malls([mall.pk], SLOT)
    assert placed(category) == said.products


def test_a_preview_of_a_service_that_is_off_says_that_nothing_will_happen(owner, mall):
    area(mall, "best", 1), product(mall, sales=1)
    assert "this update does not happen" in text(owner, "display_preview")


# --- Before and since ---------------------------------------------------------------------------------------------


def days_ago(number: int) -> dt.datetime:
    today = timezone.now().astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - dt.timedelta(days=number) + dt.timedelta(hours=5)


def begin(mall: Mall, *, days: int) -> None:
    Mall.objects.filter(pk=mall.pk).update(created_at=timezone.now() - dt.timedelta(days=80))
    DisplayService.objects.filter(mall=mall).update(started_at=days_ago(days))


def test_each_area_is_compared_by_what_it_showed_before_and_since(owner, mall, service):
    category = area(mall, "best", 1)
    old = product(mall)
    new = product(mall)
    with tenancy.mall(mall.pk):
        category.placements.create(product_id=old, position=0)
        for number in range(1, 21):
            figures = Figures(views=10, visits=10, sales=1, revenue=1000)
            note_events(old, [Happened(days_ago(number), figures)])
            note_events(new, [Happened(days_ago(number), Figures(views=30, visits=20, sales=4, revenue=4000))])
    begin(mall, days=10)
    for number in range(10, 0, -1):
        refresh_malls([mall.pk], days_ago(number) + dt.timedelta(hours=5))
        with tenancy.malls([mall.pk]):
            refreshing.advance_windows([mall.pk], days_ago(number) + dt.timedelta(hours=5))
    assert placed(category) == [new]
    page = text(owner, "display_effect")
    assert "28 whole days before it and 9 whole days since" in page
    assert "There is not enough data" not in page
    facts = dict(re.findall(r"<h3>(.*?)</h3>(.*?)</figcaption>", page))
    assert re.findall(r"<dd>\s*(.*?)\s*</dd>", facts["Views"]) == ["3.6", "30", "<strong>+740 %</strong>"]
    assert re.findall(r"<dd>\s*(.*?)\s*</dd>", facts["Conversion"]) == ["10.0 %", "20.0 %", "<strong>+100 %</strong>"]
    assert re.findall(r"<dd>\s*(.*?)\s*</dd>", facts["Revenue per visit"])[:2] == ["₩100", "₩200"]
    assert page.count('class="chart-before"') == 3 * 10
    assert page.count('class="chart-since"') == 3 * 9
    assert page.count('<th scope="row">') == 28 + 9


def test_too_few_days_are_told_and_no_change_is_claimed(owner, mall, service):
    area(mall, "best", 1), product(mall, 24 * 4, visits=5, views=5, sales=1)
    begin(mall, days=3)
    refresh_malls([mall.pk], days_ago(2))
    page = text(owner, "display_effect")
    assert "There is not enough data to compare yet: it takes 7 whole days on both sides." in page
    assert "Difference" not in page


def test_an_area_that_nobody_visited_before_claims_no_change(owner, mall, service):
    area(mall, "best", 1), product(mall, 24 * 4, visits=5, views=5, sales=1)
    begin(mall, days=10)
    refresh_malls([mall.pk], days_ago(3))
    page = text(owner, "display_effect")
    assert "Not enough data: on one side nobody visited" in page
    assert "Difference" not in page


def test_a_service_that_has_not_begun_has_nothing_to_compare(owner, mall):
    assert "Nothing to compare yet" in text(owner, "display_effect")


def test_another_malls_figures_do_not_count(owner, mall, service, other_mall):
    area(mall, "best", 1), product(mall, sales=1, visits=1)
    begin(mall, days=10)
    refresh_malls([mall.pk], days_ago(5))
    with tenancy.mall(mall.pk):
        shown = ProductStatDay.objects.values_list("product_id", flat=True)[0]
    with tenancy.mall(other_mall.pk):
        note_events(shown, [Happened(days_ago(5), Figures(views=999, visits=999))])
    assert "999" not in re.sub(r'placeholder="[^"]*"', "", text(owner, "display_effect").split("PRO began on")[1])


# --- Who may look, and what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("operator_with_pro", 200), ("operator_without_pro", 403), ("operator_with_display", 403)],
)
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_need_the_right_to_pro(client, cast, mall, service, page, who, status):
    cast.sign_in(client, who)
    assert get(client, page).status_code == status


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_the_login(client, page):
    assert get(client, page)["Location"].startswith("/login/")


def test_another_mall_sees_nothing_of_this_one(client, cast, mall, service):
    area(mall, "best", 1)
    secret = product(mall, sales=1)
    call(mall, Secret=secret)
    refresh_malls([mall.pk], SLOT)
    cast.sign_in(client, "other_mall")
    for page in PAGES:
        assert "Secret" not in text(client, page)
    assert get(client, "display_run", slot_key(SLOT)).status_code == 404


# session, user, operator, transaction and door are five of them
COUNTS = {"display_current": 16, "display_runs": 12, "display_run": 15, "display_preview": 11, "display_effect": 12}


@pytest.mark.parametrize("page", COUNTS)
@pytest.mark.parametrize("size", [1, 3])
def test_a_page_runs_the_same_queries_for_one_and_for_many(owner, mall, service, django_assert_num_queries, page, size):
    for group, kind in enumerate(["best", "trend", "recommended"][:size], start=2):
        area(mall, kind, size, group=group)
    for _ in range(size):
        product(mall, views=3, visits=2, sales=1)
    for number in range(size, -1, -1):
        refresh_malls([mall.pk], SLOT - TWO_HOURS * number)
    arguments = [slot_key(SLOT)] if page == "display_run" else []
    get(owner, page, *arguments)
    with django_assert_num_queries(COUNTS[page]):
        assert get(owner, page, *arguments).status_code == 200


# --- The clock ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "newest", "following"),
    [
        ("10:00", "10:00", "12:00"),
        ("11:59", "10:00", "12:00"),
        ("00:00", "00:00", "02:00"),
        ("23:59", "22:00", "00:00"),
    ],
)
def test_slots_are_even_hours_in_seoul(now, newest, following):
    """R3.46."""
    at = dt.datetime.combine(dt.date(2026, 11, 27), dt.time.fromisoformat(now), SEOUL)
    assert f"{newest_refresh(at).astimezone(SEOUL):%H:%M}" == newest
    assert f"{next_refresh(at).astimezone(SEOUL):%H:%M}" == following
