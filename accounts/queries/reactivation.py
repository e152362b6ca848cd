"""What support checks before it wakes a mall (R0.80)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Operator, ReactivationRequest


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: what, what was found, and whether it speaks for the request (None: neither)."""

    label: str | Promise
    found: str | Promise
    is_fine: bool | None


def checks_of(request: ReactivationRequest) -> list[Check]:
    """ID, email, mall and activity of a request, as they are now."""
    owner = (
        Operator.objects.select_related("user", "mall")
        .filter(user__login_id__iexact=request.login_id, is_owner=True)
        .first()
    )
    if owner is None:
        return [Check(_("ID"), _("Nobody owns a mall with this ID."), False)]
    is_same = bool(owner.user.email) and owner.user.email.lower() == request.email.strip().lower()
    checks = [
        Check(_("ID"), owner.user.login_id, True),
        Check(_("Email of the account"), _("the same") if is_same else _("another one"), is_same),
        Check(_("Mall"), owner.mall.get_status_display(), owner.mall.is_dormant),
        Check(_("Last active"), f"{timezone.localdate(owner.mall.last_active_at):%Y-%m-%d}", None),
    ]
    if request.channel == ReactivationRequest.Channel.MAIL:
        is_own = bool(owner.user.email) and request.sender.lower() == owner.user.email.lower()
        found = _("the account's address") if is_own else _("another address; a sender can be forged either way")
        checks.append(Check(_("Sent from"), found, is_own or None))
    return checks
