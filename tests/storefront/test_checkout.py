"""From the product page to the order: cart, checkout, payment (R0.49, R0.50, R0.52)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.models import Shop
from catalog import stream
from catalog.models import Product, ProductListing, Variant
from orders.models import CartItem, Discount, Order, Payment, ShippingPolicy
from tests.catalog.statistics import empty_stream
from tests.factories_catalog import make_product
from tests.storefront.buying import buy_as_guest, checkout_form, put_into_cart

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


@pytest.fixture
def product(mall) -> Product:
    with tenancy.mall(mall.pk):
        return make_product("Cup", price=12000, weight_grams=300)


def orders_of(mall) -> list[Order]:
    with tenancy.mall(mall.pk):
        return list(Order.objects.order_by("pk"))


def test_a_guest_buys_without_an_account_and_sees_the_number(shopper, mall, product):
    """R0.49, R0.50"""
    response = buy_as_guest(shopper, mall, product)
    [order] = orders_of(mall)
    assert response["Location"] == f"/orders/{order.number}/complete/"
    page = shopper.get(response["Location"]).content.decode()
    assert order.number in page
    assert (order.total_amount, order.is_guest, order.buyer_name) == (Decimal(15000), True, "Kim Minji")
    with tenancy.mall(mall.pk):
        assert Variant.objects.get(product=product).stock == 4
        assert not CartItem.objects.exists()


def test_the_same_page_sent_twice_places_one_order(shopper, mall, product):
    put_into_cart(shopper, mall, product)
    data = checkout_form(shopper.get("/checkout/").content.decode())
    answers = [shopper.post("/checkout/", data) for _ in range(2)]
    assert len(orders_of(mall)) == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_mistake_names_the_field_and_loses_nothing_typed(shopper, mall, product):
    put_into_cart(shopper, mall, product)
    data = checkout_form(shopper.get("/checkout/").content.decode(), guest_password_again="other", address1="")
    response = shopper.post("/checkout/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_guest_password_again_error"' in page
    assert 'id="id_address1_error"' in page
    for typed in ("Kim Minji", "010-1234-5678", "guest-secret-1", data["idempotency_key"]):
        assert typed in page
    assert not orders_of(mall)


def test_a_coupon_that_does_not_exist_is_said_at_its_field(shopper, mall, product):
    response = buy_as_guest(shopper, mall, product, coupon_code="NOPE")
    assert response.status_code == 422
    assert 'id="id_coupon_code_error"' in response.content.decode()
    assert not orders_of(mall)


def test_discounts_and_shipping_are_shown_before_ordering(shopper, mall, product):
    with tenancy.mall(mall.pk):
        Discount.objects.create(kind="coupon", name="봄 쿠폰", code="SPRING", unit="amount", amount=2000)
    put_into_cart(shopper, mall, product)
    data = checkout_form(shopper.get("/checkout/").content.decode(), coupon_code="SPRING")
    for path, extra in (("/checkout/sums/", {}), ("/checkout/", {"refresh": "1"})):
        page = shopper.post(path, data | extra).content.decode()
        assert "봄 쿠폰" in page
        assert "₩13,000" in page
    assert not orders_of(mall)


def test_the_last_piece_is_not_sold_twice(shopper, mall, product):
    put_into_cart(shopper, mall, product, quantity="5")
    page = shopper.get("/checkout/").content.decode()
    with tenancy.mall(mall.pk):
        Variant.objects.filter(product=product).update(stock=3)
    response = shopper.post("/checkout/", checkout_form(page))
    assert response.status_code == 422
    assert "Cup" in response.content.decode()
    assert not orders_of(mall)


def test_a_test_payment_says_that_no_money_moves_and_pays_the_order_once(shopper, mall, product):
    response = buy_as_guest(shopper, mall, product, payment_method="test")
    test_page = shopper.get(response["Location"])["Location"]
    assert "실제로 결제되지 않습니다" in shopper.get(test_page).content.decode()
    assert shopper.post(test_page, {"outcome": "decline"}).status_code == 302
    [order] = orders_of(mall)
    assert order.payment_status == "awaiting"
    test_page = shopper.get(f"/orders/{order.number}/pay/")["Location"]
    for _ in range(2):
        shopper.post(test_page, {"outcome": "pay"})
    with tenancy.mall(mall.pk):
        states = list(Payment.objects.order_by("pk").values_list("state", flat=True))
    assert orders_of(mall)[0].payment_status == "paid"
    assert states == ["failed", "succeeded"]


def test_where_guests_may_not_buy_the_login_comes_first(shopper, mall, product):
    with tenancy.mall(mall.pk):
        ShippingPolicy.objects.create(allows_guests=False)
    put_into_cart(shopper, mall, product)
    response = shopper.get("/checkout/")
    assert (response.status_code, response["Location"]) == (302, "/login/?next=%2Fcheckout%2F")


def test_a_form_of_another_site_puts_nothing_into_the_cart(shopper, mall, product):
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert shopper.post(f"/cart/add/{product.pk}/", {"quantity": "1"}, headers=headers).status_code == 403
    with tenancy.mall(mall.pk):
        assert not CartItem.objects.exists()


def test_options_choose_the_variant_and_what_was_typed_stays_after_a_mistake(shopper, mall, product):
    with tenancy.mall(mall.pk):
        product.options = [{"name": "색상", "values": ["빨강", "파랑"]}]
        product.extra_inputs = [{"name": "각인", "is_required": True, "max_length": 10}]
        product.save()
        Variant.objects.filter(product=product).update(option_values=["빨강"])
        blue = Variant.objects.create(product=product, position=1, option_values=["파랑"], price_delta=500)
    page = shopper.get(f"/product/cup/{product.pk}/").content.decode()
    assert "파랑 (+₩500)" in page
    response = put_into_cart(shopper, mall, product, **{"option-0": "1", "quantity": "3"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "각인" in page
    assert 'value="3"' in page
    empty_stream()
    assert put_into_cart(shopper, mall, product, **{"option-0": "1", "extra-0": "Min"}).status_code == 302
    with tenancy.mall(mall.pk):
        item = CartItem.objects.get()
    assert (item.variant_id, item.extra_inputs) == (blue.pk, {"각인": "Min"})
    assert [event.kind for event in stream.events_of(stream.read_after("0-0", 10))] == [stream.CART_ADD]
    empty_stream()


def test_the_cart_says_what_sold_out_and_what_changed_its_price(shopper, mall, product):
    put_into_cart(shopper, mall, product)
    assert "₩12,000" in shopper.get("/cart/").content.decode()
    with tenancy.mall(mall.pk):
        ProductListing.objects.update(price=13000)
    page = shopper.get("/cart/").content.decode()
    assert "가격이 변경되었습니다" in page
    with tenancy.mall(mall.pk):
        Variant.objects.update(stock=0)
    page = shopper.get("/cart/").content.decode()
    assert "품절되었습니다" in page
    assert "/checkout/" not in page.partition("<main")[2]


def test_another_shop_has_its_own_addresses_cart_language_and_currency(shopper, mall, product):
    """Design 2: others under /shop2/."""
    Shop.objects.create(mall=mall, shop_no=2, name="Cups of Seoul", language="ja", currency="JPY")
    with tenancy.mall(mall.pk):
        texts = {"name": "カップ"}
        ProductListing.objects.create(product=product, shop_no=2, display=True, selling=True, price=1300, texts=texts)
    page = shopper.get("/shop2/").content.decode()
    assert '<html lang="ja">' in page
    assert "カップ" in page
    assert f'href="/shop2/product/cup/{product.pk}/"' in page
    response = buy_as_guest(shopper, mall, product, prefix="/shop2")
    [order] = orders_of(mall)
    assert (order.shop_no, order.currency, order.language) == (2, "JPY", "ja")
    assert response["Location"] == f"/shop2/orders/{order.number}/complete/"
    assert "￥" in shopper.get(response["Location"]).content.decode()
    assert shopper.get("/shop3/").status_code == 404
    assert 'lang="ja"' not in shopper.get("/cart/").content.decode().partition("<head>")[0]
