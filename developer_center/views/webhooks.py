"""The webhooks of an app: address and events, key, test, off and on; the log with its texts and "send again"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import DeveloperRequest, developer_view
from accounts.paging import keyset_page
from accounts.views.confirmed import accept_password
from developer_center.domain.change_app import AppFrozen
from developer_center.domain.webhooks import endpoint as rules
from developer_center.forms.app import PasswordForm
from developer_center.forms.webhooks import EndpointForm, LogFilterForm, TestForm
from developer_center.models import App, WebhookEndpoint, WebhookLog
from developer_center.queries.webhooks import endpoint_of, logs_of, text_of
from developer_center.views.apps import own_app
from developer_center.webhook_events import label_of

PAGE_ROWS = 30


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Where events go and which ones; the key and the test below."""
    app = own_app(request, app_id)
    endpoint = endpoint_of(app)
    initial = {"url": endpoint.url, "events": endpoint.events} if endpoint else {}
    form = EndpointForm(request.POST or None, initial=initial, scopes=app.scopes)
    if request.method == "POST" and form.is_valid():
        try:
            rules.save_endpoint(request.user, app.pk, **form.cleaned_data)
        except AppFrozen:
            messages.error(request, _("The app is under review. Until the decision nothing of it can be changed."))
        else:
            messages.success(request, _("The webhooks were saved."))
        return redirect("developers:webhooks", app.pk)
    return _page(request, app, endpoint, {"form": form}, status=422 if form.errors else 200)


@developer_view
@require_POST
def webhook_key(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Show the key to whoever gives the password."""
    app, endpoint = _with_endpoint(request, app_id)
    form = PasswordForm(request.POST)
    status = accept_password(request, form) if form.is_valid() else 422
    key = endpoint.reveal("key") if status == 200 else ""
    return _page(request, app, endpoint, {"password_form": form, "key": key}, status=status)


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_key_reissue(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Replace the key: what that does, and the password."""
    app, _endpoint = _with_endpoint(request, app_id)
    form = PasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = accept_password(request, form) if form.is_valid() else 422
        if status == 200:
            rules.reissue_key(request.user, app.pk)
            messages.success(request, _("A new webhook key was issued. It goes with every delivery from now on."))
            return redirect("developers:webhooks", app.pk)
    context = {"app": app, "tab": "webhooks", "form": form}
    return render(request, "developer_center/webhook_key_reissue.html", context, status=status)


@developer_view
@require_POST
def webhook_switch(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Off, or on again."""
    app, endpoint = _with_endpoint(request, app_id)
    if endpoint.is_enabled:
        rules.switch_off(request.user, app.pk)
        messages.success(request, _("The webhooks are switched off. What was still to be sent is not sent any more."))
    else:
        rules.switch_on(request.user, app.pk)
        messages.success(request, _("The webhooks are switched on. Events from now on are sent."))
    return redirect("developers:webhooks", app.pk)


@developer_view
@require_POST
def webhook_test(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Send a sample of one event."""
    app, endpoint = _with_endpoint(request, app_id)
    form = TestForm(request.POST)
    if not form.is_valid():
        return _page(request, app, endpoint, {"test_form": form}, status=422)
    rules.send_test(request.user, app.pk, form.cleaned_data["event"])
    messages.success(request, _("The test was sent. The log shows in a moment what was answered."))
    return redirect("developers:webhook_log", app.pk)


@developer_view
@require_safe
def webhook_log(request: DeveloperRequest, app_id: int) -> HttpResponse:
    """Every attempt, newest first."""
    app = own_app(request, app_id)
    filters = LogFilterForm(request.GET or None)
    page = keyset_page(logs_of(app, filters.wanted()), request.GET, size=PAGE_ROWS)
    context = {
        "app": app,
        "tab": "webhooks",
        "filters": filters,
        "page": page,
        "rows": [{"log": log, "label": label_of(log.event_no)} for log in page],
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "endpoint": endpoint_of(app),
    }
    return render(request, "developer_center/webhook_log.html", context)


@developer_view
@require_safe
def webhook_log_entry(request: DeveloperRequest, app_id: int, log_id: int) -> HttpResponse:
    """One attempt with what was said and answered; htmx asks for the texts alone."""
    app = own_app(request, app_id)
    log = WebhookLog.objects.select_related("mall", "delivery").filter(app=app, pk=log_id).first()
    if log is None:
        raise Http404
    context = {"app": app, "tab": "webhooks", "log": log, "label": label_of(log.event_no), "text": text_of(log)}
    is_part = request.headers.get("HX-Request") == "true"
    template = "_webhook_text.html" if is_part else "webhook_log_entry.html"
    return render(request, f"developer_center/{template}", context)


@developer_view
@require_POST
def webhook_resend(request: DeveloperRequest, app_id: int, log_id: int) -> HttpResponse:
    """Send what an entry is about once more."""
    app, _endpoint = _with_endpoint(request, app_id)
    try:
        rules.resend(request.user, app.pk, log_id)
    except WebhookLog.DoesNotExist as error:
        raise Http404 from error
    except rules.NotToBeSent:
        messages.error(request, _("This is not sent again: the store no longer lets the app hear of it."))
    else:
        messages.success(request, _("It is sent again. The log shows in a moment what was answered."))
    return redirect("developers:webhook_log", app.pk)


def _with_endpoint(request: DeveloperRequest, app_id: int) -> tuple[App, WebhookEndpoint]:
    """An app of this developer with webhooks, else 404."""
    app = own_app(request, app_id)
    endpoint = endpoint_of(app)
    if endpoint is None:
        raise Http404
    return app, endpoint


def _page(
    request: DeveloperRequest, app: App, endpoint: WebhookEndpoint | None, context: dict[str, Any], *, status: int
) -> HttpResponse:
    initial = {"url": endpoint.url, "events": endpoint.events} if endpoint else {}
    context = {
        "app": app,
        "tab": "webhooks",
        "endpoint": endpoint,
        "form": EndpointForm(initial=initial, scopes=app.scopes),
        "password_form": PasswordForm(),
        "test_form": TestForm(),
        "key": "",
    } | context
    return render(request, "developer_center/webhooks.html", context, status=status)
