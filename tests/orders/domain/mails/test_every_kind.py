"""Every kind of automated email is sent by the event that names it, in the shopper's language (screens.md 4.8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from accounts import tenancy
from accounts.models import Mall, OutboxMessage
from catalog.models import Product
from orders.domain.claims.decide import accept_claim
from orders.domain.customer_account.change import leave
from orders.domain.customer_account.sign_up import NewCustomer, sign_up_customer
from orders.domain.customers import send_temporary_password
from orders.domain.deliver_items import deliver_items
from orders.domain.mails.delay_notice import notify_of_delay
from orders.domain.mails.kinds import KINDS
from orders.domain.mails.letter import write_letter
from orders.domain.mails.samples import sample_values
from orders.domain.mails.standard import STANDARD
from orders.domain.mails.switches import Recipients, recipients_of, save_recipients
from orders.domain.mails.values import claim_values
from orders.domain.pay_order import pay_order
from orders.domain.send_guest_password import send_guest_password
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Claim, Discount, MailKind, Order
from tests.ledger import run_due_jobs
from tests.mailbox import ReadMail, mails
from tests.orders.claiming import ask, paid_order, settle
from tests.orders.shop import SYSTEM, base_shop, make_order_of, make_product

BUYER, STORE = "minji@example.com", "store@example.com"
OPEN_BRACE = re.compile(r"\{[A-Z_]+\}|\{\{|\{%")
LETTERS = {"ko": "가-힣", "ja": "ぁ-ゖァ-ヺ", "en": "A-Za-z"}


@dataclass
class Story:
    """What one mall's shoppers go through; each step is one event."""

    language: str
    product: Product
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> Order:
        return self.facts["order"]

    def sign_up(self) -> None:
        new = NewCustomer("minji", "a good long password", "Kim Minji", BUYER, "010-1234-5678")
        self.facts["customer"] = sign_up_customer(base_shop(), new)

    def forget(self) -> None:
        send_temporary_password(self.facts["customer"].pk, actor=SYSTEM)

    def leave(self) -> None:
        leave(self.facts["customer"].pk)

    def place(self) -> None:
        self.facts["order"] = make_order_of(self.product, self.cup, payment_method="test", language=self.language)

    @property
    def cup(self) -> Product:
        return self.facts.setdefault("cup", make_product(name="Cup", price="9000"))

    def pay(self) -> None:
        pay_order(self.order.pk, gateway="test", reference="paid", actor=SYSTEM)

    def notice_delay(self) -> None:
        notify_of_delay(self.order.pk, actor=SYSTEM)

    def ship(self) -> None:
        ship_items(self.order.pk, Shipment("0006", "1234"), actor=SYSTEM)

    def deliver(self) -> None:
        deliver_items(self.order.pk, actor=SYSTEM)

    def send_password(self) -> None:
        send_guest_password(self.order.pk, actor=SYSTEM)

    def ask_return(self) -> None:
        self.facts["return"] = ask(self.order, "return", "defect", pieces={1: 1})

    def accept_return(self) -> None:
        accept_claim(self.facts["return"].pk, actor=SYSTEM)

    def finish_return(self) -> None:
        settle(self.facts["return"])

    def accept_exchange(self) -> None:
        accept_claim(ask(self.order, "exchange", "defect", pieces={2: 1}).pk, actor=SYSTEM)

    def cancel(self) -> None:
        """A whole order with a coupon, before shipping."""
        coupon = {"kind": "coupon", "name": "Hello", "code": "HELLO", "unit": "amount", "amount": 1000}
        Discount.objects.create(**coupon)
        order = paid_order((self.product, 1), coupon_code="HELLO", language=self.language)
        accept_claim(ask(order, "cancel").pk, actor=SYSTEM)


STEPS: list[tuple[Callable[[Story], None], list[MailKind]]] = [
    (Story.sign_up, [MailKind.SIGNED_UP]),
    (Story.forget, [MailKind.FORGOT_LOGIN]),
    (Story.place, [MailKind.ORDER_PLACED]),
    (Story.pay, [MailKind.PAYMENT_CONFIRMED]),
    (Story.notice_delay, [MailKind.DELAYED]),
    (Story.ship, [MailKind.SHIPPED]),
    (Story.deliver, [MailKind.DELIVERED]),
    (Story.send_password, [MailKind.GUEST_PASSWORD]),
    (Story.ask_return, []),
    (Story.accept_return, [MailKind.RETURNED]),
    (Story.finish_return, [MailKind.REFUNDED]),
    (Story.accept_exchange, [MailKind.EXCHANGED]),
    (Story.cancel, [MailKind.ORDER_PLACED, MailKind.PAYMENT_CONFIRMED, MailKind.CANCELLED]),
    (Story.leave, [MailKind.SIGNED_OFF]),
]


