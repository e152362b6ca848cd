"""Encrypt everything sealed anew under the first key of ENCRYPTION_KEYS (security.md 2.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction

from accounts import sealing, tenancy
from accounts.adapters import SEALED_AS as AUTHENTICATOR
from accounts.domain.reset_password import MAIL_TASK
from accounts.domain.reset_password import SEALED_AS as RESET_WISH
from accounts.models import Job, Mall, SealedField, SealedModel
from accounts.tenancy.models import TenantModel

BATCH_ROWS = 500


def rotate_secrets() -> Iterator[tuple[str, int]]:
    """Yield what was gone through and how many rows were encrypted anew; a second call finds nothing to do.

    Rows commit in batches, so a call that was cut short goes on where it stopped. Each row is decrypted and locked
    first: a broken one raises sealing.SealBroken with nothing of its batch changed.
    """
    for model in apps.get_models():
        if issubclass(model, SealedModel):
            yield model._meta.label, _rotate_model(model)
    yield Authenticator._meta.label, _rotate(Authenticator.objects.all, _rotate_authenticator)
    waiting = Job.objects.filter(task=MAIL_TASK, state__in=[Job.State.WAITING, Job.State.RUNNING])
    yield f"{Job._meta.label} {MAIL_TASK}", _rotate(waiting.all, _rotate_reset_wish)


def _rotate_model(model: type[SealedModel]) -> int:
    if not issubclass(model, TenantModel):
        return _rotate(_manager_of(model).all, _rotate_row)
    count = 0
    for mall_id in Mall.objects.order_by("pk").values_list("pk", flat=True):
        with tenancy.mall(mall_id):
            count += _rotate(_manager_of(model).all, _rotate_row)
    return count


def _manager_of(model: type[models.Model]) -> models.Manager[Any]:
    manager = model._meta.default_manager
    assert manager is not None  # noqa: S101 - no model of ours is without one
    return manager


def _rotate(rows: Callable[[], models.QuerySet[Any]], change: Callable[[Any], bool]) -> int:
    count, last = 0, 0
    while True:
        with transaction.atomic():
            batch = list(rows().filter(pk__gt=last).order_by("pk").select_for_update()[:BATCH_ROWS])
            count += sum(change(row) for row in batch)
        if not batch:
            return count
        last = batch[-1].pk


def _rotate_row(row: SealedModel) -> bool:
    names = [field.name for field in row._meta.concrete_fields if isinstance(field, SealedField)]
    old = [name for name in names if getattr(row, name) and not sealing.is_current(getattr(row, name))]
    for name in old:
        row.seal(name, row.reveal(name))
    if old:
        row.save(update_fields=old)
    return bool(old)


def _rotate_authenticator(row: Authenticator) -> bool:
    """TOTP secrets and recovery seeds; the keys of passkeys are public and stand in clear."""
    old = {
        name: value
        for name, value in row.data.items()
        if name in {"secret", "seed"} and isinstance(value, str) and not sealing.is_current(value)
    }
    for name, value in old.items():
        row.data[name] = sealing.seal(sealing.open_sealed(value, AUTHENTICATOR), AUTHENTICATOR)
    if old:
        row.save(update_fields=["data"])
    return bool(old)


def _rotate_reset_wish(job: Job) -> bool:
    wish = job.arguments["sealed_wish"]
    if sealing.is_current(wish):
        return False
    job.arguments["sealed_wish"] = sealing.seal(sealing.open_sealed(wish, RESET_WISH), RESET_WISH)
    job.save(update_fields=["arguments"])
    return True
