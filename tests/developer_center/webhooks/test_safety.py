"""What a receiver, a name server or a withdrawn consent must not bring about (security.md 1.1: SSRF, API 4 and 7)."""

from __future__ import annotations

import socket
import time
import uuid

import pytest

from accounts import outgoing, tenancy
from accounts.models import Job
from developer_center.addresses import AddressRefused, checked
from developer_center.domain.webhooks import pump
from developer_center.domain.webhooks.call import TOTAL_SECONDS, Letter, call
from developer_center.models import Installation, WebhookDelivery, WebhookEndpoint, WebhookLog
from developer_center.queries.webhooks import logs_in_mall, may_be_read, text_of
from orders.domain.cart.change import add_to_cart
from orders.domain.cart.find import open_cart
from orders.domain.customer_account.sign_up import NewCustomer, sign_up_customer
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.receiver import Answer, Receiver
from tests.developer_center.webhooks.sending import DELIVER, new_product, send
from tests.orders.shop import base_shop, make_product

NO_NAME = "https://xn--a.example/hooks"  # an international label that stands for no letter


def letter(url: str) -> Letter:
    return Letter(url, "key", uuid.uuid4(), "{}")


def test_a_name_server_that_says_nothing_does_not_hold_a_call_up(monkeypatch):
    """The system's resolver waits for half a minute; a call has five seconds in all."""
    began = time.monotonic()
    with monkeypatch.context() as patched:  # of the whole process: Redis must find its server again afterwards
        patched.setattr(outgoing.socket, "getaddrinfo", lambda *_args, **_more: time.sleep(20))
        reply = call(letter("https://slow.example/"))
    assert TOTAL_SECONDS - 0.5 < time.monotonic() - began < TOTAL_SECONDS + 1.5
    assert reply.why == WebhookLog.Why.TOO_SLOW


def test_a_name_is_judged_by_what_it_leads_to_at_the_moment_of_the_call(monkeypatch):
    """DNS rebinding: public when it was saved, inside a moment later; one inner address among outer ones is enough."""
    for inside in ("127.0.0.1", "169.254.169.254", "10.0.0.1", "::ffff:10.0.0.1", "fd00::1"):
        answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", inside)]
        with monkeypatch.context() as patched:
            patched.setattr(outgoing.socket, "getaddrinfo", lambda *_args, _found=answers, **_more: _found)
            assert call(letter("https://rebound.example/")).why == WebhookLog.Why.NOT_PUBLIC


def test_a_redirect_is_not_followed_even_to_the_same_receiver(receivers):
    target: Receiver = receivers()
    first: Receiver = receivers(Answer(307, headers={"Location": target.url}))
    reply = call(letter(first.url))
    assert (reply.status, reply.why, target.got) == (307, WebhookLog.Why.REDIRECT, [])


@pytest.mark.parametrize("url", [NO_NAME, "https://XN--A.example/", "https://xn--a.example:8443/x?y=z"])
def test_a_name_that_no_client_can_call_is_refused_when_it_is_typed(url):
    with pytest.raises(AddressRefused):
        checked(url)
    assert checked("https://xn--o39an51b2re.example/") == "https://xn--o39an51b2re.example/"


def test_a_name_that_no_client_can_call_is_a_failure_and_stops_no_other_delivery(
    developer, another_developer, mall, receiver
):
    """Saved before it was refused: the pump lives on, and the delivery is tried again like any other."""
    bad = listening_app(developer, "https://app.example.com/", [90001], name="Bad")
    WebhookEndpoint.objects.filter(app=bad).update(url=NO_NAME)
    good = listening_app(another_developer, receiver.url, [90001], name="Good")
    for app in (bad, good):
        install(app, mall)
    new_product(mall)
    send()
    assert receiver.numbers == [90001]
    delivery = WebhookDelivery.objects.get(app=bad)
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert WebhookLog.objects.get(app=bad).why == WebhookLog.Why.NO_CONNECTION
    assert not Job.objects.filter(task=DELIVER, state="failed").exists()


def test_a_key_that_cannot_be_read_is_a_failure_and_stops_no_other_delivery(
    developer, another_developer, mall, receiver
):
    bad = listening_app(developer, "https://app.example.com/", [90001], name="Bad")
    WebhookEndpoint.objects.filter(app=bad).update(key="gone.bG9zdA==")
    good = listening_app(another_developer, receiver.url, [90001], name="Good")
    for app in (bad, good):
        install(app, mall)
    new_product(mall)
    send()
    assert receiver.numbers == [90001]
    assert WebhookDelivery.objects.get(app=bad).last_error.endswith("SealBroken")


def test_a_fault_of_ours_in_one_call_is_a_failure_of_that_delivery_alone(hooked, mall, receiver, monkeypatch):
    def broken(one: Letter):
        if '"Cup"' in one.body:
            raise RuntimeError("broken")
        return call(one)

    monkeypatch.setattr(pump, "call", broken)
    new_product(mall, "Cup")
    new_product(mall, "Plate")
    send()
    assert [got.json["resource"]["product_name"] for got in receiver.got] == ["Plate"]
    failed, done = WebhookDelivery.objects.order_by("pk")
    assert (failed.state, failed.last_error, done.state) == ("waiting", "RuntimeError", "done")


def test_texts_are_hidden_once_the_merchant_consents_to_less(hooked, mall, receiver):
    """A failed attempt told the app nothing; its log must not, after the consent is gone."""
    receiver.answer = Answer(500)
    new_product(mall)
    send()
    log = WebhookLog.objects.get()
    assert text_of(log).body
    assert may_be_read(logs_in_mall(hooked.pk, mall.pk).get())
    Installation.objects.update(scopes=["mall.read_order", "mall.read_application"])
    assert text_of(WebhookLog.objects.get()).is_hidden
    assert not may_be_read(logs_in_mall(hooked.pk, mall.pk).get())


@pytest.mark.parametrize(
    ("scopes", "name", "member_id"),
    [
        (["mall.read_customer", "mall.read_order"], "", ""),
        (["mall.read_privacy", "mall.read_order"], "Kim Minji", ""),
        (["mall.read_personal", "mall.read_order"], "", "minji"),
    ],
)
def test_people_are_named_to_apps_that_may_read_them_and_to_no_others(
    developer, mall, receiver, scopes, name, member_id
):
    """As the API: names are behind Privacy, a member's cart behind Personal; also in the log once less is consented."""
    app = listening_app(developer, receiver.url, [90032, 90084])
    install(app, mall, scopes=scopes)
    with tenancy.mall(mall.pk):
        new = NewCustomer("minji", "customer password", "Kim Minji", "minji@example.com", "010-1")
        customer = sign_up_customer(base_shop(), new)
        cart = open_cart(1, token="", customer_id=customer.pk)
        add_to_cart(cart, make_product().variants.get().pk, 1, {})
    send()
    joined, added = sorted((got.json for got in receiver.got), key=lambda one: one["event_no"])
    person = {key: joined["resource"][key] for key in ("name", "email", "phone", "cellphone")}
    assert all(person.values()) == bool(name)
    assert (person["name"], joined["resource"]["member_id"], added["resource"]["member_id"]) == (
        name,
        "minji",
        member_id,
    )
    Installation.objects.update(scopes=["mall.read_customer", "mall.read_order"])
    texts = "".join(text_of(log).body for log in WebhookLog.objects.all())
    assert texts
    assert "Kim Minji" not in texts
