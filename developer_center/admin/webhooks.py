"""Support's retry of an app's webhooks, from the page of what is stuck."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.admin.base import LookOnly
from developer_center.domain.webhooks.retry import retry_endpoint
from developer_center.models import WebhookEndpoint


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(LookOnly):
    """Where apps hear of events. The key is nobody's to read here."""

    list_display = ("app", "url", "is_enabled", "disabled_why", "failing_since", "failures")
    list_filter = ("is_enabled", "disabled_why")
    search_fields = ("app__name", "app__client_id", "url")
    fields = (("app", "url"), "events", ("is_enabled", "disabled_why", "disabled_at"), ("failing_since", "failures"))

    def get_urls(self) -> list[URLPattern]:
        retry = self.admin_site.admin_view(require_POST(self.retry_view))
        return [path("<int:pk>/retry/", retry, name="retry_webhooks"), *super().get_urls()]

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send again what failed and what waits."""
        try:
            count: int | None = retry_endpoint(pk, staff_id=int(request.user.pk or 0))
        except WebhookEndpoint.DoesNotExist:
            count = None
        if count is not None:
            text = ngettext("%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count)
            messages.success(request, text % {"count": count})
        else:
            messages.warning(request, _("There is nothing left to retry. Somebody else may have been faster."))
        return redirect("admin:stuck")