@pytest.fixture
def story(committed: None, mall: Mall, request: pytest.FixtureRequest) -> Story:
    Mall.objects.filter(pk=mall.pk).update(contact_email=STORE, name="Haru")
    mall.shops.update(language=request.param)
    with tenancy.mall(mall.pk):
        return Story(request.param, make_product(name="Shirt"))


def tell(mall: Mall, story: Story, step: Callable[[Story], None]) -> None:
    with tenancy.mall(mall.pk):
        step(story)
    run_due_jobs()


def posted(to: str) -> list[str]:
    return list(OutboxMessage.objects.filter(recipient=to).order_by("pk").values_list("kind", flat=True))


def test_every_kind_has_its_step():
    assert {kind for _step, kinds in STEPS for kind in kinds} == set(MailKind)


@pytest.mark.parametrize("story", ["ko", "en", "ja"], indirect=True)
def test_each_event_sends_its_mail_and_no_other(story, mall):
    seen = 0
    for step, kinds in STEPS:
        tell(mall, story, step)
        assert posted(BUYER)[seen:] == kinds, step.__name__
        seen += len(kinds)
    arrived = mails(to=BUYER)
    assert len(arrived) == seen
    for mail in arrived:
        assert_readable(mail, story.language)
    assert "HELLO" in next(mail.text for mail, kind in zip(arrived, posted(BUYER), strict=True) if kind == "cancelled")


def assert_readable(mail: ReadMail, language: str) -> None:
    """Subject, plain text and HTML are there, in the language, with every variable filled in."""
    for part in (mail.subject, mail.text, mail.html):
        assert part.strip()
        assert not OPEN_BRACE.search(part), part
        assert re.search(f"[{LETTERS[language]}]", part), part
    assert mail.subject.startswith("[Haru]")
    assert "<html" in mail.html
    assert "<" not in mail.text


@pytest.mark.parametrize("story", ["en"], indirect=True)
def test_a_kind_that_is_off_for_the_customer_and_on_for_the_store_goes_there_only(story, mall):
    """R9.12: a switch per kind and recipient; kinds with a password go to nobody but the customer (R0.67)."""
    with tenancy.mall(mall.pk):
        wanted = {
            kind: Recipients(to_customer=facts.has_secret, to_admin=not facts.has_secret)
            for kind, facts in KINDS.items()
        }
        save_recipients(wanted, actor=SYSTEM)
    for step, _kinds in STEPS:
        tell(mall, story, step)
    secret = [kind for kind, facts in KINDS.items() if facts.has_secret]
    assert sorted(posted(BUYER)) == sorted(secret)
    assert posted(STORE) == [kind for _step, kinds in STEPS for kind in kinds if kind not in secret]


@pytest.mark.django_db
def test_an_accepted_cancellation_tells_what_will_be_refunded(inside):
    """Not nothing, which is what the claim holds until it is finished."""
    order = paid_order((make_product(price="12000"), 1))
    claim = ask(order, "cancel", "delay")
    accept_claim(claim.pk, actor=SYSTEM)
    claim = Claim.objects.get(pk=claim.pk)
    assert claim_values(claim, order, "en")["REFUND_AMOUNT"] == "₩15,000"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en", "ja"])
@pytest.mark.parametrize("kind", list(MailKind))
def test_a_text_without_a_value_leaves_no_hole(inside, kind, language):
    """Values that may be empty (how to pay, a coupon) take their paragraph with them."""
    values = sample_values(base_shop(), language) | {"PAYMENT_INFO": "", "COUPON_INFO": ""}
    letter = write_letter(STANDARD[language][kind], values, language=language, mall_name="Store")
    assert "\n\n\n" not in letter.text
    assert "<p></p>" not in letter.html
    assert recipients_of(kind).to_customer
