"""Sub-operators: add them, give and take rights, suspend and remove them (screens.md 2 and 3)."""

from __future__ import annotations

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.domain.end_sessions import end_all_sessions
from accounts.domain.id_rules import RESERVED
from accounts.domain.invitations import invite
from accounts.domain.login_ids import LoginIdTaken, take_login_id
from accounts.models import KnownDevice, Operator, User
from accounts.rights import all_rights

OPERATORS_AT_MOST = 100


class TooManyOperators(Exception):
    """A mall has OPERATORS_AT_MOST sub-operators."""


class NotOwnRow(Exception):
    """Operators neither change their own rights nor suspend or remove themselves."""


def grantable_rights(by: Operator) -> set[str]:
    """Rights that an operator may give and take: their own; an owner all."""
    return {right.key for right in all_rights() if by.has_right(right.key)}


@transaction.atomic
def add_operator(  # noqa: PLR0913 - these are what an operator is made of
    by: Operator, *, login_id: str, name: str, email: str, rights: Collection[str], language: str
) -> Operator:
    """Take an ID for ever, make its user and place in the mall, and mail a link to set the password.

    Rights that `by` does not hold are not given. Raises LoginIdTaken, TooManyOperators.
    """
    mall = by.mall.__class__.objects.select_for_update().get(pk=by.mall_id)
    if mall.operators.filter(is_owner=False).count() >= OPERATORS_AT_MOST:
        raise TooManyOperators
    if login_id.lower() in RESERVED:
        raise LoginIdTaken(login_id)
    take_login_id(login_id)
    user = User(login_id=login_id, name=name, email=email, language=language)
    user.set_unusable_password()
    user.save()
    menus = sorted(set(rights) & grantable_rights(by))
    operator = Operator.objects.create(mall=mall, user=user, menus=menus)
    after = {"login_id": login_id, "menus": menus}
    personal = {"after": {"name": name, "email": email}}
    record("operator.added", operator, actor=Actor.operator(by.user_id), after=after, personal=personal)
    invite(operator, language=language)
    return operator


@transaction.atomic
def change_operator(by: Operator, operator_id: int, *, name: str, rights: Collection[str]) -> Operator:
    """Set name and rights. Rights that `by` does not hold stay as they were. Raises NotOwnRow, Http404."""
    operator = _take(by, operator_id)
    grantable = grantable_rights(by)
    menus = sorted((set(operator.menus) - grantable) | (set(rights) & grantable))
    old_menus, old_name = operator.menus, operator.user.name
    if menus != sorted(old_menus):
        operator.menus = menus
        operator.save(update_fields=["menus"])
    if name != old_name:
        operator.user.name = name
        operator.user.save(update_fields=["name"])
    if menus != sorted(old_menus) or name != old_name:
        is_renamed = name != old_name
        record(
            "operator.changed",
            operator,
            actor=Actor.operator(by.user_id),
            before={"menus": old_menus} if menus != sorted(old_menus) else {},
            after={"menus": menus} if menus != sorted(old_menus) else {},
            personal={"before": {"name": old_name}, "after": {"name": name}} if is_renamed else None,
        )
    return operator


@transaction.atomic
def resend_invitation(by: Operator, operator_id: int, *, language: str) -> bool:
    """Mail a new link, which voids the one before; False once a password is set."""
    operator = _take(by, operator_id)
    if operator.user.has_usable_password():
        return False
    operator.user.set_unusable_password()
    operator.user.save(update_fields=["password"])
    invite(operator, language=language)
    record("operator.invited_again", operator, actor=Actor.operator(by.user_id))
    return True


@transaction.atomic
def set_active(by: Operator, operator_id: int, *, is_active: bool) -> Operator:
    """Suspend an operator, whose sessions end at once, or let them back in. A second call changes nothing."""
    operator = _take(by, operator_id)
    if operator.is_active == is_active:
        return operator
    operator.is_active = operator.user.is_active = is_active
    operator.save(update_fields=["is_active"])
    operator.user.save(update_fields=["is_active"])
    end_all_sessions(operator.user)
    action = "operator.readmitted" if is_active else "operator.suspended"
    record(action, operator, actor=Actor.operator(by.user_id))
    return operator


@transaction.atomic
def remove_operator(by: Operator, operator_id: int) -> str:
    """End a place for ever: sessions end, personal data goes, the ID stays taken. Returns the ID.

    The user row stays without its data, so that the log can still say who did what.
    """
    operator = _take(by, operator_id)
    user = operator.user
    before = {"login_id": user.login_id, "menus": operator.menus}
    record("operator.removed", operator, actor=Actor.operator(by.user_id), before=before)
    end_all_sessions(user)
    Authenticator.objects.filter(user=user).delete()
    KnownDevice.objects.filter(user=user).delete()
    user.name = user.email = ""
    user.wants_newsletter = user.is_active = False
    user.deleted_at = timezone.now()
    user.set_unusable_password()
    user.save()
    operator.delete()
    return user.login_id


def _take(by: Operator, operator_id: int) -> Operator:
    """Lock a sub-operator of the same mall. The owner and other malls' people are not found (Http404)."""
    rows = Operator.objects.select_for_update(of=("self",)).select_related("user")
    operator = get_object_or_404(rows, pk=operator_id, mall_id=by.mall_id, is_owner=False)
    if operator.pk == by.pk:
        raise NotOwnRow
    return operator
