"""The main display of all malls: slots, failures with a retry, malls that are behind (issue 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.base import LookOnly
from accounts.audit import Actor
from accounts.paging import KeysetPage, keyset_page, timed_page
from pro.display_reasons import error_in_words
from pro.domain.display.retry import NotRetryable, retry_display
from pro.forms.display_support import DisplayFilterForm
from pro.models import DisplayFailure, DisplaySlot
from pro.queries.display_support import Numbers, SlotFilter, behind_found, failures_found, numbers, slots_found

REFUSALS: Final[dict[str, Promise]] = {
    "gone": gettext_lazy("There is no such failure."),
    "solved": gettext_lazy("Nothing to retry: the mall was refreshed since."),
    "not_running": gettext_lazy("Nothing to retry: the service does not run in this mall now."),
    "waiting": gettext_lazy("A retry of this mall is waiting already."),
}


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A failure with its error in words."""

    failure: DisplayFailure

    @property
    def meaning(self) -> str:
        return error_in_words(self.failure.error)


@admin.register(DisplaySlot)
class DisplaySlotAdmin(LookOnly):
    """Three lists on pages of their own, because they are paged by key."""

    fields = (("slot_at", "began_at", "ended_at"), ("malls", "refreshed", "changed", "failed"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The slots, newest first."""
        return self._list(request, "slots", _("Main display: updates"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("failures/", view(require_safe(self.failures_view)), name="pro_display_failures"),
            path("behind/", view(require_safe(self.behind_view)), name="pro_display_behind"),
            path("failures/<int:pk>/retry/", view(require_POST(self.retry_view)), name="pro_display_retry"),
        ]
        return [*own, *super().get_urls()]

    def failures_view(self, request: HttpRequest) -> HttpResponse:
        """Malls that could not be refreshed, and what to do about it."""
        return self._list(request, "failures", _("Main display: failures"))

    def behind_view(self, request: HttpRequest) -> HttpResponse:
        """Malls whose service runs and that missed the newest slot."""
        return self._list(request, "behind", _("Main display: malls that are behind"))

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Refresh one mall again, through the job ledger."""
        try:
            retry_display(pk, actor=Actor.staff(int(request.user.pk or 0)))
        except NotRetryable as error:
            messages.warning(request, str(REFUSALS[error.reason]))
        else:
            messages.success(request, _("The mall is refreshed again."))
        return redirect("admin:pro_display_failures")

    def _list(self, request: HttpRequest, tab: str, title: str) -> HttpResponse:
        form = DisplayFilterForm(request.GET, tab=tab)
        wanted = form.wanted()
        counts = numbers(timezone.now())
        page = _page(request, tab, wanted, counts)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "tab": tab,
            "form": form,
            "is_filtered": not wanted.is_empty,
            "numbers": counts,
            "page": page,
            "rows": [FailureRow(one) for one in page] if tab == "failures" else page.rows,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, f"admin/display_{tab}.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, tab: str, wanted: SlotFilter, counts: Numbers) -> KeysetPage[Any]:
    if tab == "behind":
        return keyset_page(behind_found(wanted, counts.due), request.GET)
    if tab == "failures":
        return timed_page(failures_found(wanted), request.GET, at="slot_at")
    return timed_page(slots_found(wanted), request.GET, at="slot_at")
