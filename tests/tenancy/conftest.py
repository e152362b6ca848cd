"""A row of another mall for each model, and the two that look at it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection

from accounts import tenancy
from accounts.models import Mall
from accounts.tenancy.catalog import tenant_models
from accounts.tenancy.models import TenantModel
from tests.tenancy.rows import make_row


@dataclass
class Walls:
    """Mall A looks, mall B has the row; A has a row of its own too, which must show wherever B's must not."""

    model: type[TenantModel]
    a: Mall
    b: Mall
    own: TenantModel
    foreign: TenantModel

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def plain_field(self) -> str:
        """A column that may be written without breaking anything: any one that is no key."""
        fields = self.model._meta.concrete_fields
        return next(f.attname for f in reversed(fields) if f.name not in {"id", "mall_id"} and not f.is_relation)

    def may(self, right: str) -> bool:
        """Whether role app was granted a right on this table (the audit log takes no UPDATE, for one)."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege('app', %s, %s)", [self.table, right])
            return bool(cursor.fetchone()[0])

    def as_stored(self) -> dict[str, object]:
        """B's row as B sees it."""
        with tenancy.mall(self.b.pk):
            return self.model.objects.filter(pk=self.foreign.pk).values().get()


@pytest.fixture(params=tenant_models(), ids=lambda model: model._meta.label)
def walls(request: pytest.FixtureRequest, mall: Mall, other_mall: Mall) -> Walls:
    model = request.param
    with tenancy.mall(mall.pk):
        own = make_row(model)
    with tenancy.mall(other_mall.pk):
        foreign = make_row(model)
    return Walls(model, mall, other_mall, own, foreign)
