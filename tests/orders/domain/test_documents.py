"""Terms and privacy notice of a shop: whose text is in force, and which version an order or account agreed to."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import ProgrammingError, connections, transaction

from accounts import tenancy
from accounts.models import Shop
from orders.domain.checkout import CheckoutRefused
from orders.domain.customer_account.sign_up import NewCustomer, sign_up_customer
from orders.domain.documents import (
    DocumentsChanged,
    documents_in_force,
    keep_consent,
    reset_document,
    save_document,
    seal_of,
    standard_text,
)
from orders.models import Order, ShippingPolicy, ShopDocument
from tests.orders.shop import SYSTEM, base_shop, make_order, make_product

NEW = NewCustomer(member_id="minji", password="a good long password", name="Minji", email="m@example.com", phone="")


def kept() -> list[tuple[str, int, bool]]:
    return list(ShopDocument.objects.order_by("kind", "version").values_list("kind", "version", "is_standard"))


@pytest.mark.parametrize(("language", "words"), [("ko", "14일"), ("en", "within 14 days"), ("ja", "14日以内")])
def test_the_standard_text_speaks_the_shops_language_and_follows_its_windows(inside, language, words):
    ShippingPolicy.objects.create(shop_no=1, return_days=14)
    shop = base_shop()
    shop.language = language
    assert words in standard_text(shop, "terms")
    assert shop.title in standard_text(shop, "terms")
    assert standard_text(shop, "privacy") != standard_text(shop, "terms")


def test_a_text_of_ones_own_is_cleaned_and_in_force_at_once(inside):
    assert save_document(base_shop(), "terms", '<p onclick="x()">Ours</p><script>x()</script>', actor=SYSTEM)
    found = documents_in_force(base_shop())
    assert (found["terms"].body, found["terms"].is_own) == ("<p>Ours</p>", True)
    assert not found["privacy"].is_own
    assert not save_document(base_shop(), "terms", "<p>Ours</p>\r\n", actor=SYSTEM)
    assert kept() == [("terms", 1, False)]


def test_the_way_back_to_the_standard_keeps_what_was(inside):
    save_document(base_shop(), "terms", "Ours", actor=SYSTEM)
    assert reset_document(base_shop(), "terms", actor=SYSTEM)
    assert not reset_document(base_shop(), "terms", actor=SYSTEM)
    assert documents_in_force(base_shop())["terms"].body == standard_text(base_shop(), "terms")
    assert kept() == [("terms", 1, False), ("terms", 2, True)]
    assert ShopDocument.objects.get(kind="terms", version=1).body == "Ours"


def test_each_order_names_the_versions_that_were_in_force(inside):
    """The standard text is kept when somebody agrees to it, and again only when it reads differently."""
    product = make_product()
    orders = [make_order(product), make_order(product)]
    ShippingPolicy.objects.create(shop_no=1, return_days=30)
    orders.append(make_order(product))
    save_document(base_shop(), "terms", "Ours", actor=SYSTEM)
    orders.append(make_order(product))
    rows = Order.objects.order_by("pk").values_list("terms_version", "privacy_version")
    assert list(rows) == [(1, 1), (1, 1), (2, 1), (3, 1)]
    bodies = dict(ShopDocument.objects.filter(kind="terms").values_list("version", "body"))
    assert "7일" in bodies[1]
    assert "30일" in bodies[2]
    assert bodies[3] == "Ours"


def test_an_account_names_the_versions_of_its_own_shop(inside, mall):
    """Another shop's versions are its own."""
    second = Shop.objects.create(mall=mall, name="Two", shop_no=2, language="en", currency="USD")
    save_document(second, "terms", "Theirs", actor=SYSTEM)
    save_document(second, "terms", "Theirs, again", actor=SYSTEM)
    customer = sign_up_customer(second, NEW)
    assert (customer.shop_no, customer.terms_version, customer.privacy_version) == (2, 2, 1)
    assert keep_consent(base_shop()) == {"terms": 1, "privacy": 1}


def test_what_was_changed_meanwhile_is_not_agreed_to(inside):
    seen = seal_of(documents_in_force(base_shop()))
    save_document(base_shop(), "privacy", "Ours", actor=SYSTEM)
    product = make_product(stock=3)
    with pytest.raises(CheckoutRefused, match="documents_changed"):
        make_order(product, documents_seen=seen)
    with pytest.raises(DocumentsChanged):
        sign_up_customer(base_shop(), replace(NEW, documents_seen=seen))
    assert (Order.objects.count(), product.variants.get().stock, kept()) == (0, 3, [("privacy", 1, False)])
    order = make_order(product, documents_seen=seal_of(documents_in_force(base_shop())))
    assert (order.terms_version, order.privacy_version) == (1, 1)


def test_another_malls_text_is_not_ours(mall, other_mall):
    with tenancy.mall(other_mall.pk):
        save_document(base_shop(), "terms", "Theirs", actor=SYSTEM)
    with tenancy.mall(mall.pk):
        assert documents_in_force(base_shop())["terms"].kept is None


def test_a_version_cannot_be_rewritten(inside):
    """Consents name it: the database refuses, not only we."""
    save_document(base_shop(), "terms", "Ours", actor=SYSTEM)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ShopDocument.objects.update(body="Never said")


def test_two_first_orders_at_once_keep_one_version(committed, mall):
    answers: list[dict[str, int]] = []
    barrier = threading.Barrier(4)

    def agree() -> None:
        try:
            with tenancy.mall(mall.pk):
                shop = Shop.objects.select_related("mall").get(mall=mall, shop_no=1)
                barrier.wait()
                answers.append(keep_consent(shop))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=agree) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"terms": 1, "privacy": 1}] * 4
    with tenancy.mall(mall.pk):
        assert kept() == [("privacy", 1, True), ("terms", 1, True)]
