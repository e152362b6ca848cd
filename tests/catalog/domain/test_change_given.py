"""What is given of a product changes; what others write meanwhile stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry
from catalog.domain.change_given import change_given
from catalog.domain.options import Option
from catalog.models import Product, ProductListing, Variant
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
APP = Actor.app(7)


def test_only_what_is_named_changes(inside):
    product = make_product("Cup", summary="Short", weight_grams=300, stock=4)
    assert change_given(product.pk, {"name": "Mug", "price": Decimal(900)}, actor=APP)
    product.refresh_from_db()
    listing, variant = ProductListing.objects.get(), Variant.objects.get()
    assert (product.name, product.name_folded, product.price, listing.price) == ("Mug", "mug", 900, 900)
    assert (product.summary, product.weight_grams, listing.display, listing.selling) == ("Short", 300, True, True)
    assert (variant.stock, variant.tracks_stock) == (4, True)
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id) == ("app", 7)
    assert entry.after == {"name": "Mug", "price": "900"}


def test_facts_of_apps_are_put_among_those_that_there_are(inside):
    product = make_product()
    change_given(product.pk, {"app_facts": {"model_name": "M", "tax_rate": 8}}, actor=APP)
    assert change_given(product.pk, {"app_facts": {"tax_rate": 10}}, actor=APP)
    assert not change_given(product.pk, {"app_facts": {"tax_rate": 10}}, actor=APP)
    product.refresh_from_db()
    assert product.app_facts == {"model_name": "M", "tax_rate": 10}
    assert AuditEntry.objects.latest("pk").after == {"app_facts": ['model_name: "M"', "tax_rate: 10"]}


def test_the_same_again_writes_nothing(inside):
    product = make_product()
    before = product.updated_at
    assert not change_given(product.pk, {"name": "Cup", "app_facts": {}}, actor=APP)
    product.refresh_from_db()
    assert product.updated_at == before
    assert not AuditEntry.objects.exists()


def test_options_keep_the_stock_of_the_product_out_of_what_is_new(inside):
    product = make_product(stock=9)
    change_given(product.pk, {"options": (Option("Size", ("S", "M")),)}, actor=APP)
    assert list(Variant.objects.order_by("position").values_list("stock", flat=True)) == [0, 0]


def test_another_mall_s_product_is_not_there(inside, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs")
    with pytest.raises(Product.DoesNotExist):
        change_given(theirs.pk, {"name": "Mug"}, actor=APP)
    with tenancy.mall(other_mall.pk):
        theirs.refresh_from_db()
        assert theirs.name == "Theirs"
