"""Products are found and ticked, without a script, and what was chosen stays (R3.10, R3.39)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from catalog.domain.copy_listings import copy_listings
from catalog.models import Product
from pro.models import WorkRequest, WorkRequestRow
from pro.queries.product_picker import MOST_CHOSEN, PAGE, picked_ids, product_picker
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
TICK = re.compile(r'<input[^>]*name="(?:products|product)"[^>]*?value="(\d+)"([^>]*)>', re.DOTALL)


@pytest.fixture
def many(mall, contract) -> list[int]:
    """45 mugs and a plate with a code, oldest first."""
    with tenancy.mall(mall.pk):
        mugs = [make_product(f"Mug {number:02}").pk for number in range(45)]
        plate = make_product("Plate").pk
        Product.objects.filter(pk=plate).update(code="PL-9")
    return [*mugs, plate]


def ticks(response) -> tuple[list[int], list[int]]:
    """Ids that are ticked on a page and ids that are offered, each in its order."""
    found = TICK.findall(response.content.decode())
    is_on = [(int(pk), "checked" in rest) for pk, rest in found]
    return [pk for pk, on in is_on if on], [pk for pk, on in is_on if not on]


def promotion(**values):
    today = timezone.localdate()
    days = {"starts_on": today.isoformat(), "ends_on": (today + dt.timedelta(days=2)).isoformat()}
    return {**days, "badge_ko": "특가", "section": "1:", "position": "1"} | values


def test_ticks_and_what_was_typed_stay_through_searches_and_pages(owner, mall, many):
    url, plate = reverse("pro:request_promotion"), many[-1]
    chosen, offered = ticks(owner.get(url))
    assert (chosen, offered) == ([], many[::-1][:PAGE])
    typed = promotion(products=[offered[3]], q="mug", find="1", note="Please.")
    response = owner.post(url, typed)
    assert response.status_code == 200
    assert "Please." in response.content.decode()
    assert 'value="특가"' in response.content.decode()
    chosen, offered = ticks(response)
    assert chosen == [many[-4]]
    assert plate not in offered
    cursor = re.search(r'name="before"\s+value="(\d+)"', response.content.decode()).group(1)
    response = owner.post(url, promotion(products=[*chosen, offered[0]], q="mug", before=cursor))
    chosen, offered = ticks(response)
    assert chosen == [many[-4], many[-2]]  # in the order in which they were ticked
    assert offered[0] < int(cursor)
    cursor = re.search(r'name="after"\s+value="(\d+)"', response.content.decode()).group(1)
    chosen, offered = ticks(owner.post(url, promotion(products=[*chosen, offered[5]], q="mug", after=cursor)))
    assert len(chosen) == 3
    chosen, offered = ticks(owner.post(url, promotion(products=chosen[1:], q=" PL-9 ", find="1")))
    assert offered == [plate]
    assert WorkRequest.objects.count() == 0  # nothing was handed in so far
    response = owner.post(url, promotion(products=[*chosen, plate], q="PL-9"))
    assert response.status_code == 302
    with tenancy.mall(mall.pk):
        rows = WorkRequestRow.objects.order_by("row_no")
        assert [row.cells["product"] for row in rows] == [*chosen, plate]


def test_a_form_with_errors_keeps_the_ticks(owner, many):
    response = owner.post(reverse("pro:request_promotion"), promotion(products=many[:2], badge_ko="x" * 13))
    assert response.status_code == 422
    assert ticks(response)[0] == many[:2]
    response = owner.post(reverse("pro:request_promotion"), promotion())
    assert response.status_code == 422
    assert "Choose at least one product." in response.content.decode()
    response = owner.post(reverse("pro:request_promotion"), promotion(products=many[:21]))
    assert "At most 20 products at once." in response.content.decode()
    assert ticks(response)[0] == many[:21]
    assert WorkRequest.objects.count() == 0


def test_another_malls_products_are_neither_shown_nor_taken(owner, mall, other_mall, many):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Mug of theirs", price=1).pk
        Product.objects.filter(pk=theirs).update(code="THEIRS")
    url = reverse("pro:request_promotion")
    for words in ("mug of", "THEIRS"):
        response = owner.post(url, promotion(products=[theirs, many[0]], q=words, find="1"))
        assert ticks(response) == ([many[0]], [])
        assert "Mug of theirs" not in response.content.decode()
    response = owner.post(url, promotion(products=[many[0], theirs]))
    assert response.status_code == 422
    assert "A chosen product is no longer there." in response.content.decode()
    edit = owner.get(reverse("pro:request_edit"), {"product": theirs, "shop": "2", "field": "name"})
    assert edit.status_code in {200, 422}
    assert "Mug of theirs" not in edit.content.decode()
    assert WorkRequest.objects.count() == 0


def test_an_edit_request_chooses_one_product_and_goes_on_to_its_text(owner, mall, many, overseas):
    with tenancy.mall(mall.pk):
        copy_listings([many[0]], overseas[0], actor=Actor.system())
    url = reverse("pro:request_edit")
    asked = {"shop": "2", "field": "name"}
    response = owner.get(url, {**asked, "q": "mug 00", "find": "1"})
    assert ticks(response) == ([], [many[0]])
    response = owner.get(url, {**asked, "product": many[0], "q": "plate", "find": "1"})
    assert ticks(response) == ([many[0]], [many[-1]])
    response = owner.get(url, {**asked, "q": "plate"})
    assert response.status_code == 422
    assert "Choose a product." in response.content.decode()
    assert owner.get(url, {**asked, "product": "9" * 30}).status_code == 422
    assert owner.get(url, {**asked, "product": many[1]}).status_code == 422  # not in that shop
    text = owner.get(url, {**asked, "product": many[0], "q": "plate"}).content.decode()
    assert "Wanted text" in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["request_promotion", "request_edit"])
def test_the_pages_take_the_same_queries_for_one_product_and_three(owner, mall, contract, overseas, name, count):
    with tenancy.mall(mall.pk):
        ids = [make_product(f"Mug {number}").pk for number in range(2 * count)]
    url = reverse(f"pro:{name}")

    def page():
        if name == "request_edit":
            return owner.get(url, {"product": ids[0], "q": "mug", "find": "1"})
        return owner.post(url, promotion(products=ids[:count], q="mug", find="1"))

    page()
    with CaptureQueriesContext(connection) as queries:
        assert page().status_code == 200
    assert len(queries) == {"request_promotion": 14, "request_edit": 13}[name]


def test_a_code_stands_first_and_products_that_begin_like_it_follow(mall, many):
    with tenancy.mall(mall.pk):
        Product.objects.filter(pk=many[3]).update(code="Mug")
        found = [row.pk for row in product_picker([], QueryDict("q=Mug")).found]
        assert found == [many[3], *many[44:24:-1]]
        assert [row.pk for row in product_picker([many[3]], QueryDict("q=Mug")).found] == many[44:24:-1]


def test_what_is_asked_for_is_bounded_and_cleaned(mall, many):
    assert picked_ids(["7", "x", "7", "-1", "9" * 19, " 3", "²"]) == [7]
    assert len(picked_ids(map(str, range(500)))) == MOST_CHOSEN
    with tenancy.mall(mall.pk), CaptureQueriesContext(connection) as queries:
        shown = product_picker(many[:3], QueryDict("q=%25"))
        assert (len(shown.chosen), shown.found) == (3, [])
        assert len(product_picker([], QueryDict("q=%EF%BD%8Dug&before=x")).found) == PAGE
    assert sum("SELECT" in query["sql"] for query in queries) == 5
