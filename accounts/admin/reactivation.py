"""The queue of requests to wake dormant malls: look, approve, refuse with a reason (R0.80, R0.81)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from accounts.audit import Actor
from accounts.domain.reactivate import AlreadyDecided, MallNotDormant, NothingToWake, approve, refuse
from accounts.forms.lifecycle import RefusalForm
from accounts.models import Mall, ReactivationRequest
from accounts.queries.reactivation import checks_of

WAITING = ReactivationRequest.State.WAITING


@admin.register(ReactivationRequest)
class ReactivationRequestAdmin(ModelAdmin):  # type: ignore[misc]
    """Waiting requests first, by due day. Nothing is added, changed or deleted here: requests are decided."""

    list_display = ("login_id", "email", "channel", "filed", "due", "shown_state")
    list_filter = ("state", "channel")
    search_fields = ("login_id", "email")
    list_per_page = 50
    list_select_related = ("mall",)
    ordering = ("-state", "due_on", "pk")  # waiting, refused, approved
    actions = None
    fields = ("login_id", "email", "channel", "sender", "message", "filed", "due", "state", "reason")
    change_form_outer_before_template = "admin/reactivation_decision.html"

    def has_view_permission(self, request: HttpRequest, obj: ReactivationRequest | None = None) -> bool:
        return bool(self.admin_site.has_permission(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.has_permission(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ReactivationRequest | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ReactivationRequest | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("filed"), ordering="created_at")
    def filed(self, request: ReactivationRequest) -> str:
        return f"{timezone.localdate(request.created_at):%Y-%m-%d}"

    @admin.display(description=gettext_lazy("due"), ordering="due_on")
    def due(self, request: ReactivationRequest) -> str | SafeString:
        day = f"{request.due_on:%Y-%m-%d}"
        if request.state == WAITING and request.due_on < timezone.localdate():
            return format_html('<strong class="text-red-600 dark:text-red-400">{} · {}</strong>', day, _("overdue"))
        return day

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, request: ReactivationRequest) -> str:
        return str(request.get_state_display())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/approve/", view(self.approve_view), name="accounts_reactivationrequest_approve"),
            path("<int:pk>/refuse/", view(self.refuse_view), name="accounts_reactivationrequest_refuse"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        obj: ReactivationRequest = kwargs["obj"]
        context |= {"checks": checks_of(obj), "is_waiting": obj.state == WAITING, "can_wake": _can_wake(obj)}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks, POST wakes the mall."""
        row = self._row(request, pk)
        if row is None:
            return self._back()
        if request.method == "POST":
            try:
                approve(pk, actor=Actor.staff(_staff_id(request)))
            except AlreadyDecided:
                messages.warning(request, _("This request has been decided already. Nothing was changed."))
            except (MallNotDormant, NothingToWake):
                messages.error(request, _("There is no dormant mall behind this request. It can only be refused."))
            else:
                messages.success(request, _("The mall is open again and its owner was told."))
            return self._back()
        return self._confirm(request, row, "approve", None)

    def refuse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks for the reason, POST refuses."""
        row = self._row(request, pk)
        if row is None:
            return self._back()
        form = RefusalForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                refuse(pk, reason=form.cleaned_data["reason"], actor=Actor.staff(_staff_id(request)))
            except AlreadyDecided:
                messages.warning(request, _("This request has been decided already. Nothing was changed."))
            else:
                messages.success(request, _("The request was refused and the reason was sent."))
            return self._back()
        return self._confirm(request, row, "refuse", form)

    def _row(self, request: HttpRequest, pk: int) -> ReactivationRequest | None:
        row = ReactivationRequest.objects.select_related("mall").filter(pk=pk).first()
        if row is None:
            messages.error(request, _("There is no such request."))
        return row

    def _confirm(
        self, request: HttpRequest, row: ReactivationRequest, step: str, form: RefusalForm | None
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": str(row.login_id),
            "row": row,
            "step": step,
            "form": form,
            "checks": checks_of(row),
            "opts": self.model._meta,
        }
        status = 422 if form is not None and form.errors else 200
        return TemplateResponse(request, "admin/reactivation_confirm.html", context, status=status)

    @staticmethod
    def _back() -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:accounts_reactivationrequest_changelist"))


def _can_wake(request: ReactivationRequest) -> bool:
    return request.mall is not None and request.mall.status == Mall.Status.DORMANT


def _staff_id(request: HttpRequest) -> int:
    return int(request.user.pk)  # type: ignore[arg-type]
