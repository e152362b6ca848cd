"""PRO in /support/: the queue of contracts, texts without a release, talks answered (R3.81-like duties of staff)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, OutboxMessage
from pro.domain.agent import Speaker, ask_question
from pro.models import AgentConversation, Contract, HelpPage, Operation, SalesLimit
from tests.factories import UserFactory
from tests.pro.factories import make_contract, make_line

pytestmark = pytest.mark.usefixtures("committed")
LISTS = ["contract", "agentconversation", "operation", "saleslimit", "helppage"]
FINDING = {
    "limit": "alcohol",
    "name": "Alcohol",
    "name_ko": "주류",
    "count": 1,
    "examples": [{"kind": "product", "id": 77, "label": "Red wine", "word": "wine"}],
}


@pytest.fixture
def staff() -> Client:
    client = Client(HTTP_HOST=settings.PLATFORM_HOST)
    client.force_login(UserFactory(login_id="helper", is_staff=True))
    return client


def change_url(row) -> str:
    return reverse(f"admin:pro_{row._meta.model_name}_change", args=[row.pk])


def step_url(contract: Contract, step: str) -> str:
    return reverse(f"admin:pro_contract_{step}", args=[contract.pk])


@pytest.mark.parametrize("name", LISTS)
def test_staff_see_each_list_and_a_merchant_none(staff, mall, texts, cast, client, name):
    make_line()
    make_contract(mall, "suspended", findings=[FINDING])
    AgentConversation.objects.create(mall=mall, kind="question", opened_by=1, language="en")
    url = reverse(f"admin:pro_{name}_changelist")
    assert staff.get(url).status_code == 200
    cast.sign_in(client, "owner")
    assert client.get(url).status_code == 403


def test_contracts_that_wait_for_a_decision_come_first_with_what_was_found(staff, mall, other_mall):
    waiting = make_contract(mall, "screening", screened_at=mall.created_at)
    make_contract(other_mall, "suspended", findings=[FINDING])
    page = staff.get(reverse("admin:pro_contract_changelist")).content.decode()
    assert page.index(str(waiting.mall)) < page.index(str(other_mall))
    assert "Alcohol (1)" in page
    assert "Screened, waits for a decision" in page


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("applied", {"terminate"}),
        ("screening", {"approve", "suspend", "terminate"}),
        ("active", {"suspend", "terminate"}),
        ("suspended", {"resume", "screen-again", "terminate"}),
        ("terminated", set()),
    ],
)
def test_a_contract_offers_the_steps_that_lead_on(staff, mall, state, offered):
    contract = make_contract(mall, state, findings=[FINDING], screened_at=mall.created_at)
    page = staff.get(change_url(contract)).content.decode()
    assert "Red wine" in page
    assert reverse("admin:accounts_mall_open", args=[mall.pk]) in page
    steps = ("approve", "suspend", "resume", "screen-again", "terminate")
    assert {step for step in steps if step_url(contract, step) in page} == offered


@pytest.mark.parametrize(
    ("state", "step", "target"),
    [
        ("screening", "approve", "active"),
        ("active", "suspend", "suspended"),
        ("suspended", "resume", "active"),
        ("suspended", "screen-again", "screening"),
        ("active", "terminate", "terminated"),
    ],
)
def test_a_step_asks_and_then_is_taken_and_stands_in_the_mall_s_log(staff, mall, state, step, target):
    contract = make_contract(mall, state, screened_at=mall.created_at)
    assert staff.get(step_url(contract, step)).status_code == 200
    staff.post(step_url(contract, step), {"reason": "Wine is sold."})
    contract.refresh_from_db()
    assert contract.state == target
    assert contract.reason == ("Wine is sold." if step in {"suspend", "terminate"} else "")
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.get().actor_kind == "staff"


def test_a_suspension_without_a_reason_is_not_taken(staff, mall):
    contract = make_contract(mall)
    response = staff.post(step_url(contract, "suspend"), {"reason": "  "})
    contract.refresh_from_db()
    assert (response.status_code, contract.state) == (422, "active")


def test_a_step_that_somebody_took_before_says_so(staff, mall):
    contract = make_contract(mall, "terminated")
    response = staff.post(step_url(contract, "approve"), follow=True)
    assert "the contract is “Terminated” by now" in response.content.decode()
    assert not OutboxMessage.objects.exists()


def test_nothing_of_a_contract_is_edited_by_hand(staff, mall):
    contract = make_contract(mall)
    assert staff.post(change_url(contract), {"state": "terminated"}).status_code == 403
    assert staff.get(reverse("admin:pro_contract_add")).status_code == 403


def test_the_scope_s_texts_order_and_visibility_change_without_a_release(staff, client, cast):
    """R3.97."""
    line = make_line()
    values = {
        "area": "cs",
        "name": "New name",
        "name_ko": "새 이름",
        "text": "New text",
        "text_ko": "새 설명",
        "switched_by": "agent",
        "position": "5",
        "is_visible": "on",
    }
    assert staff.post(change_url(line), values).status_code == 302
    line.refresh_from_db()
    assert (line.key, line.area, line.name_ko, line.switched_by, line.position) == ("toy", "cs", "새 이름", "agent", 5)
    cast.sign_in(client, "owner")
    assert "New text" in client.get(reverse("pro:scope")).content.decode()
    staff.post(change_url(line), values | {"is_visible": ""})
    assert "New text" not in client.get(reverse("pro:scope")).content.decode()
    assert staff.get(reverse("admin:pro_operation_add")).status_code == 403
    assert Operation.objects.count() == 1


def test_limits_and_help_are_changed_and_added_and_never_deleted(staff, texts):
    limit = SalesLimit.objects.get(key="alcohol")
    values = {
        "name": "Alcohol",
        "name_ko": "주류",
        "text": "x",
        "text_ko": "x",
        "words": "sake",
        "exceptions": "",
        "position": "1",
        "checks_products": "on",
        "is_active": "on",
    }
    assert staff.post(change_url(limit), values).status_code == 302
    limit.refresh_from_db()
    assert limit.words == "sake"
    page = {
        "key": "new",
        "kind": "faq",
        "title": "New",
        "title_ko": "새 글",
        "body": "<p>b<script>x()</script></p>",
        "body_ko": "<p>글</p>",
        "position": "1",
        "is_visible": "on",
    }
    assert staff.post(reverse("admin:pro_helppage_add"), page).status_code == 302
    assert HelpPage.objects.get(key="new").body == "<p>b</p>"
    for row in (limit, HelpPage.objects.get(key="new")):
        assert staff.get(reverse(f"admin:pro_{row._meta.model_name}_delete", args=[row.pk])).status_code == 403


def test_a_question_is_read_and_answered(staff, mall):
    owner = Actor.operator(mall.operators.get(is_owner=True).user_id)
    with tenancy.mall(mall.pk):
        talk = ask_question("May I sell tea?", speaker=Speaker(owner, "en"))
    assert "May I sell tea?" in staff.get(change_url(talk)).content.decode()
    url = reverse("admin:pro_talk_answer", args=[talk.pk])
    assert staff.post(url, {"text": " "}).status_code == 422
    response = staff.post(url, {"text": "Yes."}, follow=True)
    assert "Yes." in response.content.decode()
    assert OutboxMessage.objects.filter(kind="pro_answered").count() == 1
    response = staff.post(url, {"text": "No."}, follow=True)
    assert "Somebody has answered already." in response.content.decode()
    assert OutboxMessage.objects.filter(kind="pro_answered").count() == 1


@pytest.mark.parametrize("name", ["contract_approve", "talk_answer"])
def test_an_unknown_row_leads_back_to_its_list(staff, name):
    response = staff.get(reverse(f"admin:pro_{name}", args=[987654]))
    assert response.status_code == 302
    assert response["Location"].endswith(("/pro/contract/", "/pro/agentconversation/"))
