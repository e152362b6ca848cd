"""The job ledger and the outbox, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import LookOnly
from accounts.models import Job, OutboxMessage, RefusedAddress, ScheduleMark


@admin.register(Job)
class JobAdmin(LookOnly):
    """Arguments are ids; secrets never stand in a job."""

    list_display = ("task", "mall", "slot_at", "state", "attempts", "run_after", "finished_at")
    list_filter = ("state", "task", "created_at")
    search_fields = ("task", "mall__host")
    search_help_text = _("Task or mall ID")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return super().get_queryset(request).select_related("mall")


@admin.register(OutboxMessage)
class OutboxMessageAdmin(LookOnly):
    """Who was written to, about what, and what became of it. The text itself is not shown."""

    list_display = ("kind", "channel", "recipient", "mall", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("recipient", "kind", "mall__host")
    search_help_text = _("Address, kind or mall ID")
    ordering = ("-pk",)
    fields = (
        ("kind", "channel", "state", "language"),
        ("recipient", "subject"),
        ("mall", "stream", "attempts"),
        "last_error",
        ("created_at", "sent_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        return super().get_queryset(request).select_related("mall")


@admin.register(RefusedAddress)
class RefusedAddressAdmin(LookOnly):
    """Addresses whose servers want no mail of ours."""

    list_display = ("email", "reason", "refused_at")
    search_fields = ("email",)
    ordering = ("-refused_at",)


@admin.register(ScheduleMark)
class ScheduleMarkAdmin(LookOnly):
    """How far the clock has come with each schedule."""

    list_display = ("task", "last_slot_at")
    ordering = ("task",)
