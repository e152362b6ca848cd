"""Make a mall for a developer to try apps in: an account of its own, filled with sample data (design 10)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from accounts.audit import Actor, record
from accounts.domain.login_ids import LoginIdTaken
from accounts.domain.sign_up import NewAccount, open_further_account
from accounts.jobs import enqueue
from accounts.limits import Limit
from accounts.models import User
from accounts.models.user import LOGIN_ID_MAX_LENGTH
from accounts.tenancy import mall as open_mall
from developer_center.models import TestMall

FILL_TASK: Final = "storefront.fill_test_mall"  # the app beside this one knows what a shop is filled with
MOST_TEST_MALLS: Final = 5
COUNTRY: Final = "KR"  # sample data is Korean and counts in won, as Cafe24's test malls do
PER_DEVELOPER: Final = Limit("test-mall", hits=20, seconds=24 * 3600)  # each takes an ID for ever
TRIES: Final = 1000


class TooManyTestMalls(Exception):
    """The developer has MOST_TEST_MALLS already, or made too many of them today."""


class MadeAlready(Exception):
    """This very button has made a test mall, as after a double click."""


@dataclass(frozen=True, slots=True)
class NewTestMall:
    """The mall and how to sign in to its admin; the password is known here and nowhere else."""

    test_mall: TestMall
    login_id: str
    password: str = field(repr=False)


@transaction.atomic
def make_test_mall(user: User, *, click: str) -> NewTestMall:
    """A new account `<ID>test1` with its mall, to the developer's address, and a job that fills it.

    `click` stands for the button that was pressed (`new_click`): pressed twice it raises MadeAlready. Raises
    TooManyTestMalls, and User.DoesNotExist where the developer's account has ended meanwhile. An operator works in one
    mall (R0), so the test mall has an owner of its own.
    """
    people = User.objects.select_for_update(no_key=True).filter(is_active=True)
    developer = people.get(pk=user.pk)  # held: two clicks go one after the other
    if TestMall.objects.filter(click=click).exists():
        raise MadeAlready
    if TestMall.objects.alive().filter(user=developer).count() >= MOST_TEST_MALLS or not PER_DEVELOPER.hit(user.pk):
        raise TooManyTestMalls
    password = secrets.token_urlsafe(12)
    owner = _open_account(developer, password)
    mall = owner.operator.mall
    with open_mall(mall.pk):
        record("mall.made_for_test", mall, actor=Actor.operator(owner.pk), after={"developer_id": developer.pk})
    job = enqueue(FILL_TASK, mall_id=mall.pk)
    made = TestMall.objects.create(user=developer, mall=mall, job=job, click=click)
    return NewTestMall(made, owner.login_id, password)


def _open_account(developer: User, password: str) -> User:
    for login_id in _ids(developer.login_id):
        account = NewAccount(
            login_id=login_id,
            password=password,
            email=developer.email,
            country=COUNTRY,
            wants_newsletter=False,
            language=developer.language,
        )
        try:
            with transaction.atomic():
                return open_further_account(account, owner=developer, is_test=True)
        except LoginIdTaken:
            continue
    raise TooManyTestMalls


def _ids(login_id: str) -> Iterator[str]:
    """devmintest1, devmintest2 ...: within the 16 characters of an ID (R9.8)."""
    for number in range(1, TRIES):
        ending = f"test{number}"
        yield f"{login_id.lower()[: LOGIN_ID_MAX_LENGTH - len(ending)]}{ending}"
