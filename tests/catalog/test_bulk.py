"""What is done with many products at once: each product wholly or not at all, each refusal by name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from catalog.domain.categories import add_category
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import CategoryProduct, Product, ProductListing
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
BULK = reverse("catalog:product_bulk")
LIST = reverse("catalog:product_list")


def made(mall, *names: str, **values) -> list[Product]:
    with tenancy.mall(mall.pk):
        return [make_product(name, **values) for name in names]


def told(client, products, **data) -> list[str]:
    """The messages of the list after a change."""
    response = client.post(BULK, {"product": [product.pk for product in products], **data}, follow=True)
    assert response.redirect_chain, response.content.decode()
    return [str(message) for message in response.context["messages"]]


def entries(mall, action: str) -> list[tuple[int, dict, dict]]:
    with tenancy.mall(mall.pk):
        rows = AuditEntry.objects.filter(action=action).order_by("pk")
        return list(rows.values_list("object_id", "before", "after"))


@pytest.mark.parametrize(
    ("currency", "price", "rule", "expected"),
    [
        ("KRW", "1005", ("percent", "-10"), "905"),
        ("KRW", "999", ("percent", "12.5"), "1124"),
        ("JPY", "150", ("percent", "-33.33"), "100"),
        ("USD", "10.05", ("percent", "-50"), "5.03"),
        ("USD", "10.05", ("amount", "0.50"), "10.55"),
        ("KRW", "1000", ("amount", "-1000"), "0"),
    ],
)
def test_prices_are_rounded_as_the_currency_of_the_base_shop_asks(client, cast, mall, currency, price, rule, expected):
    Shop.objects.filter(mall=mall).update(currency=currency)
    (product,) = made(mall, "Cup", price=price)
    cast.sign_in(client, "owner")
    kind, value = rule
    assert told(client, [product], action="price", step="apply", kind=kind, value=value) == ["1 product was changed."]
    with tenancy.mall(mall.pk):
        assert Product.objects.get().price == ProductListing.objects.get().price == Decimal(expected)


def test_a_price_below_zero_is_refused_by_name_and_the_others_change(client, cast, mall):
    cheap, dear = (*made(mall, "Cheap", price=100), *made(mall, "Dear", price=9000))
    cast.sign_in(client, "owner")
    preview = client.post(
        BULK, {"action": "price", "step": "preview", "kind": "amount", "value": "-500", "product": [cheap.pk, dear.pk]}
    ).content.decode()
    assert "Not possible, stays" in preview
    assert "₩8,500" in preview
    assert told(client, [cheap, dear], action="price", step="apply", kind="amount", value="-500") == [
        "1 product was changed.",
        "Not changed. The price would be below zero or too large: Cheap.",
    ]
    with tenancy.mall(mall.pk):
        assert list(Product.objects.order_by("pk").values_list("price", flat=True)) == [100, 8500]
    assert entries(mall, "product.changed") == [(dear.pk, {"price": "9000.00"}, {"price": "8500"})]


def test_weights_are_set_and_taken_away_but_not_where_an_overseas_shop_sells(client, cast, mall):
    """R3.122"""
    shop = Shop.objects.create(mall=mall, shop_no=2, name="Japan", language="ja", currency="JPY")
    first, second = made(mall, "Cup", "Plate")
    cast.sign_in(client, "owner")
    data = {"action": "weight", "step": "apply"}
    assert told(client, [first, second], **data, weight_grams="350") == ["2 products were changed."]
    assert [after for _pk, _before, after in entries(mall, "product.changed")] == [{"weight_grams": 350}] * 2
    with tenancy.mall(mall.pk):
        set_listing(first.pk, shop, ListingFacts(True, True, Decimal(1)), actor=SYSTEM)
    assert told(client, [first, second], **data, weight_grams="") == [
        "1 product was changed.",
        "Not changed. An overseas shop sells it and needs the weight: Cup.",
    ]
    with tenancy.mall(mall.pk):
        assert list(Product.objects.order_by("pk").values_list("weight_grams", flat=True)) == [350, None]
    response = client.post(BULK, {"product": first.pk, **data, "weight_grams": "0"})
    assert response.status_code == 422


def test_other_shops_sell_only_what_has_a_price_there_and_a_weight(client, cast, mall):
    """R3.122"""
    shop = Shop.objects.create(mall=mall, shop_no=2, name="Japan", language="ja", currency="JPY")
    ready, light, unpriced = (*made(mall, "Ready", weight_grams=100), *made(mall, "Weightless", "Unpriced"))
    with tenancy.mall(mall.pk):
        for product in (ready, light):
            set_listing(product.pk, shop, ListingFacts(True, False, Decimal(1)), actor=SYSTEM)
    cast.sign_in(client, "owner")
    assert told(client, [ready, light, unpriced], action="shops", shop="2", step="selling-on") == [
        "1 product was changed.",
        "Not changed. No weight, so not sold overseas: Weightless.",
        "Not changed. No price in this shop yet: Unpriced.",
    ]
    with tenancy.mall(mall.pk):
        selling = ProductListing.objects.filter(shop_no=2, selling=True).values_list("product_id", flat=True)
        assert list(selling) == [ready.pk]


def test_categories_are_added_and_taken_away_once(client, cast, mall):
    first, second = made(mall, "Cup", "Plate")
    with tenancy.mall(mall.pk):
        category = add_category("Tops", parent_id=None, actor=SYSTEM)
    cast.sign_in(client, "owner")
    data = {"action": "category", "category": category.pk}
    assert told(client, [first], **data, step="add") == ["1 product was changed."]
    assert told(client, [first, second], **data, step="add") == ["1 product was changed."]
    assert told(client, [first, second], **data, step="remove") == ["2 products were changed."]
    assert told(client, [first], **data, step="remove") == ["The products were like that already; nothing was changed."]
    assert len(entries(mall, "product.categories_changed")) == 4
    with tenancy.mall(mall.pk):
        assert not CategoryProduct.objects.exists()


def test_deletion_names_nothing_that_is_gone_and_keeps_an_entry(client, cast, mall):
    first, second = made(mall, "Cup", "Plate")
    cast.sign_in(client, "owner")
    asked = client.post(BULK, {"action": "delete", "product": [first.pk]}).content.decode()
    assert "This cannot be undone" in asked
    assert told(client, [first], action="delete", step="apply") == ["1 product was deleted."]
    assert told(client, [first, second], action="delete", step="apply") == [
        "1 product was deleted.",
        "1 product is no longer there.",
    ]
    assert [pk for pk, _before, _after in entries(mall, "product.deleted")] == [first.pk, second.pk]


def test_everything_means_all_that_fits_the_filters_and_asks_first(client, cast, mall, other_mall):
    made(mall, *[f"Cup {number}" for number in range(40)])
    made(mall, "Plate")
    made(other_mall, "Cup of theirs")
    cast.sign_in(client, "owner")
    address = f"{BULK}?name=cup"
    page = client.post(address, {"action": "display-off", "everything": "yes"})
    assert "40 products are ticked." in page.content.decode()
    with tenancy.mall(mall.pk):
        assert ProductListing.objects.filter(display=True).count() == 41
    again = {"action": "display-off", "everything": "yes", "step": "apply", "ids": page.context["ids"]}
    response = client.post(address, again)
    assert response["Location"] == f"{LIST}?name=cup"
    with tenancy.mall(mall.pk):
        shown = ProductListing.objects.filter(display=True).values_list("product__name", flat=True)
        assert list(shown) == ["Plate"]
    with tenancy.mall(other_mall.pk):
        assert ProductListing.objects.get().display


def test_more_than_two_thousand_at_once_are_refused_with_a_word(client, cast, mall):
    made(mall, "Cup")
    cast.sign_in(client, "owner")
    ids = ",".join(map(str, range(1, 2002)))
    response = client.post(BULK, {"action": "display-off", "step": "apply", "ids": ids}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "At most 2,000 products change at once. Narrow the list by the filters."
    ]
    with tenancy.mall(mall.pk):
        assert ProductListing.objects.get().display


ACTIONS = [
    {"action": "display-off"},
    {"action": "selling-off"},
    {"action": "price", "step": "apply", "kind": "percent", "value": "10"},
    {"action": "weight", "step": "apply", "weight_grams": "5"},
    {"action": "delete", "step": "apply"},
]


@pytest.mark.parametrize("data", ACTIONS, ids=lambda data: data["action"])
@pytest.mark.parametrize(
    ("who", "is_done"),
    [("owner", True), ("operator_with_products", True), ("operator_without_products", False), (None, False)],
)
def test_only_who_may_work_on_products_changes_them(client, cast, mall, who, is_done, data):
    (product,) = made(mall, "Cup")
    with tenancy.mall(mall.pk):
        before = list(Product.objects.values_list()) + list(ProductListing.objects.values_list())
    cast.sign_in(client, who)
    response = client.post(BULK, {"product": product.pk, **data})
    assert response.status_code == (302 if who is None or is_done else 403)
    with tenancy.mall(mall.pk):
        after = list(Product.objects.values_list()) + list(ProductListing.objects.values_list())
    assert (before != after) == is_done


@pytest.mark.parametrize("data", ACTIONS, ids=lambda data: data["action"])
def test_another_malls_products_are_none(client, cast, mall, other_mall, data):
    made(mall, "Mine")
    (foreign,) = made(other_mall, "Theirs")
    with tenancy.mall(other_mall.pk):
        before = list(Product.objects.values_list()) + list(ProductListing.objects.values_list())
    cast.sign_in(client, "owner")
    assert told(client, [foreign], **data) == ["Tick at least one product."]
    with tenancy.mall(other_mall.pk):
        assert before == list(Product.objects.values_list()) + list(ProductListing.objects.values_list())
