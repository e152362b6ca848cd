"""Eight clicks at once on the email icon, over HTTP, with several web processes and workers (R0.65, F11)."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import Mall, OutboxMessage
from orders.domain.find_guest_order import GuestOrderNotFound, find_guest_order
from orders.models import Order
from tests.live import LiveServer, celery_worker, clock
from tests.mailbox import mails, wait_for_mail
from tests.orders.shop import make_order

BUYER = "minji@example.com"
NUMBER, PASSWORD = re.compile(r"no\. (\d+)"), re.compile(r"(?m)^Password: (\S+)$")
CLICKS = 8


def opens(order: Order, password: str) -> bool:
    with tenancy.mall(order.mall_id):
        try:
            return find_guest_order(order.number, "Kim Minji", password, network="test").pk == order.pk
        except GuestOrderNotFound:
            return False


@pytest.mark.slow
def test_eight_clicks_at_once_end_with_the_last_mails_password_working(
    site: LiveServer, client, cast, mall: Mall, tmp_path: Path, live_port: int
) -> None:
    """R0.64, R0.65, R9.19: five in a minute go through in turn, three are told to wait; mails leave in that order."""
    with tenancy.mall(mall.pk):
        order = make_order(language="en")
    cast.sign_in(client, "owner")
    cookies = {site.cookie_name("SESSION_COOKIE_NAME"): client.session.session_key}
    page = site.request("GET", f"{reverse('orders:detail', args=[order.number])}?tab=customer", cookies=cookies)
    cookies |= page.cookies.get_dict()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    barrier, answers = threading.Barrier(CLICKS), []

    def click() -> None:
        barrier.wait()
        answers.append(
            site.request(
                "POST",
                reverse("orders:guest_password", args=[order.number]),
                cookies=cookies,
                data={"csrfmiddlewaretoken": token},
                headers={"Origin": f"http://localhost:{site.port}"},
            )
        )

    threads = [threading.Thread(target=click) for _each in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [302] * 5 + [429] * 3
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers if answer.status_code == 429)

    # A mail whose turn has not come is put back for ten seconds; the clock calls it again.
    with clock(tmp_path), celery_worker(tmp_path, concurrency=4, PORT=str(live_port)):
        for number in range(1, 7):  # the confirmation, and five passwords
            wait_for_mail(to=BUYER, folder=tmp_path / "mail", number=number, seconds=60)
    arrived = [mail for mail in mails(tmp_path / "mail", to=BUYER) if "password no." in mail.subject]
    assert [int(NUMBER.search(mail.subject)[1]) for mail in arrived] == [1, 2, 3, 4, 5]
    passwords = [PASSWORD.findall(mail.text)[0] for mail in arrived]
    assert len(set(passwords)) == 5
    assert [opens(order, password) for password in passwords] == [False] * 4 + [True]
    assert OutboxMessage.objects.filter(kind="guest_password", state="sent").count() == 5
