"""Pages from the cache: no query when warm, and never a page that is out of date."""

from __future__ import annotations

import dataclasses
import time
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from structlog.testing import capture_logs

from accounts import store_cache, tenancy
from accounts.audit import Actor
from accounts.models import Mall
from accounts.store_cache import Lookup
from cafe24clone.runner.testing import temporary_redis
from catalog.domain.change_given import change_given
from catalog.domain.change_product import change_product
from catalog.domain.create_product import create_product
from catalog.domain.delete_product import delete_product
from catalog.domain.facts import ProductFacts
from catalog.domain.set_visibility import set_visibility
from catalog.models import Product
from tests.factories import MallFactory

SYSTEM = Actor.system()
CUP = ProductFacts(name="Cup", price=Decimal(1000), display=True, selling=True)
BOWL = dataclasses.replace(CUP, name="Bowl")
FACTS = ProductFacts(name="Cup", price=Decimal(1000), display=True, selling=True)


@pytest.fixture
def open_mall(committed) -> Mall:
    return MallFactory()


@pytest.fixture
def shopper(open_mall) -> Client:
    return Client(HTTP_HOST=f"{open_mall.host}.{settings.MALL_DOMAIN}")


@pytest.fixture
def product(open_mall) -> Product:
    with tenancy.mall(open_mall.pk):
        return create_product(CUP, actor=SYSTEM)


def test_a_warm_main_page_and_product_page_run_no_query(shopper, product, django_assert_num_queries):
    """Design 11: no query when warm."""
    pages = ["/", f"/product/cup/{product.pk}/"]
    cold = [shopper.get(page) for page in pages]
    with django_assert_num_queries(0):
        warm = [shopper.get(page) for page in pages]
    assert [page.content for page in warm] == [page.content for page in cold]
    assert [page["Content-Language"] for page in warm] == ["ko", "ko"]
    assert [page["Cache-Control"] for page in warm] == ["no-cache", "no-cache"]


def test_a_warm_page_of_a_product_for_some_runs_no_query_and_is_new_when_its_terms_are(
    shopper, open_mall, django_assert_num_queries
):
    """What only some may buy is kept for all as well (ADR 0005); a change of its terms forgets the page."""
    hidden = {"buy_limit_by_product": "T", "buy_limit_type": "N", "minimum_quantity": 3}
    with tenancy.mall(open_mall.pk):
        product = create_product(dataclasses.replace(CUP, app_facts=hidden), actor=SYSTEM)
    address = f"/product/cup/{product.pk}/"
    cold = shopper.get(address).content
    with django_assert_num_queries(0):
        assert shopper.get(address).content == cold
    assert b'name="quantity"' not in cold
    with tenancy.mall(open_mall.pk):
        change_given(product.pk, {"app_facts": {"buy_limit_by_product": "F"}}, actor=SYSTEM)
    assert b'name="quantity"' in shopper.get(address).content


