"""The shopper's form: only what is open, the account for a bank transfer, and a wish that the domain takes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone, translation

from orders.domain.claims.request import request_claim
from orders.domain.claims.rules import claimable_items
from orders.forms.shopper_claim import ShopperClaimForm
from tests.orders.claiming import SHOPPER, deliver, paid_order
from tests.orders.shop import make_product

pytestmark = pytest.mark.django_db


def form_of(order, kind, data=None, *, has_bank=False):
    return ShopperClaimForm(data, claimable=claimable_items(order), kind=kind, has_bank=has_bank)


def test_a_shopper_asks_for_a_return_and_the_domain_takes_it(inside):
    order = deliver(paid_order((make_product(), 2), gateway="cash"))
    item = order.items.get()
    data = {f"quantity_{item.pk}": 1, "reason": "defect", "detail": "torn"}
    form = form_of(order, "return", data, has_bank=True)
    assert set(form.errors) == {"bank_name", "account_number", "account_holder"}
    bank = {"bank_name": "Shinhan", "account_number": "110", "account_holder": "Kim"}
    form = form_of(order, "return", data | bank, has_bank=True)
    assert form.is_valid(), form.errors
    claim = request_claim(order.pk, form.wish(), actor=SHOPPER)
    assert (claim.is_by_shopper, claim.detail, claim.refund_account_number) == (True, "torn", "110")
    assert not form_of(order, "cancel").is_possible


def test_reasons_whose_time_is_over_are_not_offered(inside):
    order = deliver(paid_order())
    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        form = form_of(order, "return")
    assert [value for value, _label in form.fields["reason"].choices] == ["defect", "wrong_item"]


def test_no_more_pieces_than_there_are_and_at_least_one(inside):
    order = paid_order((make_product(), 2))
    item = order.items.get()
    too_many = form_of(order, "cancel", {f"quantity_{item.pk}": 3, "reason": "other"})
    assert f"quantity_{item.pk}" in too_many.errors
    none = form_of(order, "cancel", {f"quantity_{item.pk}": 0, "reason": "other"})
    assert none.non_field_errors()


@pytest.mark.parametrize("language", ["ko", "en", "ja"])
def test_the_form_is_drawn_in_each_language_of_a_shop(inside, language):
    order = deliver(paid_order((make_product(), 2), gateway="cash"))
    with translation.override(language):
        html = render_to_string(
            "storefront/_claim_form.html", {"form": form_of(order, "return", has_bank=True), "action": "/x/"}
        )
    button = {"ko": "반품 신청", "en": "Request the return", "ja": "返品を申し込む"}[language]
    assert button in html
    assert f"quantity_{order.items.get().pk}" in html
