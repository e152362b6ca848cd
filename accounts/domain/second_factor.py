"""Add and remove second factors: allauth keeps and checks them; what belongs together is written together here."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.shortcuts import get_object_or_404

from accounts.domain.notices import notify_of_change
from accounts.domain.own_mall import record_for
from accounts.models import User

Type = Authenticator.Type
PASSKEYS_AT_MOST = 20


class AlreadyActive(Exception):
    """The account has an authenticator app; it is removed before another one is added."""


class TooManyPasskeys(Exception):
    """An account holds PASSKEYS_AT_MOST passkeys and security keys."""


@transaction.atomic
def activate_totp(user_id: int, secret: str, code: str, *, language: str) -> None:
    """Keep a seed whose `code` was checked, sealed; make recovery codes where there are none.

    The code counts as used, so it does not sign anybody in. Raises AlreadyActive.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if Authenticator.objects.filter(user=user, type=Type.TOTP).exists():
        raise AlreadyActive
    TOTP.activate(user, secret).validate_code(code)
    RecoveryCodes.activate(user)
    record_for(user, "user.totp_activated")
    notify_of_change(user, "totp_activated", language=language)


@transaction.atomic
def deactivate_totp(user_id: int, *, language: str) -> bool:
    """Remove the authenticator app; False where there was none."""
    user = User.objects.select_for_update().get(pk=user_id)
    gone, _per_model = Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
    if not gone:
        return False
    _drop_lonely_recovery_codes(user)
    record_for(user, "user.totp_deactivated")
    notify_of_change(user, "totp_deactivated", language=language)
    return True


@transaction.atomic
def add_passkey(user_id: int, *, name: str, credential: dict[str, Any], language: str) -> None:
    """Keep a credential whose registration was checked; make recovery codes where there are none."""
    user = User.objects.select_for_update().get(pk=user_id)
    if Authenticator.objects.filter(user=user, type=Type.WEBAUTHN).count() >= PASSKEYS_AT_MOST:
        raise TooManyPasskeys
    WebAuthn.add(user, name, credential)
    RecoveryCodes.activate(user)
    record_for(user, "user.webauthn_added", values={"after": {"name": name}})
    notify_of_change(user, "webauthn_added", language=language)


@transaction.atomic
def rename_passkey(user: User, passkey_id: int, name: str) -> None:
    """Give a passkey of this user another name; anybody else's is not found (Http404)."""
    passkey = get_object_or_404(Authenticator.objects.select_for_update(), pk=passkey_id, user=user, type=Type.WEBAUTHN)
    passkey.data["name"] = name
    passkey.save(update_fields=["data"])


@transaction.atomic
def remove_passkey(user_id: int, passkey_id: int, *, language: str) -> None:
    """Remove a passkey of this user; anybody else's is not found (Http404)."""
    user = User.objects.select_for_update().get(pk=user_id)
    get_object_or_404(Authenticator, pk=passkey_id, user=user, type=Type.WEBAUTHN).delete()
    _drop_lonely_recovery_codes(user)
    record_for(user, "user.webauthn_removed")
    notify_of_change(user, "webauthn_removed", language=language)


@transaction.atomic
def renew_recovery_codes(user_id: int, *, language: str) -> bool:
    """Make new recovery codes, which void the old ones; False without a second factor they could stand in for."""
    user = User.objects.select_for_update().get(pk=user_id)
    if not Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).exists():
        return False
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    record_for(user, "user.recovery_codes_generated")
    notify_of_change(user, "recovery_codes_generated", language=language)
    return True


@transaction.atomic
def show_recovery_codes_once(user_id: int) -> list[str]:
    """The unused recovery codes, to the first caller after they were made; an empty list ever after."""
    user = User.objects.select_for_update().get(pk=user_id)
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    if row is None or row.wrap().did_view:
        return []
    codes = row.wrap()
    codes.mark_as_viewed()
    unused: list[str] = codes.get_unused_codes()
    return unused


def _drop_lonely_recovery_codes(user: User) -> None:
    factors = Authenticator.objects.filter(user=user)
    if not factors.exclude(type=Type.RECOVERY_CODES).exists():
        factors.delete()
