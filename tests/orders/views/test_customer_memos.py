"""Memos on the page of a customer: written, edited, deleted; only with the right to customers."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain import customer_memos
from orders.domain.customer_memos import add_customer_memo
from orders.models import Customer, CustomerMemo
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


@pytest.fixture
def customer(mall) -> Customer:
    with tenancy.mall(mall.pk):
        return make_customer()


@pytest.fixture
def memo(mall, customer) -> CustomerMemo:
    with tenancy.mall(mall.pk):
        return add_customer_memo(customer.pk, "Calls at night", author_id="sora", actor=SYSTEM)


def page_of(customer: Customer) -> str:
    return f"/admin/customers/{customer.pk}/"


def kept(mall) -> list[tuple[str, bool, str]]:
    with tenancy.mall(mall.pk):
        return list(CustomerMemo.objects.order_by("pk").values_list("text", "is_important", "author_id"))


def test_a_memo_is_written_edited_and_deleted_on_the_customers_page(owner, cast, mall, customer):
    login_id = cast.user("owner").login_id
    response = owner.post(f"{page_of(customer)}memos/", {"text": "Calls <at> night", "is_important": "on"})
    assert (response.status_code, response["Location"]) == (302, page_of(customer))
    page = owner.get(page_of(customer))
    assert "Calls &lt;at&gt; night" in page.content.decode()
    assert "The memo was added." in page.content.decode()
    (memo,) = page.context["memos"]
    edit = f"{page_of(customer)}memos/{memo.pk}/"
    assert "Calls &lt;at&gt; night" in owner.get(edit).content.decode()
    assert owner.post(edit, {"text": "Writes mails"}).status_code == 302
    assert kept(mall) == [("Writes mails", False, login_id)]
    assert owner.post(f"{edit}delete/").status_code == 302
    assert kept(mall) == []
    assert owner.post(f"{edit}delete/").status_code == 302
    assert "deleted in the meantime" in owner.get(page_of(customer)).content.decode()
    with tenancy.mall(mall.pk):
        actions = AuditEntry.objects.filter(object_id=customer.pk, object_type="customer").order_by("pk")
        assert [entry.action for entry in actions] == [
            "customer.memo_added",
            "customer.memo_changed",
            "customer.memo_deleted",
        ]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_what_cannot_be_kept_is_shown_again(owner, mall, customer, memo, text):
    for path in ("memos/", f"memos/{memo.pk}/"):
        response = owner.post(page_of(customer) + path, {"text": text})
        assert response.status_code == 422
    assert kept(mall) == [("Calls at night", False, "sora")]


def test_one_memo_too_many_is_refused_in_words(owner, mall, customer, memo, monkeypatch):
    monkeypatch.setattr(customer_memos, "MOST_MEMOS", 1)
    response = owner.post(f"{page_of(customer)}memos/", {"text": "Another"})
    assert response.status_code == 422
    assert "Please delete one first." in response.content.decode()
    assert "Another" in response.content.decode()
    assert len(kept(mall)) == 1


def test_important_memos_stand_first_then_the_newest(owner, mall, customer, memo):
    with tenancy.mall(mall.pk):
        add_customer_memo(customer.pk, "Important", is_important=True, actor=SYSTEM)
        add_customer_memo(customer.pk, "Newest", actor=SYSTEM)
        add_customer_memo(make_customer("jiho").pk, "Another's", actor=SYSTEM)
    rows = owner.get(page_of(customer)).context["memos"]
    assert [row.text for row in rows] == ["Important", "Newest", "Calls at night"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_memos(owner, mall, customer, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for at in range(count):
            add_customer_memo(customer.pk, f"memo {at}", actor=SYSTEM)
    owner.get(page_of(customer))
    with django_assert_num_queries(12):
        owner.get(page_of(customer))


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 302), ("operator_with_customers", 302), ("operator_without_customers", 403), (None, 302)],
)
def test_memos_need_the_right_to_customers(client, cast, mall, customer, memo, who, status):
    cast.sign_in(client, who)
    is_let_in = who in {"owner", "operator_with_customers"}
    for path in (f"memos/{memo.pk}/", "memos/"):
        assert client.post(page_of(customer) + path, {"text": "Written"}).status_code == status
    texts = ["Written", "Written"] if is_let_in else ["Calls at night"]
    assert [text for text, _important, _author in kept(mall)] == texts
    assert client.post(f"{page_of(customer)}memos/{memo.pk}/delete/").status_code == status
    assert len(kept(mall)) == 1


def test_memos_of_other_customers_and_malls_are_not_there(owner, mall, other_mall, customer, memo):
    with tenancy.mall(mall.pk):
        neighbour = make_customer("jiho")
    with tenancy.mall(other_mall.pk):
        stranger = make_customer()
        foreign = add_customer_memo(stranger.pk, "Foreign", actor=SYSTEM)
    for person, number in ((neighbour, memo.pk), (stranger, foreign.pk), (customer, foreign.pk)):
        path = f"{page_of(person)}memos/{number}/"
        assert owner.get(path).status_code == 404
        assert owner.post(path, {"text": "Ours"}).status_code == 404
        assert owner.post(f"{path}delete/").status_code in {302, 404}
    assert owner.post(f"{page_of(stranger)}memos/", {"text": "Ours"}).status_code == 404
    assert kept(mall) == [("Calls at night", False, "sora")]
    assert kept(other_mall) == [("Foreign", False, "")]
