"""The customer list, one customer, a temporary password, blocking."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import history_of
from accounts.models import OutboxMessage
from orders.domain.mails.switches import Recipients, save_recipients
from orders.models import Customer, MailKind
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_order

pytestmark = pytest.mark.django_db
LIST = "/admin/customers/"


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


@pytest.fixture
def customer(mall) -> Customer:
    with tenancy.mall(mall.pk):
        return make_customer()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("field=name&text=kim m", ["minji"]),
        ("field=name&text=minji", []),
        ("field=name&text=한", ["jiho"]),
        ("field=member_id&text=JI", ["jiho"]),
        ("field=email&text=minji@", ["minji"]),
        ("state=blocked", ["jiho"]),
        ("field=nonsense&text=kim", ["minji"]),
        ("", ["jiho", "minji"]),
    ],
)
def test_the_list_finds_by_the_beginning_of_name_id_and_email(owner, mall, other_mall, query, found):
    with tenancy.mall(mall.pk):
        make_customer()
        make_customer("jiho", name="한 지호", is_active=False)
    with tenancy.mall(other_mall.pk):
        make_customer("kimchi", name="Kim M")
    page = owner.get(f"{LIST}?{query}")
    assert [row.member_id for row in page.context["page"]] == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(owner, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for at in range(count):
            make_customer(f"buyer{at}")
    owner.get(LIST)
    with django_assert_num_queries(8):
        owner.get(LIST)


def test_the_page_shows_orders_and_history(owner, mall, customer):
    with tenancy.mall(mall.pk):
        order = make_order(customer_id=customer.pk, guest_password="")
    page = owner.get(f"{LIST}{customer.pk}/").content.decode()
    assert order.number in page
    assert customer.email in page


def test_a_temporary_password_is_mailed_and_ends_sessions(owner, mall, customer):
    response = owner.post(f"{LIST}{customer.pk}/password/")
    message = OutboxMessage.objects.get()
    assert (response.status_code, message.recipient, message.text) == (302, customer.email, "")
    text = message.reveal("sealed_text")
    with tenancy.mall(mall.pk):
        now = Customer.objects.get(pk=customer.pk)
        password = next(word for word in text.split() if now.check_password(word))
        assert len(password) == 12
        assert now.session_salt != customer.session_salt
        assert password not in owner.get(f"{LIST}{customer.pk}/").content.decode()
        assert history_of(now).get().action == "customer.password_sent"


def test_switched_off_no_password_is_made(owner, mall, customer):
    with tenancy.mall(mall.pk):
        save_recipients({MailKind.FORGOT_LOGIN: Recipients(to_customer=False, to_admin=False)}, actor=SYSTEM)
    owner.post(f"{LIST}{customer.pk}/password/")
    assert "is switched off" in owner.get(f"{LIST}{customer.pk}/").content.decode()
    with tenancy.mall(mall.pk):
        assert Customer.objects.get(pk=customer.pk).password == customer.password
    assert not OutboxMessage.objects.exists()


def test_the_sixth_in_a_minute_is_refused(owner, mall, customer):
    for _ in range(6):
        owner.post(f"{LIST}{customer.pk}/password/")
    assert OutboxMessage.objects.count() == 5
    assert "Please wait 1 min." in owner.get(f"{LIST}{customer.pk}/").content.decode()


def test_a_customer_is_blocked_and_let_back_in(owner, mall, customer):
    for _ in range(2):
        owner.post(f"{LIST}{customer.pk}/block/", {"reason": "fraud"})
    owner.post(f"{LIST}{customer.pk}/password/")
    assert not OutboxMessage.objects.exists()
    owner.post(f"{LIST}{customer.pk}/let-in/")
    with tenancy.mall(mall.pk):
        now = Customer.objects.get(pk=customer.pk)
        assert now.is_active
        actions = [(entry.action, entry.reason) for entry in history_of(now)]
        assert actions == [("customer.activated", ""), ("customer.deactivated", "fraud")]


def test_another_malls_customer_is_not_there(owner, other_mall):
    with tenancy.mall(other_mall.pk):
        stranger = make_customer()
    for path in ("", "password/", "block/", "let-in/"):
        ask = owner.post if path else owner.get
        assert ask(f"{LIST}{stranger.pk}/{path}").status_code == 404
