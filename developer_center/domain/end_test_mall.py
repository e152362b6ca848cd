"""End a test mall: the account it belongs to is deleted, as any account is (R0-G), by its developer or with theirs."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.models import Mall, Operator, User
from developer_center.models import TestMall


@transaction.atomic
def delete_test_mall(developer: User, test_mall_id: int) -> Mall:
    """Delete a developer's own test mall with its account: nothing brings it back, and its ID stays taken (R0.22).

    A second call changes nothing. Raises TestMall.DoesNotExist for anybody else's.
    """
    User.objects.select_for_update(no_key=True).get(pk=developer.pk)  # whose account may be ending at this moment
    test_mall = TestMall.objects.select_related("mall").get(pk=test_mall_id, user=developer)
    return _end(test_mall, Actor.operator(developer.pk))


@transaction.atomic
def end_test_malls_of(developer_id: int) -> None:
    """Delete all test malls of somebody whose account has ended; the caller's transaction holds them."""
    for test_mall in TestMall.objects.alive().filter(user_id=developer_id).order_by("pk"):
        _end(test_mall, Actor.system())


def end_test_malls_of_removed(login_id: str) -> None:
    """The same for a sub-operator who was removed from a mall: their sign-in ended with that."""
    user = User.objects.filter(login_id=login_id, deleted_at__isnull=False).first()
    if user is not None:
        end_test_malls_of(user.pk)


def end_orphaned_test_malls() -> None:
    """The same for whoever ended and left some: a removed sub-operator whose own job was lost with their mall."""
    orphaned = TestMall.objects.alive().filter(user__deleted_at__isnull=False).order_by("user").distinct()
    for user_id in orphaned.values_list("user_id", flat=True):
        end_test_malls_of(user_id)


def _end(test_mall: TestMall, actor: Actor) -> Mall:
    owner = Operator.objects.get(mall_id=test_mall.mall_id, is_owner=True)
    return delete_account(owner.user_id, actor=actor)
