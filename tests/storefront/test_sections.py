"""The main page's sections: one rule for all pages, cached, and changed for all readers at once (design 9, 11)."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
import requests
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts import tenancy
from accounts.models import Mall
from catalog.models import MainCategory, MainCategoryProduct, ProductListing
from catalog.queries import display as rule
from pro.domain.display.refresh import refresh_malls
from storefront.queries.lists import main_sections
from tests.factories import MallFactory
from tests.factories_catalog import make_product
from tests.live import LiveServer
from tests.pro.display.making import make_area, make_offer, running_service
from tests.pro.display.naive import Figures, Happened, Offer
from tests.pro.display.test_rules import SLOT
from tests.pro.factories import make_contract

READERS, ROUNDS = 4, 6
TWO_HOURS = dt.timedelta(hours=2)


def fill(section: MainCategory, products: list, pinned: tuple[int, ...] = ()) -> None:
    for place, product in enumerate(products):
        MainCategoryProduct.objects.create(
            main_category=section, product=product, position=place, is_pinned=place in pinned
        )


# --- One rule -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "shown"), [(3, 3), (None, 40)])
@pytest.mark.django_db
def test_shoppers_see_what_the_one_rule_says(mall, count, shown):
    """Both lists of sections come from `catalog.queries.display`: 40 where no number is set."""
    with tenancy.mall(mall.pk):
        shop = mall.shops.get()
        products = [make_product(f"P{number}", stock=number % 5) for number in range(42)]
        hidden = make_product("Hidden", display=False)
        section = MainCategory.objects.create(display_group=2, name="Best", sold_out="B", display_count=count)
        fill(section, [hidden, *products])
        [ours], [theirs] = main_sections(shop), rule.main_sections(1)
        assert [card.name for card in ours.cards] == [row.name for row in theirs.products]
        assert len(ours.cards) == shown
        assert [place.goes_last for place in rule.section_plans(1)[0].places].count(True) == (0 if count else 7)


@pytest.mark.django_db
def test_a_pin_that_is_not_on_sale_waits_and_takes_no_place(mall):
    """R3.50: it must not push out what an automatic display chose."""
    with tenancy.mall(mall.pk):
        waits, shown, marked = make_product("Waits"), make_product("Shown"), make_product("Marked")
        section = MainCategory.objects.create(display_group=2, name="Best", display_count=2)
        fill(section, [waits, shown, marked], pinned=(0,))
        ProductListing.objects.exclude(product=shown).update(selling=False)
        assert rule.section_plans(1)[0].product_ids == [shown.pk, marked.pk]


@pytest.mark.parametrize("sections", [0, 1, 3])
@pytest.mark.django_db
def test_sections_take_two_queries_whatever_their_number(mall, sections, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        shop = mall.shops.get()
        products = [make_product(f"P{number}") for number in range(3)]
        for group in range(sections):
            fill(MainCategory.objects.create(display_group=group + 2, name="x", position=group), products)
        with django_assert_num_queries(2 if sections else 1):
            assert [len(section.cards) for section in main_sections(shop)] == [3] * sections


@pytest.mark.django_db
def test_what_stands_where_is_one_statement(mall):
    """Two would let a reader see one section from before a refresh and one from after."""
    with tenancy.mall(mall.pk):
        fill(MainCategory.objects.create(display_group=2, name="x"), [make_product()])
        with CaptureQueriesContext(
            connection,
        ) as run:
            main_sections(mall.shops.get())
    assert ["catalog_maincategoryproduct" in one["sql"] for one in run.captured_queries].count(True) == 1


# --- Changed for all readers at once ------------------------------------------------------------------------------


@pytest.fixture
def displayed(committed) -> Mall:
    """A mall with two areas of three places each, both filled by what sold best."""
    mall = MallFactory()
    make_contract(mall)
    running_service(mall)
    with tenancy.mall(mall.pk):
        for group, kind in enumerate(("best", "trend"), start=2):
            make_area(kind, 3, group=group)
    return mall


def sell(mall: Mall, at: dt.datetime, name: str) -> None:
    """Three new products that sell better in the hour before a slot than anything did before."""
    with tenancy.mall(mall.pk):
        for number in range(3):
            happened = Happened(at - dt.timedelta(hours=1), Figures(views=20, visits=20, sales=20, revenue=1))
            made = make_offer(Offer(0, SLOT - dt.timedelta(days=60), events=[happened]))
            type(made).objects.filter(pk=made.pk).update(name=f"{name}-{number}")


def lists_of(page: str) -> list[set[str]]:
    """Which batches of products each section shows."""
    sections = page.split('<section class="store-section">')[1:]
    found = []
    for section in sections:
        names = re.findall(r'<h3 class="product-name">\s*<a[^>]*>([^<-]*)-\d</a>', section.split("</section>")[0])
        found.append(set(names))
    return found


class Readers:
    """Browsers that ask for the main page all the time, each over connections of its own."""

    def __init__(self, site: LiveServer, host: str) -> None:
        self.pages: list[str] = []
        self._site, self._host, self._stop = site, host, threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(READERS)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _read(self) -> None:
        while not self._stop.is_set():
            with requests.Session() as session:
                answer = self._site.request("GET", "/", session=session, mall_host=self._host)
            self.pages.append(answer.text if answer.status_code == 200 else str(answer.status_code))


def test_no_reader_of_any_web_worker_sees_a_mix_and_the_next_page_is_new(displayed: Mall, site):
    """Issue 5: several web processes, pages kept in Redis, refreshes while readers read."""
    sell(displayed, SLOT, "a0")
    refresh_malls([displayed.pk], SLOT)
    connections.close_all()
    with Readers(site, displayed.host) as readers:
        for number in range(1, ROUNDS):
            slot = SLOT + TWO_HOURS * number
            sell(displayed, slot, f"a{number}")
            assert refresh_malls([displayed.pk], slot).changed == 1
            for _ in range(READERS * 2):  # whichever worker answers
                page = site.request("GET", "/", mall_host=displayed.host).text
                assert lists_of(page) == [{f"a{number}"}, {f"a{number}"}]
    seen = [lists_of(page) for page in readers.pages]
    assert len(seen) > ROUNDS
    mixed = [lists for lists in seen if len(lists) != 2 or lists[0] != lists[1] or len(lists[0]) != 1]
    assert mixed == []
