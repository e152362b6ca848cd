"""Edit account information: the tab Security, with devices that are signed in (ASVS 7.5.2)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import UserRequest, signed_in_view
from accounts.domain.end_sessions import end_all_sessions, end_session
from accounts.queries.account import second_factors_of, sessions_of
from accounts.views.confirmed import confirmed


@signed_in_view
@require_safe
@confirmed
def security(request: UserRequest) -> HttpResponse:
    """Second factors and sessions of one's own account."""
    context = {
        "tab": "security",
        "factors": second_factors_of(request.user),
        "sessions": sessions_of(request.user, this_key=request.session.session_key),
    }
    return render(request, "accounts/security.html", context)


@signed_in_view
@require_POST
@confirmed
def end_one_session(request: UserRequest, session_id: str) -> HttpResponse:
    """Sign one other device out; a session of somebody else is not found."""
    if not end_session(request.user, session_id):
        raise Http404
    messages.success(request, _("The device was signed out."))
    return redirect("accounts:security")


@signed_in_view
@require_POST
@confirmed
def end_other_sessions(request: UserRequest) -> HttpResponse:
    """Sign all devices out but this one."""
    ended = end_all_sessions(request.user, except_key=request.session.session_key)
    text = ngettext("%(count)d device was signed out.", "%(count)d devices were signed out.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("accounts:security")
