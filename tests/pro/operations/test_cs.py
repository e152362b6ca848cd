"""The CS operations: a digest for the owner and notices for shoppers who wait (R3.86, R3.96)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry, OutboxMessage, RefusedAddress, User
from orders.domain.claims.decide import accept_claim
from orders.domain.hold_items import hold_items
from orders.domain.mails.switches import Recipients, save_recipients
from orders.domain.ship_items import Shipment, ship_items
from orders.models import MailKind, Order
from pro.models import MessageCredit
from pro.operations.cs.late_orders import SEOUL, late_before
from tests.orders.claiming import ask, paid_order
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product
from tests.pro.operations.running import outcome, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]
MONDAY = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)  # 10:00 in Seoul; no holiday in this week or the next
DAY = dt.timedelta(days=1)


def seoul(day: str, hour: int = 6) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("now", "days", "before"),
    [
        ("2026-11-26", 3, "2026-11-23"),  # Thursday: what was paid on Monday has had Tue and Wed, and is in its third
        ("2026-11-27", 3, "2026-11-24"),
        ("2026-11-28", 3, "2026-11-25"),  # Saturday: Tuesday's has had Wed, Thu, Fri
        ("2026-11-30", 3, "2026-11-25"),  # Monday: the weekend added nothing
        ("2026-12-01", 3, "2026-11-26"),
        ("2026-09-28", 3, "2026-09-21"),  # Chuseok, 24 to 26 September, gave no day
        ("2026-11-27", 1, "2026-11-26"),
    ],
)
def test_only_korean_business_days_count(now, days, before):
    assert late_before(seoul(now), days) == seoul(before, 0)


@pytest.fixture
def late(mall) -> Order:
    """An order that was paid on Monday."""
    with time_machine.travel(MONDAY, tick=False), tenancy.mall(mall.pk):
        return make_paid_order()


def paid_at(order: Order, moment: dt.datetime) -> Order:
    Order.objects.filter(pk=order.pk).update(paid_at=moment)
    return order


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("id"))


def test_the_owner_hears_of_late_orders_requests_and_unfinished_claims(mall, late):
    """R3.96: the mail is in the ledger, paid by PRO."""
    with time_machine.travel(seoul("2026-11-27"), tick=False):
        with tenancy.mall(mall.pk):
            make_paid_order()  # today: in time
            make_order()  # unpaid
            held = paid_at(make_paid_order(), MONDAY)
            hold_items(held.pk, actor=SYSTEM)
            asked = ask(paid_at(paid_order(), MONDAY), "cancel")
            accept_claim(ask(paid_order(), "cancel").pk, actor=SYSTEM)
        found = outcome(mall, "order-digest", "day 1")
        waits = {"late": 1, "requests": 1, "claims": 1}
        assert found["finding"] == {"code": "orders_wait", "values": waits}
        assert found["items"] == {mall.name: ({}, waits)}
    [mail] = mails("pro_order_digest")
    owner = mall.operators.get().user
    assert (mail.recipient, mail.mall_id) == (owner.email, mall.pk)
    assert "3 things wait for you" in mail.subject
    assert f"- {late.number}" in mail.text
    assert f"- {asked.order.number}: Cancellation" in mail.text
    assert held.number not in mail.text
    with tenancy.mall(mall.pk):
        ledger = list(MessageCredit.objects.order_by("id").values_list("kind", "count", "amount_krw"))
        assert ledger == [("mail", 1, -1), ("top_up", 0, 1)]


def test_the_owner_reads_it_in_korean(mall, late):
    User.objects.update(language="ko")
    with time_machine.travel(seoul("2026-11-27"), tick=False):
        run(mall, "order-digest")
    [mail] = mails("pro_order_digest")
    assert "처리를 기다리는 일 1건" in mail.subject
    assert "Paid more" not in mail.text + mail.html


def test_the_digest_comes_on_business_days_when_something_is_new_and_once_a_week_otherwise(mall, late):
    sent: list[str] = []
    days = ["2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01", "2026-12-03"]
    for day in [*days, "2026-12-04", "2026-12-07", "2026-12-14"]:
        with time_machine.travel(seoul(day), tick=False):
            if day == "2026-12-01":
                with tenancy.mall(mall.pk):
                    ask(paid_order(), "cancel")
            if run(mall, "order-digest", day):
                sent.append(day)
    # Friday: late. Monday: nothing new (the weekend is none). Tuesday: a request. A week later: a reminder.
    assert sent == ["2026-11-27", "2026-12-01", "2026-12-14"]
    assert len(mails("pro_order_digest")) == 3


def test_an_order_that_becomes_late_after_the_last_mail_is_news(mall, late):
    with tenancy.mall(mall.pk):
        paid_at(make_paid_order(), MONDAY + DAY)
    with time_machine.travel(seoul("2026-11-27"), tick=False):
        assert run(mall, "order-digest", "Friday").finding["values"]["late"] == 1
    with time_machine.travel(seoul("2026-11-30"), tick=False):
        assert run(mall, "order-digest", "Monday").finding["values"]["late"] == 2


def test_an_owner_whose_address_takes_no_mail_is_told_in_work_status(mall, late):
    RefusedAddress.objects.create(email=mall.operators.get().user.email, reason="550")
    with time_machine.travel(seoul("2026-11-27"), tick=False):
        assert outcome(mall, "order-digest")["items"] == {mall.name: "owner_has_no_address"}
    assert mails("pro_order_digest") == []


TUESDAY_LATE = "2026-12-01"  # Monday's order has had Tue to Fri and Mon


def test_a_shopper_is_told_once_in_the_language_of_the_order(mall, late):
    with tenancy.mall(mall.pk):
        Order.objects.update(language="ja")
    with time_machine.travel(seoul("2026-11-30"), tick=False):
        assert run(mall, "delay-notices", "Monday") is None
    with time_machine.travel(seoul(TUESDAY_LATE), tick=False):
        found = outcome(mall, "delay-notices", "Tuesday")
        assert found["finding"] == {"code": "orders_delayed", "values": {"count": 1, "days": 5}}
        assert found["items"] == {late.number: ({"is_told": False}, {"is_told": True, "language": "ja"})}
        assert run(mall, "delay-notices", "again") is None
    with time_machine.travel(seoul("2026-12-08"), tick=False):
        assert run(mall, "delay-notices", "a week later") is None
    [mail] = mails("delayed")
    assert (mail.recipient, mail.language, mail.stream) == ("minji@example.com", "ja", f"order-{late.pk}")
    assert f"ご注文 {late.number} の発送が遅れております" in mail.subject
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="order.delay_noticed", object_id=late.pk).count() == 1
        assert list(MessageCredit.objects.order_by("id").values_list("kind", "amount_krw")) == [
            ("mail", -1),
            ("top_up", 1),
        ]


def test_who_does_not_wait_is_not_mailed(mall, late):
    """Sent, on hold, in a claim, unpaid, or so old that a person must write."""
    with time_machine.travel(seoul(TUESDAY_LATE), tick=False), tenancy.mall(mall.pk):
        ship_items(late.pk, Shipment("0006", "1", frozenset(late.items.values_list("pk", flat=True))), actor=SYSTEM)
        hold_items(paid_at(make_paid_order(), MONDAY).pk, actor=SYSTEM)
        ask(paid_at(paid_order(), MONDAY), "cancel")
        paid_at(make_paid_order(), MONDAY - 30 * DAY)
        make_order()
    with time_machine.travel(seoul(TUESDAY_LATE), tick=False):
        assert run(mall, "delay-notices") is None


def test_a_part_that_has_not_left_counts(mall):
    with time_machine.travel(MONDAY, tick=False), tenancy.mall(mall.pk):
        order = make_paid_order(make_product(), make_product())
        first = order.items.order_by("line_no").first()
        ship_items(order.pk, Shipment("0006", "1", frozenset({first.pk})), actor=SYSTEM)
    with time_machine.travel(seoul(TUESDAY_LATE), tick=False):
        assert run(mall, "delay-notices").changed_items == 1


def test_the_merchant_s_switch_of_this_mail_holds(mall, late):
    """R9.12."""
    with tenancy.mall(mall.pk):
        save_recipients({MailKind.DELAYED: Recipients(to_customer=False, to_admin=True)}, actor=SYSTEM)
    with time_machine.travel(seoul(TUESDAY_LATE), tick=False):
        assert run(mall, "delay-notices") is None
    assert mails("delayed") == []


def test_a_copy_for_the_store_is_paid_by_pro_too(mall, late):
    mall.contact_email = "store@example.com"
    mall.save()
    with tenancy.mall(mall.pk):
        save_recipients({MailKind.DELAYED: Recipients(to_customer=True, to_admin=True)}, actor=SYSTEM)
    with time_machine.travel(seoul(TUESDAY_LATE), tick=False):
        run(mall, "delay-notices")
    assert [mail.recipient for mail in mails("delayed")] == ["minji@example.com", "store@example.com"]
    with tenancy.mall(mall.pk):
        assert MessageCredit.objects.get(kind="mail").count == 2


def test_an_address_that_takes_no_mail_is_said_and_not_tried_every_day(mall, late):
    RefusedAddress.objects.create(email="minji@example.com", reason="550", refused_at=timezone.now())
    with time_machine.travel(seoul(TUESDAY_LATE), tick=False):
        assert outcome(mall, "delay-notices")["items"] == {late.number: "customer_has_no_address"}
        assert run(mall, "delay-notices", "next") is None
