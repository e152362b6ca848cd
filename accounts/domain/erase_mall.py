"""Erase what a deleted mall held: in batches that commit on their own, so that it may stop and go on anywhere."""

from __future__ import annotations

import datetime as dt
import shutil
from graphlib import TopologicalSorter
from itertools import islice
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts import tenancy
from accounts.endings import LegalDocument, legal_sources
from accounts.jobs import report_progress, running_job_id
from accounts.models import KnownDevice, LegalRecord, Mall, Session
from accounts.tenancy.catalog import mall_models
from accounts.tenancy.models import MallRow

BATCH: Final = 2000
LEGAL_BATCH: Final = 500


class MallNotDeleted(Exception):
    """Only a deleted mall is erased."""


def erase_mall(mall_id: int) -> None:
    """Keep what the law asks, then erase every other row and file of a deleted mall.

    The mall must be named (`tenancy.acting_for(..., may_be_deleted=True)`). A second call finds nothing to do.
    Raises MallNotDeleted, and graphlib.CycleError where tenant tables refer to each other in a ring.
    """
    mall = Mall.objects.get(pk=mall_id)
    if mall.status != Mall.Status.DELETED or mall.deleted_at is None:
        raise MallNotDeleted(mall_id)
    keep_what_the_law_asks()
    models = [model for model in children_first() if not model.outlives_mall]
    total = sum(_count(model) for model in models)
    done = 0
    for model in models:
        while erased := _erase_batch(model, mall_id):
            done += erased
            report_progress(running_job_id(), done, max(done, total))
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        erase_folder(Path(folder) / str(mall_id))
    # What requests under way at the deletion may have left behind.
    KnownDevice.objects.filter(user__operator__mall_id=mall_id).delete()
    Session.objects.filter(audience=f"{Session.Audience.SHOPPER}:{mall.host}").delete()
    Mall.objects.filter(pk=mall_id, purged_at=None).update(purged_at=timezone.now())


def keep_what_the_law_asks() -> None:
    """Copy the documents that apps hand over into legal records; one that is there already stays as it was."""
    for source in legal_sources():
        documents = iter(source())
        while batch := list(islice(documents, LEGAL_BATCH)):
            with tenancy.step():
                LegalRecord.objects.bulk_create(
                    [record for record in map(_legal_record, batch) if record.keep_until_on >= timezone.localdate()],
                    ignore_conflicts=True,
                )


def drop_legal_records(today: dt.date | None = None) -> int:
    """Erase legal records past their day, mall by mall; how many went."""
    dropped = 0
    for mall_id in Mall.objects.filter(status=Mall.Status.DELETED).values_list("pk", flat=True):
        with tenancy.mall(mall_id):
            dropped += LegalRecord.objects.filter(keep_until_on__lt=today or timezone.localdate()).delete()[0]
    return dropped


def children_first() -> list[type[MallRow]]:
    """All models of a mall's rows, statistics included, each before those it refers to."""
    sorter: TopologicalSorter[type[MallRow]] = TopologicalSorter()
    for model in mall_models():
        sorter.add(model)
        for target in _targets(model):
            sorter.add(target, model)
    return list(sorter.static_order())


def erase_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; one that is not there is fine."""
    if folder.exists():
        shutil.rmtree(folder)


def _targets(model: type[MallRow]) -> set[type[MallRow]]:
    targets = {getattr(field.remote_field, "model", None) for field in model._meta.local_fields}
    return {
        target for target in targets if isinstance(target, type) and issubclass(target, MallRow) and target is not model
    }


def _count(model: type[MallRow]) -> int:
    with tenancy.step():
        return model.objects.count()


def _erase_batch(model: type[MallRow], mall_id: int) -> int:
    """One DELETE of at most BATCH rows; all at once where rows refer to each other or have no key of their own."""
    name = connection.ops.quote_name
    table, key = name(model._meta.db_table), model._meta.pk
    where, values = "mall_id = %s", [mall_id]
    if key.column and not _refers_to_itself(model):
        column = name(key.column)
        where += f" AND {column} IN (SELECT {column} FROM {table} WHERE mall_id = %s ORDER BY {column} LIMIT %s)"  # noqa: S608
        values += [mall_id, BATCH]
    with tenancy.step(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608 - names of our own tables
        return int(cursor.rowcount)


def _refers_to_itself(model: type[MallRow]) -> bool:
    return any(getattr(field.remote_field, "model", None) is model for field in model._meta.local_fields)


def _legal_record(document: LegalDocument) -> LegalRecord:
    return LegalRecord(
        kind=document.kind,
        reference=document.reference,
        document=document.document,
        keep_until_on=document.dated_on + settings.LEGAL_HOLD,
    )
