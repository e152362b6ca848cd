"""What shoppers look at is counted, whether the page came from the cache or not (design 6)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from catalog import stream
from tests.catalog.statistics import empty_stream
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140"}


@pytest.fixture(autouse=True)
def _clean():
    empty_stream()
    yield
    empty_stream()


@pytest.fixture
def page(mall) -> str:
    with tenancy.mall(mall.pk):
        product = make_product()
    return f"/product/{product.slug}/{product.pk}/"


def seen() -> list[tuple[int, int, bool]]:
    return [(e.mall_id, e.shop_no, e.is_visit) for e in stream.events_of(stream.read_after("0-0", 100))]


def test_each_look_is_a_view_and_the_first_one_a_visit(shopper, mall, page):
    for _ in range(3):
        assert shopper.get(page, headers=BROWSER).status_code == 200
    etag = shopper.get(page)["ETag"]
    assert shopper.get(page, headers=BROWSER | {"If-None-Match": etag}).status_code == 304
    assert seen() == [(mall.pk, 1, True)] + [(mall.pk, 1, False)] * 2 + [(mall.pk, 1, True), (mall.pk, 1, False)]


def test_a_warm_page_is_counted_without_a_query(shopper, page, django_assert_num_queries):
    shopper.get(page, headers=BROWSER)
    with django_assert_num_queries(0):
        shopper.get(page, headers=BROWSER)
    assert len(seen()) == 2


@pytest.mark.parametrize("headers", [{"User-Agent": "Googlebot/2.1"}, BROWSER | {"Sec-Purpose": "prefetch"}])
def test_machines_are_not_counted(shopper, page, headers):
    assert shopper.get(page, headers=headers).status_code == 200
    assert seen() == []


def test_what_is_not_shown_is_not_counted(shopper, mall, page):
    shopper.head(page, headers=BROWSER)
    assert shopper.get("/product/999999/", headers=BROWSER).status_code == 404
    assert seen() == []
