"""An app puts scripts on a storefront's pages, changes and takes them away (wire contract 2.7, scripttags)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from accounts.tenancy import current_mall_id
from developer_center.models import Installation, ScriptTag

MOST_TAGS: Final = 20
FIELDS: Final = ("src", "display_locations", "exclude_paths", "skin_numbers", "integrity")


class TooManyTags(Exception):
    """An app has at most MOST_TAGS scripts in a mall."""


@transaction.atomic
def add_script_tag(app_id: int, shop_no: int, values: Mapping[str, Any], *, actor: Actor) -> ScriptTag:
    """Put a script of the app on pages of a shop; `values` are FIELDS. What it left before it was installed anew goes.

    Raises TooManyTags, and Installation.DoesNotExist where the app is not in the open mall.
    """
    Installation.objects.select_for_update().get(app_id=app_id, mall_id=current_mall_id())
    own = ScriptTag.objects.of_app(app_id)
    own.exclude(pk__in=own.in_use().values("pk")).delete()
    if own.count() >= MOST_TAGS:
        raise TooManyTags
    tag = ScriptTag(app_id=app_id, shop_no=shop_no, **{name: values[name] for name in FIELDS if name in values})
    tag.save(force_insert=True)
    record("scripttag.added", tag, actor=actor, after=_facts(tag))
    forget_mall_pages()
    return tag


@transaction.atomic
def change_script_tag(app_id: int, tag_id: int, values: Mapping[str, Any], *, actor: Actor) -> ScriptTag:
    """Write the given ones of FIELDS on the app's own script; equal values change nothing.

    Raises ScriptTag.DoesNotExist, also for another app's.
    """
    tag: ScriptTag = ScriptTag.objects.of_app(app_id).in_use().select_for_update().get(pk=tag_id)
    was, became = changes(_facts(tag), {name: values[name] for name in FIELDS if name in values})
    if not became:
        return tag
    for name, value in became.items():
        setattr(tag, name, value)
    tag.updated_at = timezone.now()
    tag.save(update_fields=[*became, "updated_at"])
    record("scripttag.changed", tag, actor=actor, before=was, after=became)
    forget_mall_pages()
    return tag


@transaction.atomic
def delete_script_tag(app_id: int, tag_id: int, *, actor: Actor) -> None:
    """Take the app's own script off the pages. Raises ScriptTag.DoesNotExist."""
    tag = ScriptTag.objects.of_app(app_id).in_use().select_for_update().get(pk=tag_id)
    record("scripttag.deleted", tag, actor=actor, before=_facts(tag))
    tag.delete()
    forget_mall_pages()


def forget_scripts(app_id: int) -> int:
    """Delete what an app has put on the open mall's pages, which forget it; answers how many scripts that were.

    For whoever takes the app out of the mall. Without this call they are not shown either: the app is not active, and
    a later installation is younger than they are.
    """
    tags = ScriptTag.objects.of_app(app_id)
    count = tags.count()
    if count:
        tags.delete()
        forget_mall_pages()
    return count


def _facts(tag: ScriptTag) -> dict[str, Any]:
    return {name: getattr(tag, name) for name in FIELDS}
