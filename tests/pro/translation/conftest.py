"""A mall under contract with an English shop, and an engine that is a stand-in for DeepL."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts import tenancy
from accounts.models import Mall, Shop
from catalog.models import Product, ProductListing
from pro.domain.copy_products import Occasion, copy_products
from pro.domain.translate_mall import translate_mall
from pro.models import Contract, TranslationTask
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.overseas.conftest import open_shop  # noqa: F401 - a fixture
from tests.pro.stand_in import StandIn, stand_in
from tests.pro.translation.engine import DeepL

_slots = itertools.count()


@pytest.fixture
def deepl() -> DeepL:
    return DeepL()


@pytest.fixture
def engine(deepl: DeepL, settings: Any) -> Iterator[StandIn]:
    """The installation's engine."""
    with stand_in(deepl) as server:
        settings.TRANSLATION_ENGINE = "deepl"
        settings.DEEPL_AUTH_KEY, settings.DEEPL_SERVER_URL = "key:fx", server.url
        yield server


@pytest.fixture
def add_product(mall: Mall) -> Callable[..., int]:
    """Register a base product; answers its id."""

    def make(name: str = "컵", *, owner: Mall = mall, **values: Any) -> int:
        with tenancy.mall(owner.pk):
            more = {key: values.pop(key) for key in ("options", "extra_inputs", "material") if key in values}
            product = make_product(name, weight_grams=300, **values)
            Product.objects.filter(pk=product.pk).update(**more)
            return product.pk

    return make


@pytest.fixture
def english(mall: Mall, contract: Contract, engine: StandIn, open_shop: Callable[..., Shop]) -> Shop:  # noqa: F811
    """The English shop, its copies made; what is there is not translated yet."""
    shop = open_shop()
    run_due_jobs("pro.copy_products")
    return shop


def translate(mall: Mall, slot: str = "day") -> int:
    """One turn, as its job does it."""
    with tenancy.acting_for(mall.pk):
        return translate_mall(slot)


def copy(mall: Mall, shop_no: int = 2) -> None:
    """Copy base products that are new."""
    with tenancy.acting_for(mall.pk):
        copy_products(shop_no, Occasion(f"later{next(_slots)}", by_pro=False))


def listing(mall: Mall, product_id: int, shop_no: int = 2) -> ProductListing:
    with tenancy.mall(mall.pk):
        return ProductListing.objects.select_related("product").get(product=product_id, shop_no=shop_no)


def task(mall: Mall, product_id: int, language: str = "en") -> TranslationTask:
    with tenancy.mall(mall.pk):
        return TranslationTask.objects.get(product=product_id, language=language)
