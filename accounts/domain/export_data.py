"""A copy of everything a mall holds: asked for by its owner, made by a job, kept for some days (R0-G).

It grows with the apps by itself: every tenant model is in it unless it says otherwise.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain.dormancy import owner_of, page_url
from accounts.domain.write_archive import write_archive
from accounts.jobs import enqueue
from accounts.models import DataExport, Job, Mall, User
from accounts.outbox import Mail, post

EXPORT_TASK: Final = "accounts.export_data"


def request_export(mall_id: int, *, user_id: int) -> DataExport:
    """Order an export. While one is being made, that one is returned: a mall makes one at a time."""
    # Whoever asks is the owner, so the owner's row is what two clicks meet at.
    User.objects.select_for_update().get(pk=user_id)
    running = running_export(mall_id)
    if running is not None:
        return running
    mall = Mall.objects.get(pk=mall_id)
    export = DataExport.objects.create(mall=mall, requested_by_id=user_id)
    export.job = enqueue(EXPORT_TASK, mall_id=mall_id, export_id=export.pk)
    export.save(update_fields=["job"])
    record("mall.export_requested", mall, actor=Actor.operator(user_id), after={"export": export.pk})
    return export


def running_export(mall_id: int) -> DataExport | None:
    """The export that is being made or waits for its turn."""
    return (
        DataExport.objects.select_related("job")
        .filter(mall_id=mall_id, ready_at=None, job__state__in=[Job.State.WAITING, Job.State.RUNNING])
        .first()
    )


def make_export(export_id: int) -> None:
    """Write the ZIP of an export and tell its owner. The mall must be named, not open.

    A second call for one that is ready does nothing. Raises tenancy.MallGone where the mall is deleted meanwhile;
    no file stays then.
    """
    export = DataExport.objects.filter(pk=export_id).first()
    if export is None or export.ready_at is not None:
        return
    name = f"{export.mall_id}/exports/{export.pk}.zip"
    target = Path(settings.PRIVATE_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{export.pk}.{os.getpid()}.part")
    try:
        write_archive(part, export.mall_id)
        with tenancy.step():
            _publish(export, part, target)
    finally:
        part.unlink(missing_ok=True)


@transaction.atomic
def drop_expired_exports(now: dt.datetime | None = None) -> None:
    """Remove the files and rows of exports past their time, and rows of those that never came about."""
    now = now or timezone.now()
    for export in DataExport.objects.select_for_update().filter(expires_at__lte=now):
        path_of(export).unlink(missing_ok=True)
        export.delete()
    DataExport.objects.filter(ready_at=None, created_at__lte=now - settings.EXPORT_KEPT).delete()


def path_of(export: DataExport) -> Path:
    """The file of an export that is ready."""
    return Path(settings.PRIVATE_ROOT) / export.path


def _publish(export: DataExport, part: Path, target: Path) -> None:
    """Name the file and note it, both while a deletion waits: it finds all of it or nothing."""
    now = timezone.now()
    part.rename(target)
    export.path = f"{export.mall_id}/exports/{target.name}"
    export.size_bytes = target.stat().st_size
    export.ready_at, export.expires_at = now, now + settings.EXPORT_KEPT
    export.save(update_fields=["path", "size_bytes", "ready_at", "expires_at"])
    owner = owner_of(export.mall_id)
    if owner.email:
        context = {
            "login_id": owner.login_id,
            "expires_on": timezone.localdate(export.expires_at),
            "action_url": page_url("accounts:export"),
        }
        post(Mail("export_ready", owner.email, owner.language, context, mall_id=export.mall_id))