def test_a_browser_that_has_the_page_gets_304_without_a_query(shopper, product, django_assert_num_queries):
    etag = shopper.get("/")["ETag"]
    with django_assert_num_queries(0):
        response = shopper.get("/", headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")


def test_each_change_shows_with_the_next_request(shopper, open_mall, product):
    def names() -> str:
        return shopper.get("/").content.decode()

    def page() -> int:
        return shopper.get(f"/product/cup/{product.pk}/").status_code

    assert "Cup" in names()
    assert page() == 200
    with tenancy.mall(open_mall.pk):
        change_product(product.pk, BOWL, actor=SYSTEM)
    assert "Bowl" in names()
    with tenancy.mall(open_mall.pk):
        set_visibility([product.pk], "display", False, shop_no=1, actor=SYSTEM)
    assert "Bowl" not in names()
    assert page() == 404
    with tenancy.mall(open_mall.pk):
        set_visibility([product.pk], "display", True, shop_no=1, actor=SYSTEM)
    assert page() == 200
    with tenancy.mall(open_mall.pk):
        delete_product(product.pk, actor=SYSTEM)
    assert page() == 404
    open_mall.name = "A new name"
    open_mall.save(update_fields=["name"])
    assert "A new name" in names()
    open_mall.shops.update(language="ja")
    assert '<html lang="ja">' in names()


@pytest.mark.parametrize(
    ("status", "answer"), [(Mall.Status.DORMANT, 503), (Mall.Status.DELETED, 404)], ids=["dormant", "deleted"]
)
@pytest.mark.parametrize("way", ["save", "update"])
def test_a_mall_that_closes_is_closed_at_once_however_its_status_was_written(
    shopper, open_mall, product, status, answer, way
):
    pages = ["/", f"/product/cup/{product.pk}/"]
    assert [shopper.get(page).status_code for page in pages] == [200, 200]
    if way == "save":
        open_mall.status = status
        open_mall.save(update_fields=["status"])
    else:
        Mall.objects.filter(pk=open_mall.pk).update(status=status)
    assert [shopper.get(page).status_code for page in pages] == [answer, answer]
    assert [shopper.get(page).status_code for page in pages] == [answer, answer]


def test_a_rolled_back_change_leaves_the_page_as_it_is(shopper, open_mall, product, django_assert_num_queries):
    shopper.get("/")

    def change_and_fail() -> None:
        with tenancy.mall(open_mall.pk):
            set_visibility([product.pk], "display", False, shop_no=1, actor=SYSTEM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    with django_assert_num_queries(0):
        assert "Cup" in shopper.get("/").content.decode()


def test_a_page_made_from_what_was_there_before_a_change_is_never_served(open_mall):
    """A slow reader looks, the change commits, and only then the reader stores what it saw."""
    reader = Lookup(open_mall.host, "main")
    store_cache.forget_pages([open_mall.host])
    reader.keep("as it was before")
    assert Lookup(open_mall.host, "main").value is None


def test_one_malls_change_forgets_no_page_of_another(open_mall):
    other = MallFactory()
    for mall in (open_mall, other):
        Lookup(mall.host, "main").keep(mall.name)
    store_cache.forget_pages([open_mall.host])
    assert Lookup(open_mall.host, "main").value is None
    assert Lookup(other.host, "main").value == other.name


def test_a_sign_of_life_forgets_no_page(open_mall):
    Lookup(open_mall.host, "main").keep("page")
    Mall.objects.filter(pk=open_mall.pk).update(last_active_at="2030-01-01T00:00:00Z")
    open_mall.save(update_fields=["last_active_at"])
    assert Lookup(open_mall.host, "main").value == "page"


def test_pages_behind_a_cursor_are_not_kept(shopper, product):
    shopper.get("/?before=5")
    shopper.get("/?utm_source=x")
    assert Lookup(shopper.defaults["HTTP_HOST"].partition(".")[0], "main").value is None


@pytest.fixture
def own_redis(settings):
    """A Redis that this test may stop; the pause after a failure is over when the test is."""
    with temporary_redis() as redis:
        settings.CACHES = settings.CACHES | {"pages": settings.CACHES["pages"] | {"LOCATION": redis.url}}
        yield redis
        store_cache._away_until = 0.0


def test_the_shop_goes_on_from_the_database_while_redis_is_down_and_says_so_once(
    shopper, open_mall, product, own_redis
):
    shopper.get("/")
    own_redis.stop(seconds=5)
    with capture_logs() as logs:
        for _round in range(3):
            assert "Cup" in shopper.get("/").content.decode()
    assert [entry["event"] for entry in logs].count("page_cache_away") == 1
    with tenancy.mall(open_mall.pk):
        change_product(product.pk, BOWL, actor=SYSTEM)
    assert "Bowl" in shopper.get("/").content.decode()


def test_pages_are_kept_again_once_redis_is_back(shopper, product, own_redis, django_assert_num_queries):
    own_redis.stop(seconds=5)
    shopper.get("/")
    own_redis.start()
    store_cache._away_until = time.monotonic()
    shopper.get("/")
    with django_assert_num_queries(0):
        shopper.get("/")
