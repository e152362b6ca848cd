"""My Store > Operators: sub-operators of the mall and their rights."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.domain import operators as domain
from accounts.domain.login_ids import LoginIdTaken
from accounts.forms.operators import NewOperatorForm, OperatorForm
from accounts.history import history_rows
from accounts.models import Operator
from accounts.queries.operators import operators_of, state_of
from accounts.views.confirmed import language_of


@admin_view("operators")
@require_safe
def operator_list(request: AdminRequest) -> HttpResponse:
    """The owner and all sub-operators."""
    return render(request, "accounts/operator_list.html", {"rows": operators_of(request.mall)})


@admin_view("operators")
@require_http_methods(["GET", "HEAD", "POST"])
def operator_new(request: AdminRequest) -> HttpResponse:
    """Add a sub-operator and mail them a link to set the password."""
    form = NewOperatorForm(request.POST or None, grantable=domain.grantable_rights(request.operator))
    if request.method == "POST" and form.is_valid():
        try:
            operator = domain.add_operator(request.operator, **form.cleaned_data, language=language_of())
        except LoginIdTaken:
            form.add_error("login_id", _("This ID is already in use. Please choose another one."))
        except domain.TooManyOperators:
            text = _("A store has at most %(count)d sub-operators.") % {"count": domain.OPERATORS_AT_MOST}
            form.add_error(None, text)
        else:
            text = _("%(id)s was added. A link to set the password was sent to %(email)s.")
            messages.success(request, text % {"id": operator.user.login_id, "email": operator.user.email})
            return redirect("accounts:operators")
    return render(request, "accounts/operator_new.html", {"form": form}, status=422 if form.errors else 200)


@admin_view("operators")
@require_http_methods(["GET", "HEAD", "POST"])
def operator_edit(request: AdminRequest, operator_id: int) -> HttpResponse:
    """Name, rights and history of one sub-operator."""
    operator = _sub_operator(request, operator_id)
    initial = {"name": operator.user.name, "rights": operator.menus}
    grantable = domain.grantable_rights(request.operator)
    form = OperatorForm(request.POST or None, initial=initial, grantable=grantable)
    if request.method == "POST" and form.is_valid():
        domain.change_operator(request.operator, operator_id, **form.cleaned_data)
        messages.success(request, _("%(id)s was saved.") % {"id": operator.user.login_id})
        return redirect("accounts:operators")
    context = {
        "form": form,
        "operator_shown": operator,
        "state": state_of(operator),
        "history": history_rows(operator),
    }
    return render(request, "accounts/operator_edit.html", context, status=422 if form.errors else 200)


@admin_view("operators")
@require_POST
def operator_invite(request: AdminRequest, operator_id: int) -> HttpResponse:
    """Send the link again; the one before ends."""
    operator = _sub_operator(request, operator_id)
    if domain.resend_invitation(request.operator, operator_id, language=language_of()):
        text = _("A new link was sent to %(email)s. The one before no longer works.")
        messages.success(request, text % {"email": operator.user.email})
    else:
        messages.info(request, _("%(id)s has a password already.") % {"id": operator.user.login_id})
    return redirect("accounts:operator_edit", operator_id=operator_id)


@admin_view("operators")
@require_POST
def operator_suspend(request: AdminRequest, operator_id: int) -> HttpResponse:
    """Shut an operator out for now; their devices are signed out at once."""
    operator = _sub_operator(request, operator_id)
    domain.set_active(request.operator, operator_id, is_active=False)
    messages.success(request, _("%(id)s was suspended and signed out.") % {"id": operator.user.login_id})
    return redirect("accounts:operators")


@admin_view("operators")
@require_POST
def operator_readmit(request: AdminRequest, operator_id: int) -> HttpResponse:
    """Let a suspended operator back in."""
    operator = _sub_operator(request, operator_id)
    domain.set_active(request.operator, operator_id, is_active=True)
    messages.success(request, _("%(id)s may sign in again.") % {"id": operator.user.login_id})
    return redirect("accounts:operators")


@admin_view("operators")
@require_POST
def operator_remove(request: AdminRequest, operator_id: int) -> HttpResponse:
    """End a sub-operator for ever; the ID stays taken."""
    _sub_operator(request, operator_id)
    login_id = domain.remove_operator(request.operator, operator_id)
    messages.success(request, _("%(id)s was removed. This ID cannot be used again.") % {"id": login_id})
    return redirect("accounts:operators")


def _sub_operator(request: AdminRequest, operator_id: int) -> Operator:
    """A sub-operator of this mall, else 404; one's own row is refused."""
    rows = Operator.objects.select_related("user")
    operator = get_object_or_404(rows, pk=operator_id, mall=request.mall, is_owner=False)
    if operator.pk == request.operator.pk:
        raise PermissionDenied
    return operator
