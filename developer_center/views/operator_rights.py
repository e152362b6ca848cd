"""The merchant's table of operators and an app's screens and actions (R2.43)."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import AdminRequest, DeveloperRequest, admin_view, developer_view
from accounts.row_ids import row_ids
from accounts.tenancy import step
from developer_center.domain.fetch_rights_list import ListNotRead, fetch_rights_list
from developer_center.domain.grant_rights import NoListYet, grant_rights
from developer_center.models import App, Installation, RightsList
from developer_center.queries.operator_rights import (
    OPERATORS_PER_PAGE,
    Column,
    columns_of,
    installed_with_list,
    rights_list_of,
    sub_operators,
)
from developer_center.screens import Screen, name_in

WHY_NOT: Final = {
    "no_address": gettext_lazy("The app names no address for its list: it makes no difference between operators."),
    "too_often": gettext_lazy("The list was read very often just now. Please try again in ten minutes."),
    "not_public": gettext_lazy("The app's address for its list is not a public one, so it is not called."),
    "away": gettext_lazy("The app does not answer at the address of its list."),
    "slow": gettext_lazy("The app did not hand over its list within five seconds."),
    "moved": gettext_lazy("The app's address for its list leads on to another one, which is not followed."),
    "status": gettext_lazy("The app answered with the status %(detail)s instead of its list."),
    "too_large": gettext_lazy("The app's list is larger than 256 kB."),
    "malformed": gettext_lazy("The app's list cannot be read (%(detail)s)."),
}


@admin_view(menu="apps", owner_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
def operator_rights(request: AdminRequest, installation_id: int) -> HttpResponse:
    """Which sub-operator may use which screen and do what there; the owner may do everything."""
    installation = _installed(request, installation_id)
    if request.method == "POST":
        return _save(request, installation)
    rights_list = rights_list_of(installation)
    page = Paginator(sub_operators(request.mall.pk), OPERATORS_PER_PAGE).get_page(request.GET.get("page"))
    columns = columns_of(installation, list(page.object_list))
    context = {
        "installation": installation,
        "app": installation.app,
        "rights_list": rights_list,
        "page": page,
        "columns": columns,
        "lines": _lines(rights_list, columns),
    }
    return render(request, "developer_center/operator_rights.html", context)


@admin_view(menu="apps", owner_only=True, calls_out=True)
@require_POST
def read_rights_list(request: AdminRequest, installation_id: int) -> HttpResponse:
    """Ask the app for its list now."""
    with step():
        installation = _installed(request, installation_id)
    _read(request, installation.app)
    return redirect("app_rights:rights", installation.pk)


@developer_view
@require_POST
def check_rights_list(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Read the list of a developer's own app, so that they see what merchants will."""
    app = App.objects.of(request.user).filter(pk=app_id).first()
    if app is None:
        raise Http404
    _read(request, app)
    return redirect("developers:permissions", app.pk)


def _read(request: HttpRequest, app: App) -> None:
    try:
        rights_list = fetch_rights_list(app)
    except ListNotRead as refusal:
        messages.error(request, WHY_NOT[refusal.reason] % {"detail": refusal.detail})
    else:
        text = _("The list of %(name)s was read. Screens: %(count)d.")
        messages.success(request, text % {"name": app, "count": len(rights_list.screens)})


def _save(request: AdminRequest, installation: Installation) -> HttpResponse:
    shown = row_ids(request.POST.getlist("operator"))
    try:
        wanted = {operator_id: _ticked(request.POST, operator_id) for operator_id in shown}
        changed = grant_rights(request.mall.pk, installation.pk, wanted, actor=request.actor)
    except NoListYet:
        messages.error(request, _("The app has another list now. Please read it, then save again."))
    else:
        messages.success(request, _("The rights were saved. Operators changed: %(count)d.") % {"count": changed})
    return redirect("app_rights:rights", installation.pk)


def _ticked(form: QueryDict, operator_id: int) -> list[str]:
    return [str(right) for right in form.getlist(f"granted-{operator_id}")]


def _installed(request: AdminRequest, installation_id: int) -> Installation:
    installation = installed_with_list(request.mall.pk, installation_id)
    if installation is None:
        raise Http404
    return installation


def _lines(rights_list: RightsList | None, columns: list[Column]) -> list[dict[str, object]]:
    """The rows of the table: a screen, then each of its actions, with a cell per operator."""
    lines = []
    for screen in rights_list.screens if rights_list else []:
        lines.append(_line(screen, screen["id"], columns, is_action=False))
        lines += [
            _line(action, f"{screen['id']}:{action['id']}", columns, is_action=True) for action in screen["actions"]
        ]
    return lines


def _line(named: Screen, right: str, columns: list[Column], *, is_action: bool) -> dict[str, object]:
    cells = [(column.operator, right in column.granted) for column in columns]
    return {
        "name": name_in(named["name"], get_language() or "en"),
        "right": right,
        "cells": cells,
        "is_action": is_action,
    }
