"""Pages of automated emails, the icon of guest orders, customers and promotions: who, what, and what is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import OutboxMessage
from orders.domain.mails.standard import STANDARD
from orders.domain.mails.switches import recipients_of
from orders.domain.mails.words import words_of
from orders.models import MailKind, MailText, Order
from tests.orders.customers import make_customer
from tests.orders.shop import make_order

pytestmark = pytest.mark.django_db
SETTINGS = "/admin/customers/automated-emails/"
EDIT = f"{SETTINGS}guest_password/"
WORDS = {"subject": "[{MALL_NAME}] Hi", "title": "Hi", "body": "{PASSWORD} {ORDER_NUMBER} {SENT_AT}", "footer": ""}


def test_settings_show_a_row_per_kind_and_save_all_ticks_at_once(client, cast, mall):
    """R0.55, R9.12"""
    cast.sign_in(client, "owner")
    page = client.get(SETTINGS)
    assert [row["kind"] for row in page.context["rows"]] == list(MailKind)
    assert "Payment password for guest accounts" in page.content.decode()
    response = client.post(SETTINGS, {"customer": ["order_placed"], "admin": ["order_placed", "guest_password"]})
    assert (response.status_code, response["Location"]) == (302, SETTINGS)
    with tenancy.mall(mall.pk):
        on = [kind for kind in MailKind if recipients_of(kind).to_customer or recipients_of(kind).to_admin]
        assert on == [MailKind.ORDER_PLACED]


def test_an_unknown_kind_is_refused_and_nothing_is_saved(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.post(SETTINGS, {"customer": ["nonsense"]}).status_code == 422
    assert client.get(f"{SETTINGS}nonsense/").status_code == 404
    with tenancy.mall(mall.pk):
        assert recipients_of(MailKind.SHIPPED).to_customer


@pytest.mark.parametrize(("who", "status"), [("operator_with_customers", 200), ("operator_with_orders", 403)])
def test_only_operators_with_customers_come_in(client, cast, mall, who, status):
    cast.sign_in(client, who)
    assert client.get(SETTINGS).status_code == status
    assert client.get(EDIT).status_code == status
    assert client.get("/admin/customers/").status_code == status


def test_the_editor_saves_one_language_and_resets_it(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.post(f"{EDIT}?language=ja", WORDS).status_code == 302
    with tenancy.mall(mall.pk):
        assert words_of(MailKind.GUEST_PASSWORD, "ja").title == "Hi"
        assert words_of(MailKind.GUEST_PASSWORD, "en") == STANDARD["en"][MailKind.GUEST_PASSWORD]
    assert client.post(f"{EDIT}reset/?language=ja").status_code == 302
    with tenancy.mall(mall.pk):
        assert not MailText.objects.exists()


def test_a_wrong_variable_is_named_at_its_field_and_nothing_typed_is_lost(client, cast, mall):
    cast.sign_in(client, "owner")
    response = client.post(f"{EDIT}?language=en", WORDS | {"body": "{PASSWRD} typed text"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "{PASSWRD}" in str(response.context["form"].errors["body"])
    assert "typed text" in page
    with tenancy.mall(mall.pk):
        assert not MailText.objects.exists()


def test_the_preview_shows_what_is_typed_and_nothing_can_act_in_it(client, cast, mall):
    cast.sign_in(client, "owner")
    body = "<b>bold</b><script>alert(1)</script> {PASSWORD}"
    response = client.post(f"{EDIT}preview/?language=en", WORDS | {"body": body})
    html = response.content.decode()
    assert "<b>bold</b>" in html
    assert "<script" not in html
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in client.get(EDIT)["Content-Security-Policy"]
    with tenancy.mall(mall.pk):
        assert not MailText.objects.exists()


@pytest.mark.django_db(databases=["default", "counters"])
def test_a_test_mail_goes_to_oneself_and_saves_nothing(client, cast, mall):
    user = cast.sign_in(client, "owner")
    response = client.post(f"{EDIT}test/?language=en", WORDS | {"title": "Only a test"})
    message = OutboxMessage.objects.get()
    assert (response.status_code, message.recipient, message.kind) == (200, user.email, "automated_email_test")
    assert "Only a test" in message.text
    assert "Only a test" in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not MailText.objects.exists()


class TestIcon:
    """The password field of a guest order (R0.63 to R0.67)."""

    def order(self, mall, **changes) -> Order:
        with tenancy.mall(mall.pk):
            return make_order(language="en", **changes)

    def url(self, order: Order) -> str:
        return reverse("orders:guest_password", args=[order.number])

    def tab(self, client, order: Order) -> str:
        return client.get(reverse("orders:detail", args=[order.number]), {"tab": "customer"}).content.decode()

    def test_the_tab_warns_and_a_click_says_what_happened(self, client, cast, mall):
        order = self.order(mall)
        cast.sign_in(client, "operator_with_orders")
        assert "Make sure you only click the icon once." in self.tab(client, order)
        response = client.post(self.url(order))
        assert response["Location"].endswith(f"{order.number}/?tab=customer")
        page = self.tab(client, order)
        assert "New password no. 1 is on its way to minji@example.com" in page
        assert "is on its way" in page
        message = OutboxMessage.objects.get(kind="guest_password")
        password = message.reveal("sealed_text").split("Password: ")[1].split()[0]
        assert password not in page

    def test_the_icon_shows_only_on_guest_orders(self, client, cast, mall):
        with tenancy.mall(mall.pk):
            customer = make_customer()
        order = self.order(mall, customer_id=customer.pk, guest_password="")
        cast.sign_in(client, "owner")
        assert self.url(order) not in self.tab(client, order)
        client.post(self.url(order))
        assert not OutboxMessage.objects.exists()

    def test_switched_off_the_click_tells_why_and_leads_to_the_switch(self, client, cast, mall):
        order = self.order(mall)
        cast.sign_in(client, "owner")
        client.post(SETTINGS, {"customer": []})
        client.get(SETTINGS)
        client.post(self.url(order))
        page = self.tab(client, order)
        assert "Nothing was sent, and the order&#x27;s password is as it was" in page or "password is as it was" in page
        assert f'href="{SETTINGS}"' in page
        assert not OutboxMessage.objects.exists()
        with tenancy.mall(mall.pk):
            assert Order.objects.get(pk=order.pk).guest_password == order.guest_password

    def test_the_sixth_click_in_a_minute_is_429(self, client, cast, mall):
        order = self.order(mall)
        cast.sign_in(client, "owner")
        assert [client.post(self.url(order)).status_code for _ in range(6)] == [302] * 5 + [429]
        response = client.post(self.url(order))
        assert int(response["Retry-After"]) <= 60
        assert "Too many new passwords" in response.content.decode()

    @pytest.mark.parametrize(("who", "status"), [("operator_without_orders", 403), ("other_mall", 404), (None, 302)])
    def test_nobody_else_gets_a_password_made(self, client, cast, mall, who, status):
        order = self.order(mall)
        cast.sign_in(client, who)
        assert client.post(self.url(order)).status_code == status
        assert not OutboxMessage.objects.exists()
