"""What holds a product, and what does not wait for it: changes at once, checkouts meanwhile, pictures that go."""

from __future__ import annotations

import threading
from dataclasses import replace

from django.db import connections, transaction

from accounts import tenancy
from catalog.domain.custom_properties import add_properties, delete_property, set_property_values
from catalog.domain.decorations import Worn, delete_decoration, dress_product, held_outfit
from catalog.models import Product, ProductDecoration, PropertyValue
from orders.models import OrderItem
from tests.catalog.dressing import ICON, make_decoration
from tests.orders.shop import SYSTEM, make_order, make_product


def in_threads(mall, *works):
    """Each in a thread and a transaction of its own, until all are over."""

    def run(work):
        try:
            with tenancy.mall(mall.pk), transaction.atomic():
                work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


def test_icons_that_two_calls_put_on_at_once_are_both_there(committed, mall):
    """Each begins from what the product wears then: the second waits for the first (contract, products/{no}/icons)."""
    with tenancy.mall(mall.pk):
        product = make_product()
        icons = [make_decoration(ICON, name) for name in ("New", "Best", "Sale", "Gift")]
    together = threading.Barrier(len(icons))

    def put_on(icon):
        together.wait(10)
        outfit = held_outfit(product.pk, 1, ICON)
        dress_product(product.pk, 1, ICON, replace(outfit, worn=(*outfit.worn, Worn(icon.pk))), actor=SYSTEM)

    in_threads(mall, *(lambda icon=icon: put_on(icon) for icon in icons))
    with tenancy.mall(mall.pk):
        worn = set(ProductDecoration.objects.values_list("decoration", flat=True))
    assert worn == {icon.pk for icon in icons}


def test_an_order_is_written_while_a_product_is_being_changed(committed, mall):
    """A change that holds the product and waits for a combination must not stand in a ring with a checkout."""
    with tenancy.mall(mall.pk):
        product = make_product()
    is_held, is_ordered = threading.Event(), threading.Event()

    def change():
        held_outfit(product.pk, 1, ICON)
        is_held.set()
        assert is_ordered.wait(10), "the order waits for the change"

    def order():
        assert is_held.wait(10)
        make_order(product)
        is_ordered.set()

    in_threads(mall, change, order)
    with tenancy.mall(mall.pk):
        assert OrderItem.objects.filter(product=product).count() == 1
        assert Product.objects.filter(pk=product.pk).exists()


def test_what_is_put_on_while_it_is_deleted_is_there_or_not_and_never_broken(committed, mall):
    """Whoever names a decoration or a property holds it; the deletion comes before or after."""
    with tenancy.mall(mall.pk):
        product = make_product()
        icon = make_decoration(ICON)
        (name,) = add_properties(["Season"], actor=SYSTEM)
    is_put, goes = threading.Event(), threading.Event()

    def put():
        outfit = held_outfit(product.pk, 1, ICON)
        dress_product(product.pk, 1, ICON, replace(outfit, worn=(Worn(icon.pk),)), actor=SYSTEM)
        set_property_values(product.pk, 1, {name.pk: "Summer"}, actor=SYSTEM)
        is_put.set()
        goes.wait(1)  # the deletion stands at the lock by then

    def delete():
        assert is_put.wait(10)
        delete_decoration(icon.pk, actor=SYSTEM)
        delete_property(name.pk, actor=SYSTEM)
        goes.set()

    in_threads(mall, put, delete)
    with tenancy.mall(mall.pk):
        assert not ProductDecoration.objects.exists()
        assert not PropertyValue.objects.exists()
        assert not set_property_values(product.pk, 1, {name.pk: "Winter"}, actor=SYSTEM, skips_gone=True)
