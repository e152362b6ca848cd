"""Stock is set to a number of pieces under the lock; a combination goes but the first."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry
from catalog.domain.change_given import change_given
from catalog.domain.delete_variant import FirstVariantStays, delete_variant
from catalog.domain.options import Option
from catalog.domain.set_variants import GivenVariant, set_variants
from catalog.models import Variant
from tests.factories_catalog import make_product

APP = Actor.app(7)


@pytest.mark.django_db
def test_what_is_not_given_stays(inside):
    variant = Variant.objects.get(product=make_product(stock=4))
    given = GivenVariant(variant.pk, stock=9, own_code="A-1", app_facts={"safety_inventory": 2})
    assert set_variants(variant.product_id, [given], actor=APP) == 1
    variant.refresh_from_db()
    assert (variant.stock, variant.own_code, variant.app_facts) == (9, "A-1", {"safety_inventory": 2})
    assert (variant.tracks_stock, variant.is_sold, variant.price_delta) == (True, True, Decimal(0))
    assert AuditEntry.objects.get().after == {"Cup": "+0 · 9 · T · A-1 · safety_inventory: 2"}
    assert set_variants(variant.product_id, [given], actor=APP) == 0
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_combination_of_another_product_is_refused_and_nothing_is_written(inside):
    own, strange = (Variant.objects.get(product=make_product(name)) for name in ("Cup", "Pot"))
    with pytest.raises(Variant.DoesNotExist):
        set_variants(own.product_id, [GivenVariant(own.pk, stock=1), GivenVariant(strange.pk, stock=1)], actor=APP)
    own.refresh_from_db()
    assert own.stock == 5


@pytest.mark.django_db
def test_a_combination_is_deleted_but_not_the_first(inside):
    product = make_product()
    change_given(product.pk, {"options": (Option("Size", ("S", "M")),)}, actor=APP)
    first, second = Variant.objects.order_by("position")
    delete_variant(product.pk, second.pk, actor=APP)
    assert AuditEntry.objects.latest("pk").before == {"M": "T"}
    with pytest.raises(FirstVariantStays):
        delete_variant(product.pk, first.pk, actor=APP)
    with pytest.raises(Variant.DoesNotExist):
        delete_variant(product.pk, second.pk, actor=APP)
    assert Variant.objects.get() == first


def test_stock_that_many_set_at_once_is_what_one_of_them_said(committed, mall):
    with tenancy.mall(mall.pk):
        variant = Variant.objects.get(product=make_product(stock=100))

    def set_stock(pieces: int) -> None:
        with tenancy.mall(mall.pk):
            set_variants(variant.product_id, [GivenVariant(variant.pk, stock=pieces)], actor=APP)
        connection.close()

    threads = [threading.Thread(target=set_stock, args=[pieces]) for pieces in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenancy.mall(mall.pk):
        variant.refresh_from_db()
        last = AuditEntry.objects.latest("pk")
        assert 1 <= variant.stock <= 8
        assert last.after == {"Cup": f"+0 · {variant.stock} · T"}, "each saw what the one before it had set"
        assert AuditEntry.objects.count() == 8
