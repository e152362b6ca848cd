"""The merchant's apps: what is installed, what can be, and the way out (design 10, R2.38, ASVS 10.4.9)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from developer_center.domain import install
from developer_center.domain.launch import launch_address
from developer_center.models import App, Installation
from developer_center.queries.installed import app_to_install, apps_to_install, installation_in, installed_in
from developer_center.scopes import in_words


@admin_view(menu="apps")
@require_safe
def installed(request: AdminRequest) -> HttpResponse:
    """Installed apps: what each may do, since when, and whether it works."""
    return render(request, "developer_center/installed.html", {"rows": installed_in(request.mall.pk)})


@admin_view(menu="apps")
@require_safe
def store(request: AdminRequest) -> HttpResponse:
    """Apps for sale, and the developer's own."""
    return render(request, "developer_center/store.html", {"apps": apps_to_install(request.mall.pk)})


@admin_view(menu="apps")
@require_safe
def start_install(request: AdminRequest, app_id: int) -> HttpResponse:
    """Open the app with a signed link; it asks for consent itself, as Cafe24's apps do. Nothing changes here.

    A link, not a form: `form-action` would hold back a form that leads to another host.
    """
    app = app_to_install(request.mall.pk, app_id)
    if app is None:
        raise Http404
    return _launch(request, app)


@admin_view(menu="apps")
@require_safe
def detail(request: AdminRequest, installation_id: int) -> HttpResponse:
    """One app: its permissions in words and what happened to it here."""
    installation = _of_mall(request, installation_id)
    context = {
        "installation": installation,
        "app": installation.app,
        "wanted": in_words(installation.scopes),
        "history": history_rows(installation),
    }
    return render(request, "developer_center/installed_app.html", context)


@admin_view(menu="apps")
@require_safe
def open_app(request: AdminRequest, installation_id: int) -> HttpResponse:
    """Open an installed app with a signed link; one that needs consent asks for it itself."""
    return _launch(request, _of_mall(request, installation_id).app)


@admin_view(menu="apps")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: AdminRequest, installation_id: int) -> HttpResponse:
    """Ask, then take the app out; its tokens are gone at once."""
    installation = _of_mall(request, installation_id)
    if request.method != "POST":
        context = {"installation": installation, "app": installation.app, "wanted": in_words(installation.scopes)}
        return render(request, "developer_center/installed_remove.html", context)
    install.remove(request.mall.pk, installation.pk, actor=request.actor)
    messages.success(request, _("%(name)s was removed. It can no longer use your store.") % {"name": installation.app})
    return redirect("apps:installed")


def _of_mall(request: AdminRequest, installation_id: int) -> Installation:
    installation = installation_in(request.mall.pk, installation_id)
    if installation is None:
        raise Http404
    return installation


def _launch(request: AdminRequest, app: App) -> HttpResponse:
    response = HttpResponseRedirect(launch_address(app, request.operator))
    response["Referrer-Policy"] = "no-referrer"
    return response
