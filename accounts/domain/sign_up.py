"""Make an account with its mall in one transaction, or nothing at all (R0.2, R0.11, R0.14)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import password_validation
from django.db import transaction

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.countries import is_country
from accounts.domain.id_rules import RESERVED
from accounts.domain.login_ids import LoginIdTaken, take_login_id
from accounts.domain.verify_email import use_verification
from accounts.limits import Limit
from accounts.models import Currency, EmailVerification, Mall, Operator, Shop, User
from accounts.outbox import Mail, post

PURPOSE = EmailVerification.Purpose.SIGN_UP
LANGUAGE_AND_CURRENCY = {
    "KR": (Shop.Language.KOREAN, Currency.KRW),
    "JP": (Shop.Language.JAPANESE, Currency.JPY),
}
ELSEWHERE = (Shop.Language.ENGLISH, Currency.USD)


class EmailNotProved(Exception):
    """The address was not proved by a code in this browser, or its ten minutes are over."""


class TooManySignUps(Exception):
    """One network made more accounts in an hour than the setting allows (R9.10); against abuse only."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many sign-ups from one network.")
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What sign-up asks for, checked for shape by the form. The terms were accepted, or there is no NewAccount."""

    login_id: str
    password: str = field(repr=False)
    email: str
    country: str
    wants_newsletter: bool
    language: str


def allow_sign_up(network: str) -> None:
    """Count a sign-up that is about to be made. Raises TooManySignUps past SIGNUPS_PER_IP_AND_HOUR."""
    limit = Limit("sign-up", hits=settings.SIGNUPS_PER_IP_AND_HOUR, seconds=3600)
    if not limit.hit(network):
        raise TooManySignUps(limit.retry_after_seconds())


@transaction.atomic
def sign_up(account: NewAccount, *, binding: str) -> User:
    """Take the ID for ever and make user, mall, base shop and owner; a welcome mail follows (R0.2, R0.6-R0.14).

    The base shop speaks the language and counts in the currency of the country: KR ko/KRW, JP ja/JPY, else en/USD.
    `binding` is the browser's secret that proved the address. Raises LoginIdTaken (also for host names that the
    platform keeps for itself), EmailNotProved, ValidationError for a weak password, ValueError for no country.
    Of parallel calls with one ID, in whatever letter case, one succeeds.
    """
    _take_id(account)
    if not use_verification(PURPOSE, account.email, binding=binding):
        raise EmailNotProved(account.email)
    return _open(account)


@transaction.atomic
def open_further_account(account: NewAccount, *, owner: User, is_test: bool = False) -> User:
    """A further account, with its mall, of somebody who has one: their address is proved and may own many (R0.20).

    A test mall's pages say that it is one. Otherwise as `sign_up`. Raises EmailNotProved for any address but theirs.
    """
    _take_id(account)
    if account.email != owner.email:
        raise EmailNotProved(account.email)
    return _open(account, is_test=is_test)


def _take_id(account: NewAccount) -> None:
    if not is_country(account.country):
        raise ValueError(f"{account.country!r} is no country.")
    if account.login_id.lower() in RESERVED:
        raise LoginIdTaken(account.login_id)
    take_login_id(account.login_id)


def _open(account: NewAccount, *, is_test: bool = False) -> User:
    """Make the rows of an account whose ID is taken and whose address is proved."""
    user = _make_user(account)
    mall = _make_mall(account, user, is_test=is_test)
    with tenancy.mall(mall.pk):
        record(
            "mall.opened",
            mall,
            actor=Actor.operator(user.pk),
            after={"host": mall.host, "country": mall.country},
            personal={"after": {"login_id": user.login_id, "email": user.email}},
        )
    context = {"login_id": user.login_id, "store_url": mall.storefront_url, "action_url": _admin_url()}
    post(Mail("welcome", user.email, account.language, context, mall_id=mall.pk))
    return user


def _make_user(account: NewAccount) -> User:
    user = User(
        login_id=account.login_id,
        email=account.email,
        language=account.language,
        wants_newsletter=account.wants_newsletter,
    )
    password_validation.validate_password(account.password, user)
    user.set_password(account.password)
    user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    user.save(force_insert=True)
    return user


def _make_mall(account: NewAccount, user: User, *, is_test: bool) -> Mall:
    host = account.login_id.lower()
    mall = Mall.objects.create(host=host, name=account.login_id, country=account.country, is_test=is_test)
    language, currency = LANGUAGE_AND_CURRENCY.get(account.country, ELSEWHERE)
    Shop.objects.create(mall=mall, shop_no=1, name=mall.name, language=language, currency=currency)
    Operator.objects.create(mall=mall, user=user, is_owner=True)
    return mall


def _admin_url() -> str:
    return f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}{settings.LOGIN_REDIRECT_URL}"
