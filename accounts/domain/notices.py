"""Tell people by mail when the keys to their account change (security.md 2.1)."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.outbox import Mail, post

NOTICES: dict[str, str | Promise] = {
    "password_reset_by_mail": _(
        "Your password was set anew by a link in a mail to this address, and all devices were logged out. "
        "If it was not you, somebody can read your mail: secure your mailbox first."
    ),
    "password_changed": _("Your password was changed."),
    "email_changed": _("The email address of your account was changed to another address."),
    "totp_activated": _("An authenticator app was added to your account."),
    "totp_deactivated": _("The authenticator app was removed from your account."),
    "recovery_codes_generated": _("New recovery codes were made. The old ones no longer work."),
    "webauthn_added": _("A passkey or security key was added to your account."),
    "webauthn_removed": _("A passkey or security key was removed from your account."),
}


def notify_of_change(user: User, notice: str, *, language: str = "", to: str = "", **context: Any) -> None:
    """Post the mail `security_notice` in the caller's transaction; to `to`, else to the user's address.

    `notice` is a key of NOTICES. A user without an address gets none.
    """
    address = to or user.email
    if not address:
        return
    what = {"what": NOTICES[notice], "login_id": user.login_id}
    post(Mail("security_notice", address, user.language or language, {**what, **context}))
