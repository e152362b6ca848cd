"""Main displays in /support/: the queue, and each decision with its entry and its mail."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry, OutboxMessage
from pro.models import DisplayService
from tests.factories import UserFactory
from tests.pro.display.life import new_area
from tests.pro.factories import make_contract

pytestmark = pytest.mark.usefixtures("committed", "scope")
STEPS = ("approve", "refuse", "stop")


@pytest.fixture
def staff() -> Client:
    client = Client(HTTP_HOST=settings.PLATFORM_HOST)
    client.force_login(UserFactory(login_id="helper", is_staff=True))
    return client


def service_in(mall, state: str, **values) -> DisplayService:
    return DisplayService.objects.create(mall=mall, state=state, **values)


def page_of(service: DisplayService) -> str:
    return reverse("admin:pro_displayservice_change", args=[service.pk])


def step_url(service: DisplayService, step: str) -> str:
    return reverse(f"admin:pro_display_{step}", args=[service.pk])


def test_those_that_wait_come_first_and_merchants_see_nothing(staff, client, cast, mall, other_mall):
    waiting = service_in(mall, "applied")
    running = service_in(other_mall, "running")
    url = reverse("admin:pro_displayservice_changelist")
    page = staff.get(url).content.decode()
    assert page.index(str(waiting.mall)) < page.index(str(running.mall))
    cast.sign_in(client, "owner")
    for address in (url, page_of(waiting), *(step_url(waiting, step) for step in STEPS)):
        assert client.get(address).status_code == 403
        assert client.post(address, {"reason": "x"}).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "applied"


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("applied", {"approve", "refuse"}),
        ("approved", {"stop"}),
        ("announced", {"stop"}),
        ("running", {"stop"}),
        ("off", set()),
        ("refused", set()),
    ],
)
def test_a_service_offers_the_steps_that_lead_on(staff, mall, state, offered):
    new_area(mall, 12)
    service = service_in(mall, state)
    page = staff.get(page_of(service)).content.decode()
    assert "신상품" in page
    assert {step for step in STEPS if step_url(service, step) in page} == offered


@pytest.mark.parametrize(
    ("step", "before", "after", "kind"),
    [
        ("approve", "applied", "approved", "pro_display_approved"),
        ("refuse", "applied", "refused", "pro_display_refused"),
        ("stop", "running", "off", "pro_display_off"),
    ],
)
def test_a_decision_asks_first_and_leaves_an_entry_and_a_mail(staff, mall, step, before, after, kind):
    make_contract(mall)
    service = service_in(mall, before)
    assert staff.get(step_url(service, step)).status_code == 200
    service.refresh_from_db()
    assert service.state == before
    response = staff.post(step_url(service, step), {"reason": "Because of names."})
    assert response.url == page_of(service)
    service.refresh_from_db()
    assert (service.state, OutboxMessage.objects.get().kind) == (after, kind)
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action=f"pro.display_{'off' if step == 'stop' else after}")
    assert (entry.actor_kind, entry.reason) == ("staff", "" if step == "approve" else "Because of names.")
    if step != "approve":
        assert "Because of names." in OutboxMessage.objects.get().text


@pytest.mark.parametrize("step", ["refuse", "stop"])
def test_a_reason_is_needed(staff, mall, step):
    service = service_in(mall, "applied" if step == "refuse" else "running")
    before = service.state
    assert staff.post(step_url(service, step), {"reason": " "}).status_code == 422
    service.refresh_from_db()
    assert service.state == before


def test_whoever_is_late_is_told(staff, mall):
    service = service_in(mall, "off")
    response = staff.post(step_url(service, "approve"), follow=True)
    assert "Nothing was changed: the service is “Off” by now." in response.content.decode()
    applied = service_in(mall, "applied")
    response = staff.post(step_url(applied, "approve"), follow=True)
    assert "PRO does not work for this mall at the moment." in response.content.decode()
    gone = reverse("admin:pro_display_approve", args=[0])
    assert "There is no such service." in staff.get(gone, follow=True).content.decode()
