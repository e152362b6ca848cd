"""App administration: the list, a new app, and the pages of one app (R2.1 to R2.53)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import DeveloperRequest, developer_view
from accounts.views.confirmed import accept_password
from developer_center.addresses import is_whole_domain
from developer_center.domain import change_app, review_app
from developer_center.domain.register_app import MOST_APPS, TooManyApps, register_app
from developer_center.forms.app import BasicsForm, NewAppForm, PasswordForm, PermissionsForm
from developer_center.models import App, new_click
from developer_center.queries.apps import apps_of, history_of_app


@developer_view
@require_safe
def app_list(request: DeveloperRequest) -> HttpResponse:
    """All apps of the developer with date, icon, name and status (R2.4, R2.14 to R2.22)."""
    context = {"apps": apps_of(request.user), "click": new_click()}
    return render(request, "developer_center/apps.html", context)


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def app_new(request: DeveloperRequest) -> HttpResponse:
    """Register an app."""
    form = NewAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            app = register_app(request.user, **form.cleaned_data)
        except TooManyApps:
            form.add_error(None, _("A developer has at most %(count)d apps.") % {"count": MOST_APPS})
        else:
            messages.success(request, _("%(name)s was registered. Its keys are issued.") % {"name": app.name})
            return redirect("developers:basics", app.pk)
    return render(request, "developer_center/app_new.html", {"form": form}, status=422 if form.errors else 200)


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def app_basics(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Name, App URL, Redirect URLs and icon."""
    app = own_app(request, app_id)
    initial = {"name": app.name, "app_url": app.app_url, "redirect_urls": "\n".join(app.redirect_urls)}
    form = BasicsForm(request.POST or None, request.FILES or None, initial=initial, app=app)
    if request.method == "POST" and form.is_valid():
        try:
            change_app.change_basics(request.user, app.pk, form.basics())
        except change_app.AppFrozen:
            return _frozen(request, app)
        messages.success(request, _("%(name)s was saved.") % {"name": form.cleaned_data["name"]})
        return redirect("developers:basics", app.pk)
    context = {
        "form": form,
        "whole_domains": [url for url in app.redirect_urls if is_whole_domain(url)],
        "history": history_of_app(app),
    }
    return _page(request, "app_basics.html", app, "basics", context, status=422 if form.errors else 200)


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def app_permissions(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Which parts of the API the app may ask for, and where it lists its screens."""
    app = own_app(request, app_id)
    initial = {"scopes": app.scopes, "operator_rights_url": app.operator_rights_url}
    form = PermissionsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_app.change_permissions(request.user, app.pk, **form.cleaned_data)
        except change_app.AppFrozen:
            return _frozen(request, app)
        messages.success(request, _("The permissions were saved."))
        return redirect("developers:permissions", app.pk)
    return _page(
        request, "app_permissions.html", app, "permissions", {"form": form}, status=422 if form.errors else 200
    )


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def app_keys(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """The type and the keys; POST shows the secret to whoever gives the password (R2.45 to R2.49)."""
    app = own_app(request, app_id)
    form = PasswordForm(request.POST or None)
    secret, status = "", 200
    if request.method == "POST":
        status = accept_password(request, form) if form.is_valid() else 422
        secret = app.reveal("secret") if status == 200 else ""
    return _page(request, "app_keys.html", app, "keys", {"form": form, "secret": secret}, status=status)


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def app_reissue(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Replace the secret: what that does, the password, and then the new one at once (R2.50 to R2.53)."""
    app = own_app(request, app_id)
    form = PasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = accept_password(request, form) if form.is_valid() else 422
        if status == 200:
            change_app.reissue_secret(request.user, app.pk)
            messages.success(request, _("A new Client Secret was issued. The one before no longer works."))
            return redirect("developers:keys", app.pk)
    return _page(request, "app_reissue.html", app, "keys", {"form": form}, status=status)


@developer_view
@require_POST
def app_review(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Hand the app in for review (R2.23)."""
    app = own_app(request, app_id)
    try:
        review_app.ask_for_review(request.user, app.pk)
    except review_app.NotReady as refusal:
        for name in refusal.missing:
            messages.error(request, NOT_READY[name]())
        return redirect("developers:permissions" if refusal.missing == ["scopes"] else "developers:basics", app.pk)
    except review_app.WrongState:
        messages.error(request, _("%(name)s is for sale already.") % {"name": app.name})
    else:
        messages.success(
            request,
            _("%(name)s is under review now. Until the decision nothing of it can be changed.") % {"name": app.name},
        )
    return redirect("developers:basics", app.pk)


NOT_READY = {
    "redirect_urls": lambda: _("Enter at least one Redirect URL before you request the review."),
    "scopes": lambda: _("Choose at least one API permission before you request the review."),
}


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def app_delete(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Delete an app that is not for sale (R2.20)."""
    app = own_app(request, app_id)
    if request.method == "POST" and app.is_deletable:
        try:
            review_app.delete_app(request.user, app.pk)
        except review_app.WrongState:
            return redirect("developers:delete", app.pk)
        messages.success(request, _("%(name)s was deleted.") % {"name": app.name})
        return redirect("developers:apps")
    status = 409 if request.method == "POST" else 200
    return _page(request, "app_delete.html", app, "", {"support_email": settings.SUPPORT_EMAIL}, status=status)


def own_app(request: DeveloperRequest, app_id: int) -> App:
    """An app of this developer, else 404 (R2.5)."""
    app = App.objects.of(request.user).filter(pk=app_id).first()
    if app is None:
        raise Http404
    return app


def _frozen(request: DeveloperRequest, app: App) -> HttpResponse:
    messages.error(request, _("The app is under review. Until the decision nothing of it can be changed."))
    return redirect("developers:basics", app.pk)


def _page(
    request: DeveloperRequest, template: str, app: App, tab: str, context: dict[str, Any], **answer: Any
) -> HttpResponse:
    return render(request, f"developer_center/{template}", {"app": app, "tab": tab, **context}, **answer)
