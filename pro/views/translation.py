"""Cafe24 PRO > Translation: what waits, what is done, what an engine costs, and why it may stand still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.jobs.schedule import SEOUL
from accounts.models import Job, Shop
from accounts.paging import keyset_page
from catalog.forms.listing import FIELD_LABELS
from pro.domain.engine_stops import month_of, stop_of
from pro.domain.queue_translations import TRANSLATE_MALL, Target, quota_left, retry_now, targets
from pro.domain.switches import has_active_contract, may_run
from pro.domain.translate_mall import KEY
from pro.models import TranslationTask
from pro.queries.translation import (
    BacklogDay,
    backlog,
    characters_of_month,
    characters_to_send,
    listed_tasks,
    state_counts,
)
from pro.translation.engines import chosen_engine

MOST_RETRIED: Final = 1000
HEIGHT: Final = 80
SLOT: Final = 20
NO_COUNTS: Final = {"waiting": 0, "done": 0, "beyond_quota": 0, "failed": 0}


@admin_view(menu="pro")
@require_safe
def translation(request: AdminRequest) -> HttpResponse:
    """One language at a time (`?language=`); the list by state (`?state=`), or those that failed."""
    engine = chosen_engine()
    wanted = targets()
    context: dict[str, Any] = {
        "engine": engine,
        "stop": stop_of(engine.name) if engine else None,
        "has_contract": has_active_contract(request.mall.pk),
        "is_on": may_run(KEY),
        "targets": wanted,
    }
    target = next((one for one in wanted if one.language == request.GET.get("language")), None)
    target = target or next(iter(wanted), None)
    if target is not None:
        context |= _of_language(request, target)
    return render(request, "pro/translation.html", context)


@admin_view(menu="pro")
@require_POST
def retry(request: AdminRequest) -> HttpResponse:
    """Try what failed in a language again now, or one product."""
    language = request.POST.get("language", "")
    tasks = listed_tasks(language, TranslationTask.State.WAITING, is_failed=True)
    one = request.POST.get("task", "")
    if one.isascii() and one.isdigit() and len(one) < 19:
        tasks = tasks.filter(pk=int(one))
    count = retry_now(tasks.order_by("pk").values_list("pk", flat=True)[:MOST_RETRIED])
    if count:
        text = ngettext("%(count)s product is tried again now.", "%(count)s products are tried again now.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, _("Nothing is left to try again."))
    return redirect(f"{reverse('pro:translation')}?language={language}" if language.isalpha() else "pro:translation")


def _of_language(request: AdminRequest, target: Target) -> dict[str, Any]:
    state = request.GET.get("state", "")
    state = state if state in TranslationTask.State.values or state == "failed" else ""
    is_failed = state == "failed"
    rows = listed_tasks(target.language, TranslationTask.State.WAITING if is_failed else state, is_failed=is_failed)
    page = keyset_page(rows, request.GET)
    counts = state_counts().get(target.language, NO_COUNTS)
    days = backlog(target.language)
    job = Job.objects.filter(mall_id=request.mall.pk, task=TRANSLATE_MALL).exclude(state=Job.State.CANCELLED)
    return {
        "target": target,
        "language": Shop.Language(target.language).label,
        "is_supported": _is_supported(target),
        "state": state,
        "page": page,
        "rows": [_row(task) for task in page],
        "counts": counts,
        "total": sum(counts[name] for name in ("waiting", "done", "beyond_quota")),
        "days": days,
        "chart": _chart(days),
        "chart_width": SLOT * len(days),
        "chart_height": HEIGHT,
        "characters": characters_of_month(month_of(timezone.now())).get(target.language, 0),
        "estimate": characters_to_send(target.language) if counts["waiting"] else 0,
        "quota": settings.TRANSLATED_EXISTING_PRODUCTS,
        "quota_left": quota_left(),
        "is_running": job.filter(state=Job.State.RUNNING).exists(),
        "next_run": _next_run(),
    }


def _is_supported(target: Target) -> bool:
    engine = chosen_engine()
    return engine is not None and engine.supports(target.source, target.language)


def _row(task: TranslationTask) -> dict[str, Any]:
    done = [FIELD_LABELS[name] for name in FIELD_LABELS if task.fields.get(name, {}).get("text")]
    failed = [
        (FIELD_LABELS[name], task.fields[name]["error"])
        for name in FIELD_LABELS
        if "error" in task.fields.get(name, {})
    ]
    return {"task": task, "done": done, "failed": failed}


def _next_run() -> dt.datetime:
    now = timezone.now().astimezone(SEOUL)
    today = now.replace(hour=4, minute=0, second=0, microsecond=0)
    return today if today > now else today + dt.timedelta(days=1)


def _chart(days: Sequence[BacklogDay]) -> SafeString:
    """Per day a bar of what waited at its end, and in front of it one of what was translated."""
    most = max([1, *(max(day.waiting, day.translated) for day in days)])
    parts = []
    for place, day in enumerate(days):
        title = _("%(day)s: %(translated)s translated, %(waiting)s waiting") % {
            "day": date_format(day.day, "SHORT_DATE_FORMAT"),
            "translated": day.translated,
            "waiting": day.waiting,
        }
        bars = [("chart-waiting", 2, 16, day.waiting), ("chart-done", 6, 8, day.translated)]
        parts.append(format_html("<g><title>{}</title>", title))
        parts.append(_bar("chart-slot", place * SLOT, SLOT, HEIGHT))
        for look, offset, width, count in bars:
            if count:
                parts.append(_bar(look, place * SLOT + offset, width, max(2, round(count / most * HEIGHT))))
        parts.append(mark_safe("</g>"))
    return mark_safe("".join(parts))  # noqa: S308 - made by format_html above


def _bar(look: str, x: int, width: int, height: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', look, x, HEIGHT - height, width, height
    )
