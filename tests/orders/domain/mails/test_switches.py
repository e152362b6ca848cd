"""A switch per kind and recipient (R9.12)."""

from __future__ import annotations

import pytest

from accounts.audit import history_of
from orders.domain.mails.switches import Recipients, all_recipients, recipients_of, save_recipients
from orders.models import MailKind
from tests.orders.shop import SYSTEM

pytestmark = pytest.mark.django_db


def test_every_kind_goes_to_the_customer_until_switched_off(inside):
    assert all(row.to_customer for row in all_recipients().values())
    assert [kind for kind, row in all_recipients().items() if row.to_admin] == [MailKind.ORDER_PLACED]


def test_only_what_changes_is_stored_and_logged(inside):
    wanted = all_recipients() | {MailKind.SHIPPED: Recipients(to_customer=False, to_admin=True)}
    assert save_recipients(wanted, actor=SYSTEM) == 1
    assert save_recipients(wanted, actor=SYSTEM) == 0
    assert recipients_of(MailKind.SHIPPED) == Recipients(to_customer=False, to_admin=True)
    entry = history_of(inside).get()
    assert (entry.before["mail"], entry.before["to_customer"], entry.after) == (
        "shipped",
        True,
        {"to_customer": False, "to_admin": True},
    )


def test_a_mail_with_a_password_never_goes_to_the_store(inside):
    """R0.67"""
    save_recipients({MailKind.GUEST_PASSWORD: Recipients(to_customer=True, to_admin=True)}, actor=SYSTEM)
    assert recipients_of(MailKind.GUEST_PASSWORD) == Recipients(to_customer=True, to_admin=False)
