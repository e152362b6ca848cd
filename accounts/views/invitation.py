"""Where the link of an invitation leads: a new sub-operator sets their password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audience import public_view
from accounts.domain.invitations import InvitationOver, accept_invitation, invited_user
from accounts.forms.account import NewPasswordForm


@public_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Set the password and go to the sign-in; a link that is over says so (410)."""
    try:
        user = invited_user(token)
        form = NewPasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            accept_invitation(token, form.cleaned_data["new_password"])
            messages.success(request, _("Your password is set. You can log in now."))
            return redirect(settings.LOGIN_URL)
    except InvitationOver:
        return render(request, "accounts/invitation_over.html", status=410)
    context = {"form": form, "invited": user}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
