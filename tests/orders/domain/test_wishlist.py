"""The wish list of a customer: once each product, of the shop that displays it, and gone with the customer."""

from __future__ import annotations

import pytest

from accounts import tenancy
from catalog.domain.delete_product import delete_product
from catalog.domain.delete_variant import delete_variant
from catalog.models import ProductListing, Variant
from orders.domain import wishlist
from orders.domain.customer_account.change import leave
from orders.domain.wishlist import WishlistFull, put_on_wishlist, take_off_wishlist
from orders.models import WishlistItem
from tests.factories_catalog import make_product
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(inside):
    return make_customer()


def kept() -> list[tuple[int, int, int | None]]:
    return list(WishlistItem.objects.order_by("pk").values_list("shop_no", "product", "variant"))


def test_a_product_is_kept_once_and_takes_the_newer_choice(customer):
    cup = make_product("Cup")
    blue = Variant.objects.create(product=cup, option_values=["Blue"], position=1)
    put_on_wishlist(customer.pk, 1, cup.pk)
    put_on_wishlist(customer.pk, 1, make_product("Bowl").pk)
    again = put_on_wishlist(customer.pk, 1, cup.pk, variant_id=blue.pk)
    assert again.pk == WishlistItem.objects.order_by("pk").first().pk
    first, second = kept()
    assert (first, second[0]) == ((1, cup.pk, blue.pk), 1)


def test_each_shop_has_its_own_list(customer):
    cup = make_product("Cup")
    ProductListing.objects.create(product=cup, shop_no=2, display=True, selling=False, price=9)
    for shop_no in (1, 2):
        put_on_wishlist(customer.pk, shop_no, cup.pk)
    take_off_wishlist(customer.pk, 1, cup.pk)
    take_off_wishlist(customer.pk, 1, cup.pk)
    assert kept() == [(2, cup.pk, None)]


def test_only_what_the_shop_displays_is_kept_sold_out_or_not(customer):
    hidden, gone = make_product("Hidden", display=False), make_product("Gone", stock=0, selling=False)
    with pytest.raises(ProductListing.DoesNotExist):
        put_on_wishlist(customer.pk, 1, hidden.pk)
    with pytest.raises(ProductListing.DoesNotExist):
        put_on_wishlist(customer.pk, 2, gone.pk)
    put_on_wishlist(customer.pk, 1, gone.pk)
    assert kept() == [(1, gone.pk, None)]


def test_a_variant_of_another_product_is_no_choice(customer):
    cup, bowl = make_product("Cup"), make_product("Bowl")
    with pytest.raises(Variant.DoesNotExist):
        put_on_wishlist(customer.pk, 1, cup.pk, variant_id=bowl.variants.get().pk)
    assert kept() == []


def test_another_malls_product_is_not_there(customer, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs")
    with pytest.raises(ProductListing.DoesNotExist):
        put_on_wishlist(customer.pk, 1, theirs.pk)


def test_a_list_holds_only_so_many_and_what_is_on_it_still_changes(customer, monkeypatch):
    monkeypatch.setattr(wishlist, "MOST_WISHES", 1)
    cup, bowl = make_product("Cup"), make_product("Bowl")
    put_on_wishlist(customer.pk, 1, cup.pk)
    with pytest.raises(WishlistFull):
        put_on_wishlist(customer.pk, 1, bowl.pk)
    put_on_wishlist(customer.pk, 1, cup.pk, variant_id=cup.variants.get().pk)
    put_on_wishlist(make_customer("jiho").pk, 1, bowl.pk)
    assert [product for _shop, product, _variant in kept()] == [cup.pk, bowl.pk]


def test_of_a_deleted_variant_the_product_stays_and_a_deleted_product_goes(customer):
    cup = make_product("Cup")
    blue = Variant.objects.create(product=cup, option_values=["Blue"], position=1)
    put_on_wishlist(customer.pk, 1, cup.pk, variant_id=blue.pk)
    delete_variant(cup.pk, blue.pk, actor=SYSTEM)
    assert kept() == [(1, cup.pk, None)]
    delete_product(cup.pk, actor=SYSTEM)
    assert kept() == []


def test_the_list_goes_with_the_customer(customer):
    cup = make_product("Cup")
    other = make_customer("jiho")
    for one in (customer, other):
        put_on_wishlist(one.pk, 1, cup.pk)
    leave(customer.pk)
    assert list(WishlistItem.objects.values_list("customer", flat=True)) == [other.pk]
