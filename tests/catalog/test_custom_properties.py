"""The merchant makes up properties, products say what they are, and shoppers see those that are displayed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import Shop
from catalog.domain.custom_properties import add_properties, set_property_values
from catalog.models import CustomProperty, Product, PropertyValue
from tests.factories_catalog import make_product
from tests.orders.shop import SYSTEM

pytestmark = pytest.mark.django_db
LIST = reverse("catalog:property_list")
PRODUCT = {"name": "Cup", "price": "12000", "weight_grams": "300", "display": "on", "selling": "on"}


def test_a_property_is_made_up_changed_and_deleted_after_asking(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.post(LIST, {"name": "Season", "is_displayed": "on"}).status_code == 302
    assert client.post(LIST, {"name": "Season"}).status_code == 422
    with tenancy.mall(mall.pk):
        row = CustomProperty.objects.get()
        assert row.is_displayed
        set_property_values(make_product().pk, 1, {row.pk: "Winter"}, actor=SYSTEM)
    edit = reverse("catalog:property_edit", args=[row.pk])
    assert client.post(edit, {"name": "Time of year"}).status_code == 302
    page = client.get(edit).content.decode()
    assert "Property changed" in page
    assert "Time of year" in client.get(LIST).content.decode()
    delete = reverse("catalog:property_delete", args=[row.pk])
    assert "1 product loses its value" in client.get(delete).content.decode()
    assert client.post(delete).status_code == 302
    with tenancy.mall(mall.pk):
        assert not CustomProperty.objects.exists()
        assert not PropertyValue.objects.exists()


def test_the_forms_of_a_product_ask_for_each_and_keep_what_they_are_in_each_shop(client, cast, mall):
    Shop.objects.create(mall=mall, shop_no=2, language="en", currency="USD", name="Overseas")
    with tenancy.mall(mall.pk):
        season, care = (row.pk for row in add_properties(["Season", "Care"], actor=SYSTEM))
    cast.sign_in(client, "owner")
    client.post(reverse("catalog:product_new"), PRODUCT | {f"property-value_{season}": "Winter"})
    with tenancy.mall(mall.pk):
        number = Product.objects.get().pk
    edit = reverse("catalog:product_edit", args=[number])
    assert 'value="Winter"' in client.get(edit).content.decode()
    client.post(edit, PRODUCT | {f"property-value_{season}": "", f"property-value_{care}": "By hand"})
    listing = {"price": "9.00", f"property-value_{season}": "Cold days"}
    client.post(reverse("catalog:product_listing", args=[number, 2]), listing)
    with tenancy.mall(mall.pk):
        rows = PropertyValue.objects.order_by("shop_no").values_list("shop_no", "custom_property_id", "value")
        assert list(rows) == [(1, care, "By hand"), (2, season, "Cold days")]
    too_long = PRODUCT | {"name": "Bowl", f"property-value_{care}": "x" * 1001}
    assert client.post(edit, too_long).status_code == 422
    with tenancy.mall(mall.pk):
        assert Product.objects.get().name == "Cup"


def test_shoppers_see_what_is_displayed_and_has_a_value_in_their_shop(shopper, mall):
    with tenancy.mall(mall.pk):
        number = make_product().pk
        [hidden] = add_properties(["Margin"], is_displayed=False, actor=SYSTEM)
        shown, empty, other = add_properties(["Season", "Care", "Fabric"], actor=SYSTEM)
        set_property_values(number, 1, {hidden.pk: "Forty", shown.pk: "<Winter>"}, actor=SYSTEM)
        set_property_values(number, 2, {other.pk: "Elsewhere"}, actor=SYSTEM)
    page = shopper.get(f"/product/x/{number}/").content.decode()
    assert "Season" in page
    assert "&lt;Winter&gt;" in page
    assert not [text for text in ("Margin", "Forty", "Care", "Fabric", "Elsewhere", empty.name) if text in page]


def test_pages_need_the_right_and_another_malls_properties_are_404(client, cast, mall, other_mall):
    with tenancy.mall(mall.pk):
        [row] = add_properties(["Season"], actor=SYSTEM)
    pages = [reverse(f"catalog:property_{name}", args=[row.pk]) for name in ("edit", "delete")]
    for who, status in (("owner", 200), ("operator_without_products", 403), ("other_mall", 404)):
        client.logout()
        cast.sign_in(client, who)
        assert [client.get(page).status_code for page in pages] == [status, status]
    assert [client.post(page, {"name": "Mine"}).status_code for page in pages] == [404, 404]
    with tenancy.mall(mall.pk):
        assert CustomProperty.objects.get().name == "Season"
