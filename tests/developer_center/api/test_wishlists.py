"""Members' wish lists by the API (scope groups personal and privacy; wire contract, Appendix B; R2.41)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.models import Shop
from catalog.models import ProductListing
from developer_center.wire import variant_code
from orders.domain.wishlist import put_on_wishlist
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.factories_catalog import make_product
from tests.orders.customers import make_customer

pytestmark = pytest.mark.django_db
AROUND_A_CALL = 5


@pytest.fixture
def cup(mall, other_mall):
    """A cup that two members wish for, one of them with a bowl; another mall has a member of the same name."""
    with tenancy.mall(other_mall.pk):
        put_on_wishlist(make_customer("minji").pk, 1, make_product("Theirs").pk)
    with tenancy.mall(mall.pk):
        cup, bowl = make_product("Cup", price=5000), make_product("Bowl")
        minji = make_customer("minji").pk
        put_on_wishlist(minji, 1, cup.pk, variant_id=cup.variants.get().pk)
        put_on_wishlist(minji, 1, bowl.pk)
        put_on_wishlist(make_customer("Jun").pk, 1, cup.pk)
        return cup


def test_a_member_s_wish_list_is_told_newest_first(api, cup):
    bowl, row = api.get("customers/MINJI/wishlist").json()["wishlist"]
    assert (row["shop_no"], row["product_no"], row["price"]) == (1, cup.pk, "5000.00")
    assert row["variant_code"] == variant_code(cup.pk, 0)
    assert (bowl["variant_code"], bowl["price"]) == ("", "12000.00")
    assert row["wishlist_no"] < bowl["wishlist_no"]
    assert api.get("customers/minji/wishlist/count").json() == {"count": 2}


def test_prices_and_lists_are_those_of_the_shop(api, mall, cup):
    Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        ProductListing.objects.create(product=cup, shop_no=2, display=True, selling=True, price=Decimal("4.5"))
        put_on_wishlist(make_customer("hana").pk, 2, cup.pk)
    (row,) = api.get("customers/hana/wishlist", {"shop_no": 2}).json()["wishlist"]
    assert (row["shop_no"], row["price"]) == (2, "4.50")
    assert api.get("customers/hana/wishlist").json() == {"wishlist": []}
    assert api.get("customers/hana/wishlist/count").json() == {"count": 0}
    path = f"products/{cup.pk}/wishlist/customers"
    assert api.get(path, {"shop_no": 2}).json() == {"customers": [{"shop_no": 2, "member_id": "hana"}]}
    assert api.get(f"{path}/count", {"shop_no": 2}).json() == {"count": 1}


def test_who_wishes_for_a_product_is_told_in_order_and_in_parts(api, cup):
    path = f"products/{cup.pk}/wishlist/customers"
    assert [row["member_id"] for row in api.get(path).json()["customers"]] == ["minji", "Jun"]
    assert [row["member_id"] for row in api.get(path, {"limit": 1, "offset": 1}).json()["customers"]] == ["Jun"]
    assert api.get(f"{path}/count").json() == {"count": 2}
    assert api.get(path, {"limit": 1001}).status_code == 422


def test_members_and_products_of_another_mall_are_404(api, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs").pk
        put_on_wishlist(make_customer("stranger").pk, 1, theirs)
    for path in ("customers/stranger/wishlist", f"products/{theirs}/wishlist/customers", "customers/nobody/wishlist"):
        assert api.get(path).status_code == 404
        assert api.get(f"{path}/count").status_code == 404


def test_each_side_needs_its_own_scope(mall, installation, cup):
    personal = Api(mall, make_token(installation, scopes=["mall.read_personal"]))
    assert personal.get("customers/minji/wishlist").status_code == 200
    assert personal.get(f"products/{cup.pk}/wishlist/customers").status_code == 404
    private = Api(mall, make_token(installation, scopes=["mall.read_privacy"]))
    assert private.get(f"products/{cup.pk}/wishlist/customers/count").status_code == 200
    assert private.get("customers/minji/wishlist/count").status_code == 404


def test_lists_run_the_same_queries_whatever_their_length(api, cup, django_assert_num_queries):
    for member, count in (("jun", 1), ("minji", 2)):
        with django_assert_num_queries(AROUND_A_CALL + 4):
            assert len(api.get(f"customers/{member}/wishlist").json()["wishlist"]) == count
    for limit in (1, 2):
        with django_assert_num_queries(AROUND_A_CALL + 3):
            api.get(f"products/{cup.pk}/wishlist/customers", {"limit": limit})
