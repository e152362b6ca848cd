"""What apps wrote for search engines before its page told it (catalog 0931)."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connections

from accounts import tenancy
from accounts.models import Mall
from catalog.models import Product
from tests.factories_catalog import make_product

MOVE = import_module("catalog.migrations.0931_product_seo_from_app_facts")
KEPT = {"meta_title": "Cups", "meta_author": "", "meta_alt": "A cup", "search_engine_exposure": "F"}


@pytest.fixture
def two_products(committed, mall: Mall) -> Mall:
    with tenancy.mall(mall.pk):
        make_product("Bowl")
        cup = make_product("Cup")
        cup.app_facts = {"seo": KEPT, "model_name": "B1"}
        cup.save(update_fields=["app_facts"])
    return mall


def kept_in(mall: Mall) -> list[tuple[object, object]]:
    with tenancy.mall(mall.pk):
        return list(Product.objects.order_by("pk").values_list("app_facts", "seo"))


def test_it_is_told_in_the_base_shop_and_goes_back(two_products):
    with connections["migrator"].cursor() as cursor:
        cursor.execute(MOVE.FORWARDS)
        assert kept_in(two_products) == [
            ({}, {}),
            ({"model_name": "B1"}, {"1": {"title": "Cups", "alt": "A cup", "is_exposed": False}}),
        ]
        cursor.execute(MOVE.BACKWARDS)
    back = {name: value for name, value in KEPT.items() if value}
    assert kept_in(two_products) == [({}, {}), ({"seo": back, "model_name": "B1"}, {})]
