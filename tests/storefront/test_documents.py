"""Terms, privacy notice and business information as shoppers meet them."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from accounts import tenancy
from accounts.domain.store_profile import change_store_profile
from accounts.models import Mall
from orders.domain.documents import save_document
from orders.models import Customer, Order
from tests.factories_catalog import make_product
from tests.orders.shop import SYSTEM, base_shop
from tests.storefront.buying import checkout_form, put_into_cart, sign_up

pytestmark = pytest.mark.django_db(databases=["default", "counters"])

BUSINESS = {
    "business_name": "하나로 리빙",
    "representative": "김하나",
    "registration_number": "123-45-67890",
    "mail_order_number": "제2026-서울중구-0123호",
    "address": "서울특별시 중구 세종대로 1",
    "phone": "02-123-4567",
    "contact_email": "hello@example.com",
    "privacy_officer": "박보호",
}


def write(mall: Mall, kind: str, text: str) -> None:
    with tenancy.mall(mall.pk):
        save_document(base_shop(), kind, text, actor=SYSTEM)


@pytest.mark.parametrize("kind", ["terms", "privacy"])
def test_the_text_in_force_is_shown_from_the_moment_it_is_saved(
    shopper, mall, kind, django_capture_on_commit_callbacks
):
    standard = shopper.get(f"/{kind}/").content.decode()
    assert mall.name in standard
    assert "시행일" not in standard
    with django_capture_on_commit_callbacks(execute=True):
        write(mall, kind, "<h2>우리 약관</h2><script>x()</script>")
    page = shopper.get(f"/{kind}/").content.decode()
    assert "<h2>우리 약관</h2>" in page
    assert "시행일" in page
    assert "x()" not in page


def test_an_order_whose_terms_were_changed_meanwhile_asks_again_and_then_is_placed(shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product(stock=3)
    put_into_cart(shopper, mall, product)
    typed = checkout_form(shopper.get("/checkout/").content.decode())
    write(mall, "terms", "Changed")
    response = shopper.post("/checkout/", typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "변경되었습니다" in page
    assert "Kim Minji" in page
    assert not re.search(r'name="accepts_terms"[^>]*checked', page)
    with tenancy.mall(mall.pk):
        assert not Order.objects.exists()
    assert shopper.post("/checkout/", checkout_form(page)).status_code == 302
    with tenancy.mall(mall.pk):
        assert (Order.objects.get().terms_version, Order.objects.get().privacy_version) == (1, 1)


def test_a_sign_up_whose_terms_were_changed_meanwhile_asks_again(shopper, mall):
    old = re.search(r'name="documents_seen" value="(\w+)"', shopper.get("/account/sign-up/").content.decode())[1]
    write(mall, "privacy", "Changed")
    response = sign_up(shopper, documents_seen=old)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["accepts_terms"]
    assert sign_up(shopper).status_code == 302
    with tenancy.mall(mall.pk):
        assert (Customer.objects.get().terms_version, Customer.objects.get().privacy_version) == (1, 1)


@pytest.mark.parametrize(("page", "field"), [("/checkout/", "documents_seen"), ("/account/sign-up/", "documents_seen")])
def test_a_form_that_does_not_say_what_it_showed_is_refused(shopper, mall, page, field):
    with tenancy.mall(mall.pk):
        product = make_product(stock=3)
    put_into_cart(shopper, mall, product)
    typed = checkout_form(shopper.get("/checkout/").content.decode()) | {"member_id": "minji", field: ""}
    response = shopper.post(page, typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "페이지가 오래되었습니다" in response.content.decode()


def test_the_footer_names_all_that_the_law_asks_for(shopper, mall):
    """E-commerce law of Korea, articles 10 and 13; the number leads to the Fair Trade Commission's record."""
    with tenancy.mall(mall.pk):
        change_store_profile(mall.pk, BUSINESS, actor=SYSTEM)
    foot = shopper.get("/").content.decode().partition("store-business")[2]
    for value in [*BUSINESS.values(), settings.HOSTING_PROVIDER]:
        assert value in foot
    assert "https://www.ftc.go.kr/bizCommPop.do?wrkr_no=1234567890" in foot
    assert 'href="tel:021234567"' in foot


def test_a_number_that_is_none_leads_nowhere(shopper, mall):
    with tenancy.mall(mall.pk):
        change_store_profile(mall.pk, {"registration_number": "pending"}, actor=SYSTEM)
    page = shopper.get("/").content.decode()
    assert "pending" in page
    assert "ftc.go.kr" not in page
