"""What an operator of a dormant mall sees, and the request to wake it (R0.76 to R0.79)."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import UserRequest, signed_in_view
from accounts.audit import Actor
from accounts.domain.reactivate import MallNotDormant, file_request
from accounts.forms.lifecycle import ReactivationForm
from accounts.models import Operator, ReactivationRequest, User

# The guide's own words, in English whatever the page's language: the help center looks for them (R0.78, R0.79).
TITLE = "Account reactivation request"
BODY = """\
I would like to request the reactivation of the account associated with the provided information, which has been \
placed in a dormant state.

▶ ID: {login_id}
▶ E-mail: {email}
"""


@signed_in_view
@require_http_methods(["GET", "HEAD", "POST"])
def dormant(request: UserRequest) -> HttpResponse:
    """Explains, gives the mail template filled in, takes a request, and shows what became of the last one."""
    operator = Operator.objects.select_related("mall").filter(user_id=request.user.pk, is_active=True).first()
    if operator is None:
        raise PermissionDenied
    if not operator.mall.is_dormant:
        return redirect("accounts:home")
    form = ReactivationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not operator.is_owner:
            raise PermissionDenied
        if form.is_valid():
            return _file(request, operator, form.cleaned_data["message"])
    context = {
        "form": form,
        "mall": operator.mall,
        "is_owner": operator.is_owner,
        "support_email": settings.SUPPORT_EMAIL,
        "business_days": settings.REACTIVATION_BUSINESS_DAYS,
        "dormant_days": settings.DORMANT_AFTER.days,
        "last_request": ReactivationRequest.objects.filter(mall=operator.mall).order_by("-id").first(),
    }
    if operator.is_owner:
        context |= _template(request.user)
    return render(request, "accounts/dormant.html", context, status=422 if form.errors else 200)


def _file(request: UserRequest, operator: Operator, message: str) -> HttpResponse:
    try:
        file_request(operator.mall_id, message=message, actor=Actor.operator(request.user.pk))
    except MallNotDormant:
        return redirect("accounts:home")
    messages.success(request, _("Your request was filed. You get a mail as soon as it is decided."))
    return redirect("accounts:dormant")


def _template(user: User) -> dict[str, str]:
    body = BODY.format(login_id=user.login_id, email=user.email)
    text = quote(body.replace("\n", "\r\n"))  # RFC 6068, section 5
    mailto = f"mailto:{quote(settings.SUPPORT_EMAIL, safe='@')}?subject={quote(TITLE)}&body={text}"
    return {"title": TITLE, "body": body, "mailto": mailto}
