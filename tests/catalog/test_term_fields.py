"""The merchant's form of terms of sale: what is shown, what is changed, what makes no sense."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.models import Product
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db

FACTS = {"name": "Cup", "price": "12,000", "tracks_stock": "on", "stock": "5", "stock_shown": "5"}
PLAIN = {
    "minimum_quantity": "1",
    "maximum_quantity": "",
    "order_quantity_limit_type": "O",
    "buy_unit": "1",
    "buy_unit_type": "O",
    "buyers": "F",
    "buy_member_ids": "",
    "beside": "F",
    "tax_type": "A",
    "tax_rate": "10",
}


@pytest.fixture
def product(mall) -> Product:
    with tenancy.mall(mall.pk):
        return make_product("Cup")


def edit_url(product: Product) -> str:
    return reverse("catalog:product_edit", args=[product.pk])


def kept(mall, product: Product) -> dict[str, Any]:
    with tenancy.mall(mall.pk):
        return Product.objects.get(pk=product.pk).app_facts


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ({}, {}),
        ({"minimum_quantity": "3", "maximum_quantity": "9"}, {"minimum_quantity": 3, "maximum_quantity": 9}),
        ({"buy_unit": "3", "buy_unit_type": "P"}, {"buy_unit": 3, "buy_unit_type": "P"}),
        ({"buyers": "N"}, {"buy_limit_by_product": "T", "buy_limit_type": "N"}),
        (
            {"buyers": "D", "buy_member_ids": "ann, ben\nann"},
            {"buy_limit_by_product": "T", "buy_limit_type": "D", "buy_member_id_list": ["ann", "ben"]},
        ),
        ({"repurchase_restriction": "on"}, {"repurchase_restriction": "T"}),
        ({"beside": "T"}, {"single_purchase": "T", "single_purchase_restriction": "T"}),
        ({"beside": "O"}, {"single_purchase": "O"}),
        ({"tax_type": "B"}, {"tax_type": "B"}),
        ({"minimum_quantity": "", "buy_unit": "", "tax_rate": ""}, {}),
    ],
)
def test_what_the_merchant_changes_is_kept_as_the_wire_names_it_and_shown_again(
    client, cast, mall, product, typed, facts
):
    """Nothing else is written: what was not touched stays without a word (wire contract 2.7)."""
    cast.sign_in(client, "owner")
    assert client.post(edit_url(product), FACTS | PLAIN | typed).status_code == 302
    assert kept(mall, product) == facts
    form = client.get(edit_url(product)).context["form"]
    assert client.post(edit_url(product), FACTS | values_of(form)).status_code == 302
    assert kept(mall, product) == facts


def values_of(form: Any) -> dict[str, str]:
    """What a browser would send of the terms as they are shown."""
    shown = {name: form[name].value() for name in PLAIN}
    shown |= {"repurchase_restriction": "on"} if form["repurchase_restriction"].value() else {}
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def test_a_new_product_has_terms_from_the_start_and_its_history_names_them(client, cast, mall):
    cast.sign_in(client, "owner")
    response = client.post(reverse("catalog:product_new"), FACTS | PLAIN | {"minimum_quantity": "3"})
    with tenancy.mall(mall.pk):
        product = Product.objects.get()
        assert AuditEntry.objects.get(action="product.created").after["app_facts"] == ["minimum_quantity: 3"]
    assert response["Location"] == edit_url(product)
    assert product.app_facts == {"minimum_quantity": 3}
    assert "Minimum quantity: 3" in client.get(edit_url(product)).content.decode()


def test_what_an_app_changed_meanwhile_stays_where_the_merchant_did_not_touch_it(client, cast, mall, product):
    cast.sign_in(client, "owner")
    form = client.get(edit_url(product)).context["form"]
    with tenancy.mall(mall.pk):
        Product.objects.filter(pk=product.pk).update(app_facts={"model_name": "M", "buy_unit": 2})
    typed = FACTS | values_of(form) | {"minimum_quantity": "4", "buy_unit": "2"}
    assert client.post(edit_url(product), typed).status_code == 302
    assert kept(mall, product) == {"model_name": "M", "buy_unit": 2, "minimum_quantity": 4}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"minimum_quantity": "0"}, "minimum_quantity"),
        ({"minimum_quantity": "1000"}, "minimum_quantity"),
        ({"minimum_quantity": "5", "maximum_quantity": "4"}, "maximum_quantity"),
        ({"buy_unit": "7", "maximum_quantity": "6"}, "maximum_quantity"),
        ({"buyers": "X"}, "buyers"),
        ({"buyers": "D"}, "buy_member_ids"),
        ({"buyers": "D", "buy_member_ids": "x" * 21}, "buy_member_ids"),
        ({"buyers": "D", "buy_member_ids": ",".join(f"m{number}" for number in range(201))}, "buy_member_ids"),
        ({"tax_rate": "101"}, "tax_rate"),
        ({"tax_type": "D"}, "tax_type"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_saved(client, cast, mall, product, typed, field):
    cast.sign_in(client, "owner")
    response = client.post(edit_url(product), FACTS | PLAIN | {"name": "Other"} | typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    with tenancy.mall(mall.pk):
        stored = Product.objects.get(pk=product.pk)
    assert (stored.name, stored.app_facts) == ("Cup", {})


def test_the_form_says_what_apps_have_set_that_the_store_does_not_follow(client, cast, mall, product):
    """ADR 0049: what has no effect is said where a merchant would look for it."""
    cast.sign_in(client, "owner")
    assert "Apps have also set" not in client.get(edit_url(product)).content.decode()
    with tenancy.mall(mall.pk):
        facts = {"points_by_product": "T", "use_naverpay": "F", "relational_product": [], "price_content": "Ask us"}
        Product.objects.filter(pk=product.pk).update(app_facts=facts)
    page = client.get(edit_url(product)).content.decode()
    assert "Apps have also set: Text instead of the price, Points." in page


def test_another_malls_product_is_not_changed(client, cast, mall, other_mall):
    with tenancy.mall(other_mall.pk):
        foreign = make_product("Pot")
    cast.sign_in(client, "owner")
    assert client.post(edit_url(foreign), FACTS | PLAIN | {"minimum_quantity": "3"}).status_code == 404
    assert kept(other_mall, foreign) == {}
