"""`manage.py distribute` (design 3.8). A Citus server is not at hand here: the statements are what is tested."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.tenancy.catalog import tenant_models


def test_every_tenant_table_is_distributed_by_its_mall_beside_the_first():
    output = StringIO()
    call_command("distribute", "--dry-run", stdout=output)
    lines = output.getvalue().splitlines()
    tables = [re.search(r"create_distributed_table\('(\w+)', 'mall_id'", line) for line in lines]
    found = [match.group(1) for match in tables if match]
    assert sorted(found) == sorted(model._meta.db_table for model in tenant_models())
    assert found.index("accounts_auditentry") < found.index("accounts_auditpersonal")
    assert sum("colocate_with" in line for line in lines) == len(found) - 1
    assert "ALTER ROLE app SET citus.propagate_set_commands = 'local';" in lines


def test_without_citus_it_says_so_and_does_nothing(committed):
    with pytest.raises(CommandError, match="has no extension citus"):
        call_command("distribute")
