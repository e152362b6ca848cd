"""What shoppers see on a mall's host."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from accounts import tenancy
from accounts.models import Mall
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db


def product_address(product) -> str:
    return f"/product/{product.slug}/{product.pk}/"


def test_a_new_mall_answers_at_the_address_of_its_id(shopper):
    """R0.13, R0.14"""
    response = shopper.get("/")
    assert response.status_code == 200
    assert response["Content-Language"] == "ko"
    assert "상품을 준비하고 있습니다" in response.content.decode()


def test_displayed_products_stand_newest_first_and_hidden_ones_nowhere(shopper, mall, other_mall):
    with tenancy.mall(mall.pk):
        make_product("Older", image=True)
        make_product("Secret", display=False)
        make_product("Newer", selling=False)
    with tenancy.mall(other_mall.pk):
        make_product("Theirs")
    page = shopper.get("/").content.decode()
    assert re.findall(r"Older|Newer|Secret|Theirs", re.sub(r"<[^>]*>", "", page)) == ["Newer", "Older"]
    assert f"/media/{mall.pk}/products/" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_main_page_takes_as_many_queries_for_three_products_as_for_one(
    shopper, mall, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_product(f"Cup {number}", image=True)
    with django_assert_num_queries(
        11
    ):  # shop with mall, list, sections, categories, shops, discounts, scripts; the door: savepoint, set, back, release
        shopper.get("/")


def test_more_products_follow_by_key(shopper, mall):
    with tenancy.mall(mall.pk):
        for number in range(30):
            make_product(f"Cup-{number:02}")
    first = shopper.get("/").content.decode()
    more = re.search(r'href="(\?before=\d+)"', first)[1]
    second = shopper.get(f"/{more}").content.decode()
    assert set(re.findall(r"Cup-\d\d", first)) == {f"Cup-{number:02}" for number in range(6, 30)}
    assert set(re.findall(r"Cup-\d\d", second)) == {f"Cup-{number:02}" for number in range(6)}


def test_the_product_page_shows_the_price_with_vat_and_what_machines_ask_for(shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product(
            "Blue </script> cup", price=12000, summary="A cup & more", description="<b>Big</b>", image=True
        )
    page = shopper.get(product_address(product)).content.decode()
    assert "₩12,000" in page
    assert "부가세 포함" in page
    assert "<b>Big</b>" in page
    canonical = f"{mall.storefront_url}/product/blue-script-cup/{product.pk}/"
    assert f'<link rel="canonical" href="{canonical}">' in page
    assert '<meta property="product:price:amount" content="12000">' in page
    assert f'<meta property="og:image" content="{mall.storefront_url}/media/' in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert data["name"] == "Blue </script> cup"
    assert data["description"] == "A cup & more"
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert (data["offers"]["price"], data["offers"]["priceCurrency"]) == ("12000", "KRW")


@pytest.mark.parametrize(
    ("values", "words", "availability"),
    [
        ({"stock": 0}, "품절", "OutOfStock"),
        ({"stock": 0, "tracks_stock": False}, "구매 가능", "InStock"),
        ({"selling": False}, "판매하지 않는", "Discontinued"),
    ],
)
def test_a_product_that_cannot_be_bought_says_so(shopper, mall, values, words, availability):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", **values)
    page = shopper.get(product_address(product)).content.decode()
    assert words in page
    assert f"schema.org/{availability}" in page


def test_hidden_and_foreign_products_are_404_in_the_shops_language(shopper, mall, other_mall):
    with tenancy.mall(mall.pk):
        hidden = make_product("Hidden", display=False)
    with tenancy.mall(other_mall.pk):
        foreign = make_product("Foreign")
    for number in (hidden.pk, foreign.pk, 10**30):
        response = shopper.get(f"/product/x/{number}/", headers={"Accept-Language": "en"})
        assert response.status_code == 404
        assert response["Content-Language"] == "ko"


def test_any_name_in_the_address_leads_to_the_product(shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("컵")
    assert product.slug == "컵"
    for address in (f"/product/{product.pk}/", f"/product/whatever/{product.pk}/", product_address(product)):
        assert shopper.get(address).status_code == 200


@pytest.mark.parametrize(
    ("language", "currency", "price", "words"),
    [("en", "USD", "$12.50", "VAT included"), ("ja", "JPY", "￥1,250", "税込"), ("ko", "KRW", "₩1,250", "부가세 포함")],
)
def test_a_shop_speaks_its_language_and_counts_in_its_currency(shopper, mall, language, currency, price, words):
    mall.shops.update(language=language, currency=currency)
    with tenancy.mall(mall.pk):
        product = make_product("Cup", price="12.50" if currency == "USD" else 1250)
    page = shopper.get(product_address(product), headers={"Accept-Language": "ko"}).content.decode()
    assert f'<html lang="{language}">' in page
    assert price in page
    assert words in page


def test_the_footer_names_who_runs_the_shop(shopper, mall):
    mall.business_name, mall.representative, mall.registration_number = "하나 상사", "김하나", "123-45-67890"
    mall.save()
    page = shopper.get("/").content.decode()
    for text in ("하나 상사", "김하나", "123-45-67890", "사업자등록번호"):
        assert text in page


def test_a_page_starts_no_session_and_sets_no_cookie(shopper, mall):
    response = shopper.get("/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_host_without_a_mall_is_404_and_merchant_pages_do_not_exist_there(shopper, mall):
    assert Client(HTTP_HOST=f"nobody.{settings.MALL_DOMAIN}").get("/").status_code == 404
    assert shopper.get("/admin/products/").status_code == 404
    assert shopper.post("/").status_code in {403, 405}


def test_a_dormant_mall_answers_503_with_its_name(shopper, mall):
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DORMANT)
    response = shopper.get("/")
    assert response.status_code == 503
    assert mall.name in response.content.decode()
    assert response["Retry-After"] == "86400"


@pytest.mark.parametrize(("path", "start"), [("/no-such-page/", "/"), ("/shop2/no-such-page/", "/shop2/")])
def test_an_address_that_no_page_has_is_told_in_the_browsers_language_and_leads_to_its_shop(shopper, mall, path, start):
    response = shopper.get(path, headers={"Accept-Language": "ja"})
    assert response.status_code == 404
    page = response.content.decode()
    assert 'lang="ja"' in page
    assert f'<a href="{start}">' in page


@pytest.mark.parametrize("host", [f"1st.{settings.MALL_DOMAIN}", f"a.b.{settings.MALL_DOMAIN}", "{mall}."])
def test_merchants_pages_are_on_no_name_below_the_malls_domain(mall, host):
    """Scripts and words of merchants live there; `mall.` is the same name as `mall` (RFC 1034 3.1)."""
    browser = Client(HTTP_HOST=host.format(mall=f"{mall.host}.{settings.MALL_DOMAIN}"))
    response = browser.get("/developers/")
    assert response.wsgi_request.host_kind == "mall"
    assert response.status_code == 404
    assert browser.get("/").status_code == (200 if host == "{mall}." else 404)
