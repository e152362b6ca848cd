"""Notes of the store about a customer: what is kept, what the log says, and that they go with the customer."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, AuditPersonal
from orders.domain import customer_memos
from orders.domain.customer_account.change import leave
from orders.domain.customer_memos import TooManyMemos, add_customer_memo, change_customer_memo, delete_customer_memo
from orders.models import Customer, CustomerMemo
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(mall):
    with tenancy.mall(mall.pk):
        yield make_customer()


def entries() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action__startswith="customer.memo_").order_by("pk"))


def test_a_memo_is_signed_by_the_operator_who_writes_it(cast, customer):
    owner = cast.user("owner")
    memo = add_customer_memo(customer.pk, "  Calls at night.\n", is_important=True, actor=Actor.operator(owner.pk))
    kept = CustomerMemo.objects.get()
    assert (kept.text, kept.is_important, kept.author_id) == ("Calls at night.", True, owner.login_id)
    (entry,) = entries()
    assert (entry.object_id, entry.after) == (customer.pk, {"memo_id": memo.pk, "is_important": True})
    assert entry.personal.get().values == {"after": {"memo": "Calls at night."}}


def test_a_change_is_logged_with_both_texts_and_the_same_again_is_not(customer):
    memo = add_customer_memo(customer.pk, "Calls at night", author_id="sora", actor=SYSTEM)
    for _ in range(2):
        change_customer_memo(customer.pk, memo.pk, {"text": " Writes mails ", "is_important": True}, actor=SYSTEM)
    memo.refresh_from_db()
    assert (memo.text, memo.is_important, memo.author_id) == ("Writes mails", True, "sora")
    _added, changed = entries()
    assert (changed.before, changed.after) == ({"is_important": False}, {"is_important": True, "memo_id": memo.pk})
    assert changed.personal.get().values == {"before": {"memo": "Calls at night"}, "after": {"memo": "Writes mails"}}


def test_a_change_that_leaves_the_text_puts_no_text_into_the_log(customer):
    memo = add_customer_memo(customer.pk, "Calls at night", author_id="sora", actor=SYSTEM)
    change_customer_memo(customer.pk, memo.pk, {"author_id": "jiho"}, actor=SYSTEM)
    changed = entries()[-1]
    assert (changed.before, changed.after) == ({"author_id": "sora"}, {"author_id": "jiho", "memo_id": memo.pk})
    assert not changed.personal.exists()


def test_a_memo_is_deleted_once(customer):
    memo = add_customer_memo(customer.pk, "Calls at night", actor=SYSTEM)
    delete_customer_memo(customer.pk, memo.pk, actor=SYSTEM)
    with pytest.raises(CustomerMemo.DoesNotExist):
        delete_customer_memo(customer.pk, memo.pk, actor=SYSTEM)
    assert not CustomerMemo.objects.exists()
    assert [entry.action for entry in entries()] == ["customer.memo_added", "customer.memo_deleted"]


def test_a_memo_of_another_customer_is_not_reached(customer):
    memo = add_customer_memo(make_customer("jiho").pk, "Theirs", actor=SYSTEM)
    with pytest.raises(CustomerMemo.DoesNotExist):
        change_customer_memo(customer.pk, memo.pk, {"text": "Ours"}, actor=SYSTEM)
    with pytest.raises(CustomerMemo.DoesNotExist):
        delete_customer_memo(customer.pk, memo.pk, actor=SYSTEM)
    assert CustomerMemo.objects.get().text == "Theirs"


def test_a_customer_has_only_so_many_memos(customer, monkeypatch):
    monkeypatch.setattr(customer_memos, "MOST_MEMOS", 2)
    for text in "ab":
        add_customer_memo(customer.pk, text, actor=SYSTEM)
    with pytest.raises(TooManyMemos):
        add_customer_memo(customer.pk, "c", actor=SYSTEM)
    add_customer_memo(make_customer("jiho").pk, "another's", actor=SYSTEM)
    assert CustomerMemo.objects.count() == 3


def test_memos_and_their_texts_in_the_log_are_erased_when_the_customer_leaves(customer):
    memo = add_customer_memo(customer.pk, "Calls at night", actor=SYSTEM)
    delete_customer_memo(customer.pk, memo.pk, actor=SYSTEM)
    add_customer_memo(customer.pk, "Writes mails", actor=SYSTEM)
    other = add_customer_memo(make_customer("jiho").pk, "Another's", actor=SYSTEM)
    leave(customer.pk)
    assert not Customer.objects.filter(pk=customer.pk).exists()
    assert list(CustomerMemo.objects.values_list("pk", flat=True)) == [other.pk]
    kept = [str(row.values) for row in AuditPersonal.objects.all()]
    assert not [text for text in kept if "Calls at night" in text or "Writes mails" in text]
    assert [text for text in kept if "Another's" in text]
