"""Tags, seo, memos, hits and discount prices of products over the Admin API (wire contract, Appendix B)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.models import ProductMemo, ProductStatDay
from orders.models import Discount
from tests.developer_center.api.test_products import error, product
from tests.factories_catalog import make_product


@pytest.fixture
def cup(mall) -> int:
    with tenancy.mall(mall.pk):
        return make_product(price=10000).pk


def test_tags_are_added_once_counted_and_taken_away(api, cup):
    path = f"products/{cup}/tags"
    assert api.post(path, {"tags": ["clay", "tea", "clay"]}).status_code == 201
    assert api.post(path, {"tags": ["tea", "gift"]}).json() == {
        "tag": {"product_no": cup, "tags": ["clay", "tea", "gift"]}
    }
    assert api.get(path).json() == {"tags": ["clay", "tea", "gift"]}
    assert api.get(f"{path}/count").json() == {"count": 3}
    assert api.delete(f"{path}/tea").json() == {"tag": {"product_no": cup, "tag": "tea"}}
    assert api.delete(f"{path}/tea").status_code == 404
    assert product(api, cup, embed="tags")["tags"] == product(api, cup)["product_tag"] == ["clay", "gift"]


def test_no_tag_and_too_many_tags_are_422(api, cup):
    path = f"products/{cup}/tags"
    assert error(api.post(path, {"tags": []})).endswith("(parameter.tags)")
    assert api.post(path, {"tags": [str(number) for number in range(100)]}).status_code == 201
    refused = api.post(path, {"tags": ["one more"]})
    assert refused.status_code == 422
    assert error(refused).endswith("(parameter.tags)")
    assert api.get(f"{path}/count").json() == {"count": 100}


def test_seo_is_read_back_and_a_second_change_is_409(api, cup):
    path = f"products/{cup}/seo"
    assert api.get(path).json()["seo"]["search_engine_exposure"] == "T"
    change = {"meta_title": "Cup", "search_engine_exposure": "F"}
    assert api.put(path, change).status_code == 200
    seo = api.get(path).json()["seo"]
    assert (seo["meta_title"], seo["meta_author"], seo["search_engine_exposure"]) == ("Cup", "", "F")
    assert api.put(path, change).status_code == 409
    refused = api.put(path, {"search_engine_exposure": "Y"})
    assert error(refused).endswith("(parameter.search_engine_exposure)")


def test_memos_are_written_changed_and_taken_away(api, mall, cup, installation):
    path = f"products/{cup}/memos"
    memo = api.post(path, {"memo": "Call the potter", "author_id": "ann"}).json()["memo"]
    one = f"{path}/{memo['memo_no']}"
    assert api.get(path).json() == {"memos": [memo]}
    changed = api.put(one, {"memo": "Called"}).json()["memo"]
    assert (changed["memo"], changed["author_id"]) == ("Called", "ann")
    assert api.get(one).json()["memo"] == changed
    assert product(api, cup, embed="memos")["memos"] == [changed]
    assert api.delete(one).json() == {"memo": {"memo_no": memo["memo_no"]}}
    assert api.get(one).status_code == 404
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(object_type="product", object_id=cup).order_by("pk")
        seen = [(entry.action, entry.actor_kind, entry.actor_id) for entry in entries]
    names = ("memo_added", "memo_changed", "memo_deleted")
    assert seen == [(f"product.{name}", "app", installation.app_id) for name in names]


def test_memos_go_with_their_product(api, mall, cup):
    assert api.post(f"products/{cup}/memos", {"memo": "x"}).status_code == 201
    assert api.delete(f"products/{cup}").status_code == 200
    with tenancy.mall(mall.pk):
        assert not ProductMemo.objects.exists()


@pytest.mark.parametrize(("body", "field"), [({}, "memo"), ({"memo": "x", "author_id": "x" * 21}, "author_id")])
def test_a_wrong_memo_is_422_with_its_field(api, cup, body, field):
    response = api.post(f"products/{cup}/memos", body)
    assert response.status_code == 422
    assert error(response).endswith(f"(parameter.{field})")


def test_hits_are_the_views_of_the_shop(api, mall, other_mall, cup):
    today = timezone.localdate()
    with tenancy.mall(other_mall.pk):
        ProductStatDay.objects.create(shop_no=1, product_id=cup, day=today, views=100)
    assert api.get(f"products/{cup}/hits/count").json() == {"count": 0}
    with tenancy.mall(mall.pk):
        for shop_no, day, views in ((1, today, 3), (1, today - dt.timedelta(days=1), 4), (2, today, 50)):
            ProductStatDay.objects.create(shop_no=shop_no, product_id=cup, day=day, views=views)
    assert api.get(f"products/{cup}/hits/count").json() == {"count": 7}
    assert product(api, cup, embed="hits")["hits"] == 7


def test_the_discount_price_is_that_of_the_best_period_discount_of_one_piece(api, mall, cup):
    path = f"products/{cup}/discountprice"
    assert api.get(path).json()["discountprice"]["pc_discount_price"] == "10000.00"
    with tenancy.mall(mall.pk):
        for values in (
            {"unit": "percent", "percent": Decimal(10)},
            {"unit": "amount", "amount": Decimal(500)},
            {"unit": "percent", "percent": Decimal(90), "minimum_amount": Decimal(10001)},
            {"unit": "percent", "percent": Decimal(90), "is_first_order_only": True},
            {"unit": "percent", "percent": Decimal(90), "is_overseas_only": True},
            {"unit": "percent", "percent": Decimal(90), "shop_no": 2},
            {"unit": "percent", "percent": Decimal(90), "kind": "coupon", "code": "X"},
            {"unit": "percent", "percent": Decimal(90), "starts_at": timezone.now() + dt.timedelta(days=1)},
        ):
            Discount.objects.create(**{"kind": "period", "name": "Sale", **values})
    assert api.get(path).json()["discountprice"] == {
        "pc_discount_price": "9000.00",
        "mobile_discount_price": "9000.00",
        "app_discount_price": "9000.00",
    }
    assert product(api, cup, embed="discountprice")["discountprice"]["app_discount_price"] == "9000.00"


@pytest.mark.parametrize("name", ["tags", "tags/count", "seo", "memos", "memos/1", "hits/count", "discountprice"])
def test_another_mall_s_product_is_404(api, other_mall, name):
    with tenancy.mall(other_mall.pk):
        theirs = make_product().pk
        ProductMemo.objects.create(product_id=theirs, text="theirs")
    assert api.get(f"products/{theirs}/{name}").status_code == 404


def test_nothing_of_another_mall_s_product_is_written(api, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product()
        memo = ProductMemo.objects.create(product=theirs, text="theirs").pk
    path = f"products/{theirs.pk}"
    for response in (
        api.post(f"{path}/tags", {"tags": ["x"]}),
        api.put(f"{path}/seo", {"meta_title": "x"}),
        api.post(f"{path}/memos", {"memo": "x"}),
        api.put(f"{path}/memos/{memo}", {"memo": "x"}),
        api.delete(f"{path}/memos/{memo}"),
    ):
        assert response.status_code == 404
    with tenancy.mall(other_mall.pk):
        theirs.refresh_from_db()
        assert theirs.app_facts == {}
        assert ProductMemo.objects.get().text == "theirs"
