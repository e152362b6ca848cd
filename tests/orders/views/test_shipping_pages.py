"""My Store > Shipping/Returns, its tables and warnings, and the month of export declarations."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Shop
from orders.domain.shipping_fee import overseas_fee, policy_of
from orders.domain.shipping_settings import reset_to_standard
from orders.models import Carrier, ExportDeclaration, Parcel, ShippingPolicy, ShippingRegion
from tests.orders.claiming import paid_order
from tests.orders.shop import SYSTEM, base_shop, make_product

pytestmark = pytest.mark.django_db

WHO = [("owner", 200), ("operator_with_store", 200), ("operator_without_store", 403), (None, 302)]
TYPED = {
    "home_fee": "2,500",
    "free_from_amount": "50000",
    "return_fee": "3000",
    "return_days": "14",
    "defect_days": "92",
    "allows_guests": "on",
    "cancels_unpaid_after_days": "5",
    "delivers_after_days": "",
    "bank_account": "Shinhan 110",
}
REGION = {"name": "Japan", "countries": ["JP"], "kg_1": "0.5", "fee_1": "9000", "kg_2": "2", "fee_2": "15000"}


@pytest.mark.parametrize("name", ["orders:shipping", "orders:unweighed", "orders:region_new"])
@pytest.mark.parametrize(("who", "status"), WHO)
def test_the_settings_need_the_store_right(client, cast, mall, name, who, status):
    cast.sign_in(client, who)
    assert client.get(reverse(name)).status_code == status


@pytest.mark.parametrize(("who", "status"), [(who and who.replace("store", "orders"), status) for who, status in WHO])
def test_declarations_need_the_orders_right(client, cast, mall, who, status):
    cast.sign_in(client, who)
    assert client.get(reverse("orders:declarations")).status_code == status


def test_the_policy_is_saved_with_its_history(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.post(reverse("orders:shipping"), TYPED).status_code == 302
    with tenancy.mall(mall.pk):
        policy = ShippingPolicy.objects.get()
        assert (policy.home_fee, policy.free_from_amount, policy.return_days) == (2500, 50000, 14)
        assert policy.delivers_after_days is None
    page = client.get(reverse("orders:shipping")).content.decode()
    assert "Shipping settings changed" in page
    client.post(reverse("orders:shipping"), TYPED | {"delivers_after_days": "7"})
    with tenancy.mall(mall.pk):
        assert ShippingPolicy.objects.get().delivers_after_days == 7


@pytest.mark.parametrize(
    ("field", "value"),
    [("home_fee", "-1"), ("return_days", "3"), ("return_fee", "1.5"), ("cancels_unpaid_after_days", "")],
)
def test_a_wrong_value_is_named_and_nothing_typed_is_lost(client, cast, mall, field, value):
    cast.sign_in(client, "owner")
    response = client.post(reverse("orders:shipping"), TYPED | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "Shinhan 110" in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not ShippingPolicy.objects.exists()


def test_switching_overseas_on_makes_the_standard_table_with_its_warning(client, cast, mall):
    cast.sign_in(client, "owner")
    assert "shipping is free" not in client.get(reverse("orders:shipping")).content.decode()
    client.post(reverse("orders:shipping"), TYPED | {"ships_overseas": "on"})
    page = client.get(reverse("orders:shipping")).content.decode()
    assert page.count("above 30 kg shipping is free") == 5
    with tenancy.mall(mall.pk):
        assert overseas_fee(1, "JP", 800) == 18000
        assert overseas_fee(1, "ZA", 800) == 40000
        assert overseas_fee(1, "JP", 30_001) == 0


def test_a_region_is_made_changed_and_deleted(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.post(reverse("orders:region_new"), REGION).status_code == 302
    with tenancy.mall(mall.pk):
        region = ShippingRegion.objects.get()
        assert overseas_fee(1, "JP", 501) == 15000
    edit = reverse("orders:region_edit", args=[region.pk])
    page = client.get(edit).content.decode()
    assert 'value="0.5"' in page
    assert "above 2 kg" in page
    assert client.post(edit, REGION | {"fee_2": "16000"}).status_code == 302
    with tenancy.mall(mall.pk):
        assert overseas_fee(1, "JP", 501) == 16000
    assert client.post(reverse("orders:region_delete", args=[region.pk])).status_code == 302
    with tenancy.mall(mall.pk):
        assert not ShippingRegion.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"countries": []}, "countries"),
        ({"fee_1": ""}, "fee_1"),
        ({"kg_2": "0.5"}, "kg_2"),
        ({"kg_1": "", "fee_1": "", "kg_2": "", "fee_2": ""}, "kg_1"),
        ({"countries": ["US"]}, "countries"),
        ({"name": "America", "countries": ["CA"]}, "name"),
    ],
)
def test_a_region_that_does_not_fit_says_where(client, cast, mall, change, field):
    cast.sign_in(client, "owner")
    client.post(reverse("orders:region_new"), REGION | {"name": "America", "countries": ["US"]})
    response = client.post(reverse("orders:region_new"), REGION | change)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_the_tables_go_back_to_the_standard_of_their_currency(client, cast, mall):
    Shop.objects.create(mall=mall, shop_no=2, name="US shop", language="en", currency="USD")
    cast.sign_in(client, "owner")
    client.post(f"{reverse('orders:region_new')}?shop=2", REGION)
    client.post(f"{reverse('orders:shipping_reset')}?shop=2")
    with tenancy.mall(mall.pk):
        assert ShippingRegion.objects.filter(shop_no=2).count() == 5
        assert overseas_fee(2, "JP", 400) == 11
        assert not ShippingRegion.objects.filter(shop_no=1).exists()
        assert policy_of(Shop.objects.get(mall=mall, shop_no=2)).home_fee == 2
    page = client.get(f"{reverse('orders:shipping')}?shop=2").content.decode()
    assert "US shop" in page
    assert client.get(f"{reverse('orders:shipping')}?shop=9").status_code == 404


def test_another_malls_region_is_not_here(client, cast, mall, other_mall):
    with tenancy.mall(other_mall.pk):
        reset_to_standard(base_shop(), actor=SYSTEM)
        region = ShippingRegion.objects.first()
    cast.sign_in(client, "owner")
    assert client.get(reverse("orders:region_edit", args=[region.pk])).status_code == 404
    assert client.post(reverse("orders:region_delete", args=[region.pk])).status_code == 404
    with tenancy.mall(other_mall.pk):
        assert ShippingRegion.objects.count() == 5


def test_products_without_a_weight_are_counted_and_listed(client, cast, mall):
    """R3.122."""
    with tenancy.mall(mall.pk):
        make_product(name="Weighed")
        make_product(name="Unweighed mug", weight_grams=None)
    cast.sign_in(client, "owner")
    assert "without a weight: 1." in client.get(reverse("orders:shipping")).content.decode()
    page = client.get(reverse("orders:unweighed")).content.decode()
    assert "Unweighed mug" in page
    assert "Weighed<" not in page


def declared(state: str = "filed") -> ExportDeclaration:
    order = paid_order()
    parcel = Parcel.objects.create(
        order=order, parcel_no=1, carrier=Carrier.EMS, is_overseas=True, tracking_number="=1+1"
    )
    return ExportDeclaration.objects.create(parcel=parcel, state=state, charge_krw=500, filed_at=timezone.now())


@pytest.mark.parametrize("count", [1, 3])
def test_a_month_shows_its_sum_with_one_number_of_queries(client, cast, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for _ in range(count):
            declared()
    cast.sign_in(client, "owner")
    client.get(reverse("orders:declarations"))
    with django_assert_num_queries(9):
        response = client.get(reverse("orders:declarations"))
    assert response.context["sum_krw"] == 500 * count
    assert len(response.context["rows"]) == count
    assert "nothing is filed with customs" in response.content.decode()
    old = client.get(f"{reverse('orders:declarations')}?month=2020-01")
    assert (old.context["sum_krw"], old.context["rows"]) == (0, [])


def test_the_month_comes_as_csv_without_formulas(client, cast, mall):
    with tenancy.mall(mall.pk):
        declared()
    cast.sign_in(client, "owner")
    response = client.get(reverse("orders:declarations_export"))
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert ",'=1+1," in lines[1]
    assert ",500," in lines[1]


def test_a_failed_declaration_is_filed_again_from_the_list(client, cast, mall):
    with tenancy.mall(mall.pk):
        row = declared("failed")
    cast.sign_in(client, "owner")
    assert "File again" in client.get(reverse("orders:declarations")).content.decode()
    client.post(reverse("orders:declaration_retry", args=[row.pk]))
    with tenancy.mall(mall.pk):
        row.refresh_from_db()
    assert row.state == "not_filed"


def test_a_standard_region_reads_in_the_pages_language_and_an_own_name_stays(client, cast, mall):
    cast.sign_in(client, "owner")
    with tenancy.mall(mall.pk):
        reset_to_standard(base_shop(), actor=SYSTEM)
        ShippingRegion.objects.filter(name="North America").update(name="Orders")  # a message of ours, not of regions
    page = client.get(reverse("orders:shipping"), headers={"Accept-Language": "ko"}).content.decode()
    assert "<h3>한국 인근</h3>" in page
    assert "<h3>Orders</h3>" in page
    assert "Near Korea" not in page


def test_empty_weights_are_folded_away_until_they_are_needed(client, cast, mall):
    cast.sign_in(client, "owner")
    page = client.get(reverse("orders:region_new")).content.decode()
    shown, _details, folded = page.partition('<details class="more-tiers">')
    assert [f'name="kg_{number}"' in shown for number in (1, 4, 5, 12)] == [True, True, False, False]
    assert [f'name="kg_{number}"' in folded for number in (5, 12)] == [True, True]
    wrong = client.post(reverse("orders:region_new"), REGION | {"kg_9": "3"}).content.decode()
    assert 'name="kg_9"' in wrong.partition('<details class="more-tiers">')[0]  # what is wrong is never folded away
