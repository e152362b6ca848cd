"""Memos about customers over the Admin API (scope group customer; wire contract 2.4, Appendix B; R2.41)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain import customer_memos
from orders.domain.customer_memos import add_customer_memo
from orders.models import Customer, CustomerMemo
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM

pytestmark = pytest.mark.django_db
PATH = "customers/minji/memos"
AROUND_A_CALL = 5


def texts(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["memo"] for row in response.json()["memos"]]


@pytest.fixture
def minji(mall):
    with tenancy.mall(mall.pk):
        return make_customer()


def write(mall, member_id: str, text: str, *, days_ago: int = 0, is_important: bool = False) -> CustomerMemo:
    """A memo about a customer of a mall, who is made where there is none of this ID."""
    with tenancy.mall(mall.pk):
        customer = Customer.objects.filter(member_id=member_id).first() or make_customer(member_id)
        memo = add_customer_memo(customer.pk, text, is_important=is_important, actor=SYSTEM)
        CustomerMemo.objects.filter(pk=memo.pk).update(created_at=timezone.now() - dt.timedelta(days=days_ago))
        return memo


def test_a_memo_is_written_read_changed_and_deleted(api, mall, minji, installation):
    body = {"author_id": "sora", "memo": "Calls at night", "important_flag": "T"}
    answer = api.post(PATH, body)
    assert answer.status_code == 201
    memo = answer.json()["memo"]
    assert (memo["author_id"], memo["memo"], memo["important_flag"]) == ("sora", "Calls at night", "T")
    one = f"customers/MINJI/memos/{memo['memo_no']}"
    assert api.get(one).json()["memo"] == memo
    assert api.get(f"{PATH}/count").json() == {"count": 1}
    assert api.put(one, {"author_id": "jiho", "memo": "Writes mails"}).json()["memo"]["important_flag"] == "T"
    assert api.put(one, {"important_flag": "F"}).status_code == 200
    changed = api.get(one).json()["memo"]
    assert (changed["author_id"], changed["memo"], changed["important_flag"]) == ("jiho", "Writes mails", "F")
    assert api.put(one, changed).status_code == 409, "it says so already (wire contract 2.6)"
    assert api.delete(one).json()["memo"] == {"shop_no": 1, "memo_no": memo["memo_no"]}
    assert api.get(one).status_code == 404
    assert texts(api.get(PATH)) == []
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(action__startswith="customer.memo_").order_by("pk")
        assert [entry.action.removeprefix("customer.memo_") for entry in entries] == [
            "added",
            "changed",
            "changed",
            "deleted",
        ]
        assert {(entry.actor_kind, entry.actor_id) for entry in entries} == {("app", installation.app_id)}


def test_without_a_flag_a_memo_is_not_important(api, minji):
    assert api.post(PATH, {"author_id": "sora", "memo": "a"}).json()["memo"]["important_flag"] == "F"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"memo": "a"}, "author_id"),
        ({"author_id": "sora"}, "memo"),
        ({"author_id": "sora", "memo": " "}, "memo"),
        ({"author_id": "sora", "memo": "x" * 2001}, "memo"),
        ({"author_id": "s" * 21, "memo": "a"}, "author_id"),
        ({"author_id": "sora", "memo": "a", "important_flag": "Y"}, "important_flag"),
    ],
)
def test_what_a_memo_must_have_is_named(api, minji, body, field):
    response = api.post(PATH, body)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")
    assert texts(api.get(PATH)) == []


def test_one_memo_too_many_is_refused(api, mall, minji, monkeypatch):
    monkeypatch.setattr(customer_memos, "MOST_MEMOS", 1)
    api.post(PATH, {"author_id": "sora", "memo": "a"})
    response = api.post(PATH, {"author_id": "sora", "memo": "b"})
    assert response.status_code == 422
    assert "(parameter.memo)" in response.json()["error"]["message"]
    assert texts(api.get(PATH)) == ["a"]


def test_the_list_is_newest_first_in_pages_and_by_what_is_asked_for(api, mall, minji):
    write(mall, "minji", "Old one", days_ago=40)
    write(mall, "minji", "Calls at NIGHT", is_important=True)
    write(mall, "minji", "Newest")
    write(mall, "jiho", "Another's")
    assert texts(api.get(PATH)) == ["Newest", "Calls at NIGHT", "Old one"]
    assert texts(api.get(PATH, {"limit": 1, "offset": 1})) == ["Calls at NIGHT"]
    assert texts(api.get(PATH, {"important_flag": "T"})) == ["Calls at NIGHT"]
    assert texts(api.get(PATH, {"important_flag": "F"})) == ["Newest", "Old one"]
    assert texts(api.get(PATH, {"memo": "night"})) == ["Calls at NIGHT"]
    now = timezone.now()
    period = {
        "start_date": f"{now - dt.timedelta(days=60):%Y-%m-%d}",
        "end_date": f"{now - dt.timedelta(days=20):%Y-%m-%d}",
    }
    assert texts(api.get(PATH, period)) == ["Old one"]
    assert api.get(f"{PATH}/count").json() == {"count": 3}


@pytest.mark.parametrize(
    "query", [{"limit": 101}, {"limit": 0}, {"offset": 10_001}, {"important_flag": "yes"}, {"start_date": "2026-01-01"}]
)
def test_the_list_has_bounds(api, minji, query):
    assert api.get(PATH, query).status_code == 422


def test_memos_of_other_customers_and_malls_are_404(api, mall, other_mall, minji):
    theirs = write(mall, "jiho", "Another's")
    foreign = write(other_mall, "minji", "Another mall's")
    for number in (theirs.pk, foreign.pk, 2**63 - 1):
        path = f"{PATH}/{number}"
        assert api.get(path).status_code == 404
        assert api.put(path, {"memo": "Ours"}).status_code == 404
        assert api.delete(path).status_code == 404
    for call in (api.get, lambda path: api.post(path, {"author_id": "sora", "memo": "a"})):
        assert call("customers/nobody/memos").status_code == 404
    assert texts(api.get(PATH)) == []
    for shop, text in ((mall, "Another's"), (other_mall, "Another mall's")):
        with tenancy.mall(shop.pk):
            assert CustomerMemo.objects.get().text == text


def test_writing_needs_the_scope_to_write(mall, installation, minji):
    app = Api(mall, make_token(installation, scopes=["mall.read_customer"]))
    assert app.get(PATH).status_code == 200
    assert app.post(PATH, {"author_id": "sora", "memo": "a"}).status_code == 404
    assert app.get(f"{PATH}/count").json() == {"count": 0}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_runs_two_queries_whatever_its_length(api, mall, minji, count, django_assert_num_queries):
    for at in range(count):
        write(mall, "minji", f"memo {at}")
    with django_assert_num_queries(AROUND_A_CALL + 2):
        assert len(texts(api.get(PATH))) == count
