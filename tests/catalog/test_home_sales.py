"""The start page's figures: today and 30 days, in the shop's currency, as charts and as a table (issue 3)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall, Shop
from catalog.models import ShopStatHour
from catalog.sales_figures import sales_figures

pytestmark = pytest.mark.django_db

VALUE = re.compile(r"<(?:strong|dd)>\s*(.*?)\s*</(?:strong|dd)>", re.DOTALL)
SEOUL = dt.timezone(dt.timedelta(hours=9))


def midnight(days_ago: int = 0) -> dt.datetime:
    today = timezone.now().astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - dt.timedelta(days=days_ago)


def note(mall: Mall, at: dt.datetime, *, shop_no: int = 1, **figures: int) -> None:
    with tenancy.mall(mall.pk):
        ShopStatHour.objects.create(shop_no=shop_no, hour_at=at, **figures)


def home(client, **query: Any) -> str:
    response = client.get(reverse("accounts:home"), query)
    assert response.status_code == 200
    return response.content.decode()


def measures(page: str) -> dict[str, list[str]]:
    """Key -> today, yesterday, 30 days."""
    found = {}
    for key, body in re.findall(r'class="measure measure-(\w+)">(.*?)</figcaption>', page, re.DOTALL):
        found[key] = [text.strip() for text in VALUE.findall(body)]
    return found


@pytest.fixture
def signed_in(client, cast):
    cast.sign_in(client, "owner")
    return client


def test_a_new_mall_reads_what_to_do_and_no_empty_chart(signed_in):
    page = home(signed_in)
    assert "No visits yet" in page
    assert '<svg class="day-chart"' not in page
    assert page.index("First steps") < page.index("Orders to handle")


def test_days_are_days_in_seoul_and_other_malls_do_not_show(signed_in, mall, other_mall):
    note(mall, midnight(), orders=2, revenue_minor=50_000, visits=40, views=90)
    note(mall, midnight() - dt.timedelta(hours=1), orders=1, revenue_minor=12_000, visits=10)
    note(mall, midnight(29), orders=1, revenue_minor=8_000, visits=50)
    note(mall, midnight(30), orders=9, revenue_minor=1, visits=900)
    note(other_mall, midnight(), orders=100, revenue_minor=9_999_999, visits=1000)
    page = home(signed_in)
    assert measures(page) == {
        "sales": ["₩50,000", "₩12,000", "₩70,000"],
        "visits": ["40", "10", "100"],
        "conversion": ["5.0 %", "10.0 %", "4.0 %"],
    }
    assert "2 orders today" in page
    assert page.index("Orders to handle") < page.index("First steps")


def test_each_chart_has_a_bar_per_day_that_says_its_figure_and_a_table_says_all(signed_in, mall):
    note(mall, midnight(3), orders=1, revenue_minor=20_000, visits=4)
    note(mall, midnight(), orders=1, revenue_minor=10_000, visits=2)
    page = home(signed_in)
    charts = re.findall(r'<svg class="day-chart".*?</svg>', page, re.DOTALL)
    assert [chart.count("<title>") for chart in charts] == [30, 30, 30]
    assert [len(re.findall(r'class="chart-bar', chart)) for chart in charts] == [2, 2, 2]
    heights = re.findall(r'chart-bar[^>]*height="([\d.]+)"', charts[0], re.DOTALL)
    assert heights == ["64.0", "32.0"]
    assert 'role="img"' in charts[0]
    assert "at most ₩20,000" in charts[0]
    table = re.search(r"<tbody>(.*?)</tbody>", page[page.index("chart-table") :], re.DOTALL)[1]
    assert table.count("<tr>") == 30
    assert "₩20,000" in table


def test_shops_are_apart_each_in_its_currency(signed_in, mall):
    Shop.objects.create(mall=mall, shop_no=2, name="Tokyo", language="ja", currency="USD")
    note(mall, midnight(), orders=1, revenue_minor=50_000, visits=4)
    note(mall, midnight(), shop_no=2, orders=1, revenue_minor=1250, visits=2)
    assert measures(home(signed_in))["sales"] == ["₩50,000", "₩0", "₩50,000"]
    assert measures(home(signed_in, shop=2))["sales"] == ["$12.50", "$0.00", "$12.50"]
    for nonsense in ("99", "x", ""):
        assert measures(home(signed_in, shop=nonsense))["sales"][0] == "₩50,000"


def test_in_korean(signed_in, mall):
    note(mall, midnight(), orders=1, revenue_minor=50_000, visits=4)
    signed_in.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    page = home(signed_in)
    for text in ("오늘과 최근 30일", "구매 전환율", "₩50,000", "수치를 표로 보기", "처리할 주문"):
        assert text in page


@pytest.mark.parametrize(("who", "sees"), [("operator_with_orders", True), ("operator_without_orders", False)])
def test_only_who_may_open_orders_sees_figures(client, cast, mall, who, sees):
    note(mall, midnight(), orders=1, revenue_minor=50_000, visits=4)
    cast.sign_in(client, who)
    page = home(client)
    assert ("₩50,000" in page) == sees
    assert ("Orders to handle" in page) == sees


def test_the_figures_take_one_query_however_many_hours(signed_in, mall, django_assert_num_queries):
    for hours in range(1, 60):
        note(mall, midnight() - dt.timedelta(hours=hours), visits=1)
    shop = Shop.objects.get(mall=mall)
    with tenancy.mall(mall.pk), django_assert_num_queries(1):
        sales_figures(shop, "en")
