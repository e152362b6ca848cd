"""My Store > Terms and privacy."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import Shop
from orders.domain.documents import documents_in_force, save_document
from orders.models import ShopDocument
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, base_shop, make_order

pytestmark = pytest.mark.django_db

WHO = [("owner", 200), ("operator_with_store", 200), ("operator_without_store", 403), (None, 302)]
PAGES = [f"orders:{kind}{end}" for kind in ("terms", "privacy") for end in ("", "_preview")]


def body_of(mall, kind: str = "terms", shop_no: int = 1) -> str:
    with tenancy.mall(mall.pk):
        shop = mall.shops.select_related("mall").get(shop_no=shop_no)
        return documents_in_force(shop)[kind].body


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("who", "status"), WHO)
def test_the_texts_need_the_store_right(client, cast, mall, name, who, status):
    cast.sign_in(client, who)
    assert client.get(reverse(name)).status_code == status
    client.post(reverse("orders:terms"), {"body": "Ours"})
    assert (body_of(mall) == "Ours") == (status == 200)


def test_a_text_is_saved_per_shop_and_the_standard_comes_back(client, cast, mall):
    Shop.objects.create(mall=mall, name="Two", shop_no=2, language="en", currency="USD")
    cast.sign_in(client, "owner")
    address = reverse("orders:privacy")
    assert client.post(f"{address}?shop=2", {"body": "<h2>Ours</h2><script>x</script>"}).url == f"{address}?shop=2"
    assert body_of(mall, "privacy", 2) == "<h2>Ours</h2>"
    assert body_of(mall, "privacy", 1) != "<h2>Ours</h2>"
    page = client.get(f"{address}?shop=2").content.decode()
    assert "&lt;h2&gt;Ours&lt;/h2&gt;" in page
    assert "Text changed" in page
    assert "Version 1" in page
    client.post(f"{reverse('orders:privacy_reset')}?shop=2")
    assert "Who is responsible" in body_of(mall, "privacy", 2)
    assert "Text reset to standard" in client.get(f"{address}?shop=2").content.decode()


@pytest.mark.parametrize("body", ["", "  ", "<script>x()</script>", "x" * 100_001])
def test_a_text_that_says_nothing_or_too_much_is_refused(client, cast, mall, body):
    before = body_of(mall)
    cast.sign_in(client, "owner")
    response = client.post(reverse("orders:terms"), {"body": body})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["body"]
    assert body_of(mall) == before


def test_the_preview_shows_what_was_typed_harmlessly_and_saves_nothing(client, cast, mall):
    cast.sign_in(client, "owner")
    response = client.post(reverse("orders:terms_preview"), {"body": "<b>Draft</b><script>x()</script>"})
    assert "<b>Draft</b>" in response.content.decode()
    assert "<script" not in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "sandbox" in policy
    with tenancy.mall(mall.pk):
        assert not ShopDocument.objects.exists()


def test_a_version_reads_as_it_was_and_only_in_its_own_mall(client, cast, mall, other_mall):
    with tenancy.mall(mall.pk):
        for text in ("First words", "Second words"):
            save_document(base_shop(), "terms", text, actor=SYSTEM)
    with tenancy.mall(other_mall.pk):
        for text in ("a", "b", "Their words"):
            save_document(base_shop(), "terms", text, actor=SYSTEM)
    cast.sign_in(client, "operator_with_orders")
    assert "First words" in client.get(reverse("orders:terms_version", args=[1])).content.decode()
    assert client.get(reverse("orders:terms_version", args=[3])).status_code == 404


def test_order_and_customer_say_what_was_agreed_to(client, cast, mall):
    with tenancy.mall(mall.pk):
        save_document(base_shop(), "terms", "Ours", actor=SYSTEM)
        order = make_order()
        customer = make_customer()
    cast.sign_in(client, "owner")
    page = client.get(reverse("orders:detail", args=[order.number]), {"tab": "customer"}).content.decode()
    assert f'href="{reverse("orders:terms_version", args=[1])}"' in page
    assert client.get(reverse("orders:customer", args=[customer.pk])).status_code == 200
