"""Write translations that are there already into a shop of their language; they cost no characters twice."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.write_translation import write_translation
from pro.models import TranslationTask


def write_known(product_ids: Iterable[int], shop: Shop) -> int:
    """Give listings of a shop what was translated for another shop of its language; answers how many got something.

    Fields set by hand, and those translated already, stay as they are.
    """
    tasks = TranslationTask.objects.filter(product__in=list(product_ids), language=shop.language).order_by("product")
    return sum(bool(write_task(task, shop)) for task in tasks)


def write_task(task: TranslationTask, shop: Shop, fields: Iterable[str] | None = None) -> list[str]:
    """Write a task's stored texts, or those of some fields, into one shop; answers the fields that were written."""
    wanted = task.fields if fields is None else {name: task.fields[name] for name in fields}
    texts = {name: entry["text"] for name, entry in wanted.items() if entry.get("text")}
    return write_translation(task.product_id, shop, texts, actor=Actor.system())
