"""Registering, changing and deleting a product through its pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.models import Product, ProductImage, ProductListing, Variant
from tests.factories_catalog import make_product, picture_bytes

pytestmark = pytest.mark.django_db
NEW = reverse("catalog:product_new")
GOOD = {"name": "Blue cup", "price": "12,000", "tracks_stock": "on", "stock": "7", "display": "on", "selling": "on"}


def edit_url(product) -> str:
    return reverse("catalog:product_edit", args=[product.pk])


def test_a_product_is_registered_in_the_base_shop_with_stock_picture_and_history(client, cast, mall):
    """R0.13, R3.28"""
    cast.sign_in(client, "owner")
    picture = SimpleUploadedFile("cup.png", picture_bytes(), content_type="image/png")
    response = client.post(NEW, GOOD | {"summary": "One line", "weight_grams": "350", "image": picture})
    with tenancy.mall(mall.pk):
        product = Product.objects.get()
        listing, variant = ProductListing.objects.get(), Variant.objects.get()
        image = ProductImage.objects.get()
        entries = list(AuditEntry.objects.order_by("id").values_list("action", "object_id", "actor_kind"))
    assert response.status_code == 302
    assert response["Location"] == edit_url(product)
    assert (product.name, product.price, product.weight_grams) == ("Blue cup", Decimal(12000), 350)
    assert (listing.shop_no, listing.price, listing.display, listing.selling) == (1, Decimal(12000), True, True)
    assert (variant.stock, variant.tracks_stock) == (7, True)
    assert image.stem.startswith(f"{mall.pk}/products/")
    assert entries == [
        ("product.created", product.pk, "operator"),
        ("product.image_changed", product.pk, "operator"),
    ]
    page = client.get(edit_url(product)).content.decode()
    assert "Product registered" in page
    assert f"{mall.storefront_url}/product/blue-cup/{product.pk}/" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 251),
        ("name", "x" * 1_000_000),
        ("summary", "x" * 256),
        ("price", ""),
        ("price", "abc"),
        ("price", "-5"),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", "1e9"),
        ("price", "12.50"),
        ("price", "1,2,3"),
        ("price", "2147483648"),
        ("price", "9" * 5000),
        ("stock", "-1"),
        ("stock", ""),
        ("stock", "1.5"),
        ("stock", "9" * 30),
        ("weight_grams", "0"),
        ("weight_grams", "heavy"),
        ("description", "x" * 1_000_000),
        ("short_description", "x" * 2001),
    ],
)
def test_bad_input_names_the_field_and_loses_nothing(client, cast, mall, field, value):
    cast.sign_in(client, "owner")
    typed = GOOD | {"summary": "typed with care", "weight_grams": "350"} | {field: value}
    response = client.post(NEW, typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    page = response.content.decode()
    assert f'href="#id_{field}"' in page
    if field != "summary":
        assert "typed with care" in page
    with tenancy.mall(mall.pk):
        assert not Product.objects.exists()


def test_a_nul_is_refused_before_anything_else(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.post(NEW, GOOD | {"name": "a\x00b"}).status_code == 400


def test_forged_fields_change_nothing_of_another_mall(client, cast, mall, other_mall):
    cast.sign_in(client, "owner")
    client.post(NEW, GOOD | {"mall_id": other_mall.pk, "id": "1", "shop_no": "9", "created_at": "2001-01-01"})
    with tenancy.mall(mall.pk):
        product = Product.objects.get()
        assert product.created_at.year > 2020
        assert ProductListing.objects.get().shop_no == 1
    with tenancy.mall(other_mall.pk):
        assert not Product.objects.exists()


@pytest.mark.parametrize("page", ["product_edit", "product_delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_malls_product_is_404_and_stays(client, cast, mall, other_mall, page, method):
    with tenancy.mall(other_mall.pk):
        product = make_product("Theirs")
    cast.sign_in(client, "owner")
    assert getattr(client, method)(reverse(f"catalog:{page}", args=[product.pk]), GOOD).status_code == 404
    with tenancy.mall(other_mall.pk):
        assert Product.objects.get().name == "Theirs"


def test_a_product_number_beyond_any_is_404(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.get(f"/admin/products/{'9' * 40}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 302), ("operator_with_products", 302), ("operator_without_products", 403), (None, 302)],
)
def test_changing_needs_the_products_menu(client, cast, mall, who, status):
    with tenancy.mall(mall.pk):
        product = make_product("Before")
    cast.sign_in(client, who)
    response = client.post(edit_url(product), GOOD | {"name": "After"})
    with tenancy.mall(mall.pk):
        product.refresh_from_db()
    assert response.status_code == status
    assert product.name == ("After" if who in {"owner", "operator_with_products"} else "Before")


def test_a_sale_in_the_meantime_is_not_undone_by_saving_the_form(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", stock=10)
    cast.sign_in(client, "owner")
    with tenancy.mall(mall.pk):
        Variant.objects.update(stock=8)
    client.post(edit_url(product), GOOD | {"stock_shown": "10", "stock": "15"})
    with tenancy.mall(mall.pk):
        assert Variant.objects.get().stock == 13


def test_stock_cannot_go_below_nothing_when_shoppers_were_quicker(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", stock=1)
    cast.sign_in(client, "owner")
    response = client.post(edit_url(product), GOOD | {"name": "New name", "stock_shown": "10", "stock": "5"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Only 1 piece is left by now" in page
    assert "New name" in page
    with tenancy.mall(mall.pk):
        product.refresh_from_db()
        assert (product.name, Variant.objects.get().stock) == ("Cup", 1)
    again = client.post(edit_url(product), GOOD | {"stock_shown": "1", "stock": "5"})
    assert again.status_code == 302
    with tenancy.mall(mall.pk):
        assert Variant.objects.get().stock == 5


def test_scripts_are_taken_out_of_a_description_and_plain_text_stays_as_typed(client, cast, mall):
    cast.sign_in(client, "owner")
    client.post(NEW, GOOD | {"description": '<p onclick="x()">Hi<script>alert(1)</script> <b>there</b></p>'})
    client.post(NEW, GOOD | {"description": "5 < 6 & 7 > 2"})
    with tenancy.mall(mall.pk):
        html, plain = Product.objects.order_by("pk").values_list("description", flat=True)
    assert html == "<p>Hi <b>there</b></p>"
    assert plain == "5 < 6 & 7 > 2"


def test_deleting_asks_first_and_then_leaves_only_the_audit_entry(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Old", image=True)
    cast.sign_in(client, "owner")
    url = reverse("catalog:product_delete", args=[product.pk])
    assert "This cannot be undone" in client.get(url).content.decode()
    with tenancy.mall(mall.pk):
        assert Product.objects.exists()
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404
    with tenancy.mall(mall.pk):
        for model in (Product, ProductListing, Variant, ProductImage):
            assert not model.objects.exists()
        entry = AuditEntry.objects.get(action="product.deleted")
        assert (entry.object_id, entry.before["name"]) == (product.pk, "Old")


def test_a_shop_that_counts_in_dollars_takes_cents_and_refuses_parts_of_them(client, cast, mall):
    mall.shops.filter(shop_no=1).update(currency="USD", language="en")
    cast.sign_in(client, "owner")
    assert client.post(NEW, GOOD | {"price": "$12.50"}).status_code == 302
    refused = client.post(NEW, GOOD | {"price": "12.505"})
    assert refused.context["form"].errors["price"] == ["USD has at most 2 decimals."]
    with tenancy.mall(mall.pk):
        assert Product.objects.get().price == Decimal("12.50")
