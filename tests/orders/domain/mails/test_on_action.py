"""What happens to an order sends its mails, once, in the order's language, in their order."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import record
from accounts.models import Job, Mall, OutboxMessage, Shop
from orders.domain.cancel_unpaid import cancel_unpaid
from orders.domain.deliver_items import deliver_items
from orders.domain.mails.on_action import MAIL_TASK
from orders.domain.mails.switches import Recipients, save_recipients
from orders.domain.pay_order import pay_order
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Claim, ClaimItem, MailKind, Order, OrderItem, Refund
from orders.shop_paths import GUEST_LOOKUP, MY_ORDERS
from orders.tasks import mail_on_action_task
from tests.ledger import run_due_jobs
from tests.mailbox import mails
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_order

BUYER = "minji@example.com"


@pytest.fixture
def store(committed: None, mall: Mall) -> Mall:
    """A committed mall with a contact address, its door closed."""
    Mall.objects.filter(pk=mall.pk).update(contact_email="store@example.com", name="Haru")
    return mall


def order_in(mall: Mall, **changes: object) -> Order:
    with tenancy.mall(mall.pk):
        return make_order(**changes)


def sent(to: str = BUYER) -> list[str]:
    run_due_jobs()
    return [mail.subject for mail in mails(to=to)]


def test_the_confirmation_holds_the_number_and_the_guests_way_to_look_it_up(store):
    """R0.52: the number, and a link with it filled in; never the password."""
    order = order_in(store, language="en")
    assert sent() == [f"[Haru] Order confirmation {order.number}"]
    mail = mails(to=BUYER)[0]
    assert order.number in mail.text
    assert f"/{GUEST_LOOKUP}?number={order.number}" in mail.text
    assert f"number={order.number}" in mail.html
    assert "Linen shirt" in mail.text
    assert "Total: ₩15,000" in mail.text
    assert "guest password" not in mail.text + mail.html


def test_a_customers_mail_leads_to_their_own_orders(store):
    with tenancy.mall(store.pk):
        customer = make_customer()
    order_in(store, language="en", customer_id=customer.pk, guest_password="")
    sent()
    assert f"/{MY_ORDERS}" in mails(to=BUYER)[0].text


def test_the_store_gets_its_copy_in_its_own_language_and_answers_reach_it(store):
    Shop.objects.filter(mall=store).update(language="ko")
    order = order_in(store, language="ja")
    sent()
    assert mails(to=BUYER)[0].subject == f"[Haru] ご注文を承りました ({order.number})"
    assert mails(to="store@example.com")[0].subject == f"[Haru] 주문이 접수되었습니다 ({order.number})"
    message = OutboxMessage.objects.get(recipient=BUYER)
    assert (message.sender_name, message.reply_to, message.stream) == (
        "Haru",
        "store@example.com",
        f"order-{order.pk}",
    )


def test_a_kind_that_is_off_sends_nothing(store):
    with tenancy.mall(store.pk):
        save_recipients({MailKind.ORDER_PLACED: Recipients(to_customer=False, to_admin=False)}, actor=SYSTEM)
    order_in(store)
    assert sent() == []
    assert not OutboxMessage.objects.exists()


def test_an_order_tells_of_payment_parcels_and_delivery_in_order(store):
    order = order_in(store, language="en", product=None)
    with tenancy.mall(store.pk):
        pay_order(order.pk, gateway="cash", actor=SYSTEM)
        ship_items(order.pk, Shipment("0006", "1234-5678"), actor=SYSTEM)
        deliver_items(order.pk, actor=SYSTEM)
    assert sent() == [
        f"[Haru] Order confirmation {order.number}",
        f"[Haru] Payment received for order {order.number}",
        f"[Haru] Your order {order.number} is on its way",
        f"[Haru] Your order {order.number} was delivered",
    ]
    assert "CJ Logistics 1234-5678" in mails(to=BUYER)[2].text


def test_an_unpaid_order_that_is_cancelled_says_so(store):
    order = order_in(store, language="en")
    with tenancy.mall(store.pk):
        cancel_unpaid(order.pk, actor=SYSTEM)
    assert sent()[1] == f"[Haru] Cancellation of order {order.number}"
    assert "Cancelled by the store before payment" in mails(to=BUYER)[1].text


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("cancel", "Cancellation of order {}"),
        ("return", "Return of order {} accepted"),
        ("exchange", "Exchange of order {} accepted"),
    ],
)
def test_an_accepted_claim_sends_the_mail_of_its_kind(store, kind, subject):
    order = order_in(store, language="en", quantity=2)
    with tenancy.mall(store.pk):
        item = OrderItem.objects.get(order=order)
        claim = Claim.objects.create(order=order, code=f"{kind}1", kind=kind, reason="defect", payer="seller")
        ClaimItem.objects.create(claim=claim, item=item, quantity=1, status_before=item.status)
        record("claim.accepted", claim, actor=SYSTEM)
    assert sent()[1] == "[Haru] " + subject.format(order.number)
    assert "Defective product" in mails(to=BUYER)[1].text
    assert "- Linen shirt x 1: ₩12,000" in mails(to=BUYER)[1].text


def test_a_refund_names_its_amount(store):
    order = order_in(store, language="en")
    with tenancy.mall(store.pk):
        refund = Refund.objects.create(order=order, code="r1", amount=12000, gateway="test")
        record("refund.done", refund, actor=SYSTEM)
    sent()
    assert "We have refunded ₩12,000" in mails(to=BUYER)[1].text


def test_a_new_customer_is_welcomed_and_one_who_left_is_seen_off(store):
    with tenancy.mall(store.pk):
        customer = make_customer()
        record("customer.signed_up", customer, actor=SYSTEM)
        personal = {"before": {"email": customer.email, "name": customer.name, "member_id": customer.member_id}}
        record("customer.left", customer, actor=SYSTEM, personal=personal)
        customer.delete()
    run_due_jobs()
    assert [message.kind for message in OutboxMessage.objects.filter(recipient=BUYER)] == ["signed_off"]


def test_an_action_delivered_again_sends_no_second_mail(store):
    """A worker that dies after its mails are written, and before its row is closed, leaves nothing to do twice."""
    order_in(store)
    job = Job.objects.get(task=MAIL_TASK)
    run_due_jobs(MAIL_TASK)
    count = OutboxMessage.objects.count()
    assert count == 2
    mail_on_action_task(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, OutboxMessage.objects.count()) == (Job.State.DONE, count)


def test_mails_and_the_end_of_their_job_are_one_transaction(store, monkeypatch):
    order_in(store)

    def breaks(*_args: object, **_kwargs: object) -> int:
        raise RuntimeError("the worker died")

    monkeypatch.setattr("orders.tasks.mail_for_entry", breaks)
    run_due_jobs(MAIL_TASK)
    job = Job.objects.get(task=MAIL_TASK)
    assert job.state == Job.State.WAITING
    assert not OutboxMessage.objects.exists()
