"""What the Translation page shows: the backlog day by day, figures of the month, and what is still to be sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Length, TruncDate
from django.utils import timezone

from accounts.jobs.schedule import SEOUL
from pro.models import TranslationTask, TranslationUsage

CHART_DAYS: Final = 14
State = TranslationTask.State
# The seven fields as they are sent, tags left out.
LENGTHS: Final = ("name", "summary", "short_description", "material")


@dataclass(frozen=True, slots=True)
class BacklogDay:
    """How many products were translated on a day, and how many waited at its end."""

    day: dt.date
    translated: int
    waiting: int


def backlog(language: str, days: int = CHART_DAYS) -> list[BacklogDay]:
    """The last days up to today, in Seoul; three queries.

    What waited is worked out backwards from today: a product that was queued on a day did not wait before it, one
    that was translated on a day did.
    """
    today = timezone.now().astimezone(SEOUL).date()
    first = today - dt.timedelta(days=days - 1)
    tasks = TranslationTask.objects.filter(language=language)
    queued = _by_day(tasks.exclude(state=State.BEYOND_QUOTA), "queued_at", first)
    translated = _by_day(tasks.filter(state=State.DONE), "translated_at", first)
    waiting = tasks.filter(state=State.WAITING).count()
    found = []
    for back in range(days):
        day = today - dt.timedelta(days=back)
        found.append(BacklogDay(day, translated.get(day, 0), max(0, waiting)))
        waiting += translated.get(day, 0) - queued.get(day, 0)
    return found[::-1]


def listed_tasks(language: str, state: str, *, is_failed: bool = False) -> QuerySet[TranslationTask]:
    """Products of a language by the state of their translation; `is_failed`: those with a field that failed."""
    tasks = TranslationTask.objects.filter(language=language).select_related("product")
    if state:
        tasks = tasks.filter(state=state)
    return tasks.exclude(error="") if is_failed else tasks


def state_counts() -> dict[str, dict[str, int]]:
    """Per language: waiting, done, beyond_quota, failed (of those waiting); one query."""
    rows: QuerySet[Any, Any] = TranslationTask.objects.order_by().values("language")
    counted = rows.annotate(
        waiting=Count("id", filter=Q(state=State.WAITING)),
        done=Count("id", filter=Q(state=State.DONE)),
        beyond_quota=Count("id", filter=Q(state=State.BEYOND_QUOTA)),
        failed=Count("id", filter=Q(state=State.WAITING) & ~Q(error="")),
    )
    return {row.pop("language"): row for row in counted}


def characters_to_send(language: str) -> int:
    """About how many characters wait to be sent: those of the base texts of waiting products, tags left out."""
    lengths = sum((Length(f"product__{name}") for name in LENGTHS), Value(0, output_field=IntegerField()))
    untagged = Func(F("product__description"), Value("<[^>]*>"), Value(""), Value("g"), function="regexp_replace")
    options = Length(Cast("product__options", TextField())) + Length(Cast("product__extra_inputs", TextField()))
    waiting = TranslationTask.objects.filter(language=language, state=State.WAITING, is_edit=False)
    described = Length(untagged, output_field=IntegerField())
    total: int | None = waiting.aggregate(total=Sum(lengths + described + options))["total"]
    return total or 0


def characters_of_month(month: dt.date) -> dict[str, int]:
    """Characters sent this month, per language."""
    rows: QuerySet[Any, Any] = TranslationUsage.objects.filter(month=month).order_by().values("language")
    return dict(rows.annotate(total=Sum("characters")).values_list("language", "total"))


def _by_day(tasks: QuerySet[TranslationTask], field: str, first: dt.date) -> dict[dt.date, int]:
    since = dt.datetime.combine(first, dt.time(), tzinfo=SEOUL)
    rows: QuerySet[Any, Any] = tasks.filter(**{f"{field}__gte": since}).order_by()
    days = rows.annotate(day=TruncDate(field, tzinfo=SEOUL)).values("day")
    return dict(days.annotate(count=Count("id")).values_list("day", "count"))
