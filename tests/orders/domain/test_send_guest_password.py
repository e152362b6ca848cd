"""A new password for a guest's order: mailed, hashed, the newest works, never shown (R0.54 to R0.67, R9.19)."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
import time_machine
from django.db import connections

from accounts import tenancy
from accounts.audit import history_of
from accounts.models import Mall, OutboxMessage
from orders.domain.find_guest_order import GuestOrderNotFound, find_guest_order
from orders.domain.mails.switches import Recipients, save_recipients
from orders.domain.send_guest_password import (
    GuestMailOff,
    NotAGuestOrder,
    guest_password_state,
    send_guest_password,
)
from orders.domain.temporary_password import ALPHABET, TooManyPasswords, new_password
from orders.models import MailKind, Order
from tests.ledger import run_due_jobs
from tests.mailbox import mails
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_order

BUYER = "minji@example.com"
PASSWORD = re.compile(r"(?m)^Password: (\S+)$")
OFF = {MailKind.GUEST_PASSWORD: Recipients(to_customer=False, to_admin=False)}


@pytest.fixture
def order(committed: None, mall: Mall) -> Order:
    """A committed guest order whose confirmation has left; the mall's door is closed."""
    with tenancy.mall(mall.pk):
        order = make_order(language="en")
    run_due_jobs()
    return order


def click(order: Order) -> int:
    with tenancy.mall(order.mall_id):
        return send_guest_password(order.pk, actor=SYSTEM)


def passwords() -> list[str]:
    """What the buyer reads, in the order it arrived."""
    run_due_jobs()
    return [PASSWORD.findall(mail.text)[0] for mail in mails(to=BUYER) if "password no." in mail.subject]


def opens(order: Order, password: str) -> bool:
    with tenancy.mall(order.mall_id):
        try:
            return find_guest_order(order.number, "Kim Minji", password, network="x").pk == order.pk
        except GuestOrderNotFound:
            return False


def test_the_mail_names_order_and_time_and_its_password_opens_the_order(order):
    assert click(order) == 1
    (password,) = passwords()
    mail = mails(to=BUYER)[-1]
    assert len(password) == 12
    assert set(password) <= set(ALPHABET)
    assert order.number in mail.subject
    assert re.search(r"Made at: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(KST\) \(no\. 1\)", mail.text)
    assert opens(order, password)
    assert not opens(order, "guest password")


def test_each_click_sends_another_password_and_only_the_newest_works(order):
    """R0.64, R0.65"""
    assert [click(order), click(order)] == [1, 2]
    first, second = passwords()
    assert first != second
    assert [opens(order, password) for password in (first, second)] == [False, True]


def test_switched_off_nothing_is_sent_and_the_password_stays(order):
    """R0.56, R0.57"""
    with tenancy.mall(order.mall_id):
        save_recipients(OFF, actor=SYSTEM)
    with pytest.raises(GuestMailOff):
        click(order)
    assert passwords() == []
    assert opens(order, "guest password")
    with tenancy.mall(order.mall_id):
        assert guest_password_state(order).is_switched_on is False


@pytest.mark.django_db
def test_a_customers_order_has_no_order_password(inside):
    """R0.67"""
    order = make_order(customer_id=make_customer().pk, guest_password="")
    with pytest.raises(NotAGuestOrder):
        send_guest_password(order.pk, actor=SYSTEM)


def test_the_password_stands_nowhere_but_in_the_mail(order):
    """R0.67: hashed on the order, sealed in the outbox and blanked once sent, in no entry of the log."""
    click(order)
    waiting = OutboxMessage.objects.get(kind="guest_password")
    assert (waiting.text, waiting.html) == ("", "")
    sealed = waiting.reveal("sealed_text")
    (password,) = passwords()
    assert password in sealed
    sent = OutboxMessage.objects.get(kind="guest_password")
    assert (sent.text, sent.html, sent.sealed_text, sent.sealed_html) == ("", "", "", "")
    assert password not in sent.subject
    with tenancy.mall(order.mall_id):
        order.refresh_from_db()
        entry = history_of(order).first()
        assert password not in order.guest_password
        assert (entry.action, entry.after, list(entry.personal.all())) == (
            "guest_password.sent",
            {"password_number": 1},
            [],
        )
        state = guest_password_state(order)
    assert (state.number, state.mail_state) == (1, "sent")


def test_five_a_minute_and_twenty_a_day(order):
    """R9.19, in any minute and any day, not only those of the clock; a refused click changes nothing."""
    start = dt.datetime(2026, 11, 23, 3, 0, 50, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(5):
            click(order)
            clock.shift(1)
        clock.shift(10)  # the next minute of the clock has begun
        with pytest.raises(TooManyPasswords) as refusal:
            click(order)
        assert refusal.value.retry_after_seconds == 46
        for _ in range(3):
            clock.shift(60)
            for _ in range(5):
                click(order)
        clock.shift(3600)
        with pytest.raises(TooManyPasswords) as refusal:
            click(order)
        assert 20 * 3600 < refusal.value.retry_after_seconds < 86400
        with tenancy.mall(order.mall_id):
            order.refresh_from_db()
        assert order.guest_password_version == 20
        clock.shift(dt.timedelta(days=1))
        assert click(order) == 21


def test_eight_clicks_at_once_end_with_the_last_mails_password(order):
    """Security.md F11: five go through in turn, three are refused; the last mail to arrive is the one that works."""
    barrier = threading.Barrier(8)
    made: list[int] = []
    refused: list[int] = []

    def press() -> None:
        barrier.wait()
        try:
            made.append(click(order))
        except TooManyPasswords as error:
            refused.append(error.retry_after_seconds)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [1, 2, 3, 4, 5]
    assert len(refused) == 3
    arrived = passwords()
    assert len(set(arrived)) == 5
    assert [opens(order, password) for password in arrived] == [False] * 4 + [True]
    subjects = [mail.subject for mail in mails(to=BUYER) if "password no." in mail.subject]
    assert [int(subject.split("no. ")[1].split()[0]) for subject in subjects] == [1, 2, 3, 4, 5]


def test_passwords_hold_no_look_alikes():
    assert not set("0Oo1lIi8B") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 53
    assert len({new_password() for _ in range(200)}) == 200
