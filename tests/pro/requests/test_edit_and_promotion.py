"""상품 수정 요청 and promotion products (R3.10, R3.39, R9.2)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from catalog.domain.copy_listings import copy_listings
from catalog.domain.write_translation import write_translation
from catalog.models import Product, ProductListing
from pro.domain.edit_request import BadText, Edit, file_edit
from pro.domain.promotion_request import Promotion, file_promotion
from pro.domain.requests import RequestRefused
from pro.models import OperationRunItem, PromotionProduct, WorkRequestRow
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.requests.conftest import asker

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
SYSTEM = Actor.system()
OPTIONS = [{"name": "색상", "values": ["빨강", "파랑"]}]


@pytest.fixture
def product(mall, contract, overseas) -> Product:
    with tenancy.mall(mall.pk):
        product = make_product("머그", weight_grams=300)
        Product.objects.filter(pk=product.pk).update(options=OPTIONS)
        copy_listings([product.pk], overseas[0], actor=SYSTEM)
        write_translation(product.pk, overseas[0], {"name": "Mug", "summary": "A mug"}, actor=SYSTEM)
    return product


def edit(mall, product, field, text, shop_no=2):
    with tenancy.mall(mall.pk):
        request = file_edit(Edit(product.pk, shop_no, field, text), note="", asker=asker(mall))
    run_due_jobs("pro.run_request")
    request.refresh_from_db()
    return request


def listing(mall, product):
    with tenancy.mall(mall.pk):
        return ProductListing.objects.get(product_id=product.pk, shop_no=2)


def test_an_edit_stands_in_the_shop_and_no_translation_overwrites_it(mall, product, overseas):
    """R3.39, R9.2; price and switches stay."""
    before = listing(mall, product)
    request = edit(mall, product, "name", "Big mug")
    assert (request.state, request.done_rows) == ("done", 1)
    with tenancy.mall(mall.pk):
        ProductListing.objects.filter(pk=before.pk).update(auto_translates=["name"])
        write_translation(product.pk, overseas[0], {"name": "Machine mug"}, actor=SYSTEM)
        item = OperationRunItem.objects.get(run__key="request-edit")
    after = listing(mall, product)
    assert (after.texts["name"], after.source("name"), after.source("summary")) == ("Big mug", "hand", "machine")
    assert (after.price, after.display, after.selling) == (before.price, before.display, before.selling)
    assert after.source("price") == "base"
    assert (item.before, item.after) == ({"name": "Mug"}, {"name": "Big mug"})


def test_options_are_edited_word_by_word(mall, product):
    edit(mall, product, "options", "색상 = Colour\n빨강 = Red\n파랑 = 파랑")
    assert listing(mall, product).texts["options"] == {
        "색상": {"name": "Colour", "values": {"빨강": "Red", "파랑": "파랑"}}
    }


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("name", "Mug", "same"),
        ("name", "x" * 251, "too_long"),
        ("options", "노랑 = Yellow", "unknown_word"),
        ("options", "빨강", "no_pair"),
    ],
)
def test_a_text_that_cannot_be_is_refused_at_once(mall, product, field, text, reason):
    with pytest.raises(BadText) as caught:
        edit(mall, product, field, text)
    assert caught.value.reason == reason


def test_only_products_of_that_overseas_shop_of_this_mall(mall, other_mall, product):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("남의 컵")
    for one, shop_no in ((theirs, 2), (product, 1), (product, 3)):
        with pytest.raises(RequestRefused, match="no_listing"):
            edit(mall, one, "name", "x", shop_no)


def test_an_option_that_changed_meanwhile_refuses_the_edit_with_a_reason(mall, product):
    with tenancy.mall(mall.pk):
        request = file_edit(Edit(product.pk, 2, "options", "빨강 = Red"), note="", asker=asker(mall))
        Product.objects.filter(pk=product.pk).update(options=[{"name": "크기", "values": ["S"]}])
    run_due_jobs("pro.run_request")
    request.refresh_from_db()
    assert (request.state, request.reason_code) == ("refused", "words_changed")


def test_promotions_are_planned_once_each_and_a_clash_is_named(mall, product):
    """R3.10: carried out by `promote`; the second of the same period is refused by row."""
    now = timezone.now()
    with tenancy.mall(mall.pk):
        other = make_product("접시")
    wanted = Promotion([product.pk, other.pk, 999_999], 1, now, now + dt.timedelta(days=3), {"ko": "특가"})
    requests = []
    for ids in ([product.pk], [product.pk, other.pk]):
        with tenancy.mall(mall.pk):
            promotion = Promotion(ids, 1, wanted.starts_at, wanted.ends_at, wanted.badges)
            requests.append(file_promotion(promotion, note="", asker=asker(mall)))
        run_due_jobs("pro.run_request")
    for request in requests:
        request.refresh_from_db()
    assert [request.state for request in requests] == ["done", "partly"]
    with tenancy.mall(mall.pk):
        planned = list(PromotionProduct.objects.order_by("pk").values_list("product_id", "request_id"))
        [clash] = WorkRequestRow.objects.filter(state="failed")
    assert planned == [(product.pk, requests[0].pk), (other.pk, requests[1].pk)]
    assert clash.errors == {"product": "promotion_overlap"}
