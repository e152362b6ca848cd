"""Base model, manager and foreign key of everything that belongs to one mall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode

from accounts.tenancy.doors import BATCH, MallMismatch, current_mall_id, open_batch

M = TypeVar("M", bound="MallRow")


class TenantQuerySet(models.QuerySet[M]):
    """A queryset that is bound to the open mall when it is made and stamps rows it creates in bulk."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            row.stamp_mall()
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows = list(objs)
        for row in rows:
            row.stamp_mall()
        return super().bulk_update(rows, fields, batch_size)


class TenantManager(models.Manager[M]):
    """Raises NoMallOpen outside a door; every query carries `mall_id` in WHERE, reads too.

    Row-level security alone would already hide other malls, but only a stated `mall_id` keeps keyset plans.
    """

    def get_queryset(self) -> models.QuerySet[M]:
        batch = open_batch()
        if batch:
            return super().get_queryset().using(BATCH).filter(mall_id__in=batch)
        return super().get_queryset().filter(mall_id=current_mall_id())


class MallRow(models.Model):
    """A row of one mall, whatever its key; statistics have natural keys, everything else is a TenantModel.

    The owner's data export holds every model's rows; `is_exported = False` leaves out what is worked out from other
    rows, `not_exported` names fields that are nobody's to read. A deletion erases all rows but those of models
    that say `outlives_mall`.
    """

    is_exported: ClassVar[bool] = True
    not_exported: ClassVar[tuple[str, ...]] = ()
    outlives_mall: ClassVar[bool] = False

    mall_id = models.BigIntegerField(editable=False)

    objects: TenantManager[Any] = TenantManager.from_queryset(TenantQuerySet)()

    class Meta:
        abstract = True
        # What Django itself asks for (keys followed, rows refreshed, saved or deleted) is scoped as well.
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stamp_mall()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.stamp_mall()
        return super().delete(*args, **kwargs)

    def stamp_mall(self) -> None:
        """Set the open mall on a new row. Raises MallMismatch where the row belongs to another one.

        Under `malls(ids)` a row must name its mall, which must be one of them.
        """
        allowed = open_batch() or (current_mall_id(),)
        own_mall_id: int | None = self.mall_id
        if own_mall_id is None and len(allowed) == 1:
            self.mall_id = allowed[0]
        elif own_mall_id not in allowed:
            raise MallMismatch(f"{type(self).__name__} of mall {own_mall_id} written while {allowed} is open.")


class TenantModel(MallRow):
    """A row of one mall with a key. The database primary key is `(mall_id, id)`; `id` alone is unique too."""

    id = models.BigAutoField(primary_key=True)

    class Meta(MallRow.Meta):
        abstract = True


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A foreign key inside one mall: joins are restricted to equal `mall_id`.

    The database side is the composite constraint `(mall_id, x_id) -> (mall_id, id)`, made by the migration
    operation SecureTenantTable; Django's own single-column constraint and index are left out, because an index of a
    tenant table begins with `mall_id` (state it in Meta.indexes; check tenancy.E006).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str, related_alias: str) -> WhereNode:
        """Add `target.mall_id = source.mall_id` to each JOIN over this key."""
        target: Any = self.remote_field.model._meta.get_field("mall_id")
        source: Any = self.model._meta.get_field("mall_id")
        condition: Any = Exact(Col(alias, target), Col(related_alias, source))
        return WhereNode([condition])
