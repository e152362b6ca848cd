"""Overseas fees by weight and region, from the standard tables and from the merchant's own (R3.121, R3.122)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import Shop
from orders.domain.checkout import CheckoutRefused
from orders.domain.shipping_fee import overseas_fee
from orders.domain.shipping_settings import reset_to_standard
from orders.models import ShippingRegion, ShippingTier
from orders.queries.shipping import region_rows
from tests.orders.shop import SYSTEM, base_shop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("country", "grams", "fee"),
    [
        ("JP", 1, 15_000),
        ("JP", 500, 15_000),
        ("JP", 501, 18_000),
        ("JP", 30_000, 130_000),
        ("JP", 30_001, 0),
        ("VN", 2_000, 28_000),
        ("US", 1_000, 32_000),
        ("US", 1_001, 46_000),
        ("AU", 500, 26_000),
        ("ZA", 500, 30_000),
        ("ZA", 30_001, 0),
    ],
)
def test_the_standard_tables_by_weight_and_region(inside, country, grams, fee):
    """R3.121: the first tier that holds the weight; above the highest it turns free (screens.md 9)."""
    reset_to_standard(base_shop(), actor=SYSTEM)
    assert overseas_fee(1, country, grams) == fee


def test_a_country_no_region_names_is_not_shipped_to(inside):
    ShippingRegion.objects.create(shop_no=1, name="Japan", countries=["JP"])
    with pytest.raises(CheckoutRefused, match="no_shipping"):
        overseas_fee(1, "US", 100)


def test_own_tiers_hold_until_the_tables_are_reset(inside):
    region = ShippingRegion.objects.create(shop_no=1, name="Everywhere", countries=["*"])
    ShippingTier.objects.create(region=region, up_to_grams=700, fee=Decimal(1234))
    assert [overseas_fee(1, "JP", grams) for grams in (700, 701)] == [1234, 0]
    (row,) = region_rows(1)
    assert row.free_above_grams == 700
    reset_to_standard(base_shop(), actor=SYSTEM)
    assert overseas_fee(1, "JP", 700) == 18_000
    assert len(region_rows(1)) == 5


def test_each_shop_has_its_own_tables_in_its_currency(inside):
    shop = Shop.objects.create(mall=inside, shop_no=2, name="US shop", language="en", currency="USD")
    reset_to_standard(shop, actor=SYSTEM)
    assert 10 < overseas_fee(2, "JP", 500) < 13
    with pytest.raises(CheckoutRefused):
        overseas_fee(1, "JP", 500)
