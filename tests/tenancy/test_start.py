"""Web, worker and clock refuse to start with a hole in the walls, in clear lines (design 3.6). Real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg2
import pytest

from cafe24clone.runner.processes import free_port
from cafe24clone.runner.testing import copy_template, urls_of

PROGRAMS = {
    "web": ["-c", "import cafe24clone.wsgi"],
    "clock": ["manage.py", "run_clock"],
    "worker": ["-m", "celery", "-A", "cafe24clone", "worker", "--pool", "solo"],
}
IMPATIENT = "import django; django.setup(); from accounts.tenancy.startup import *; refuse_holes(0)"


@pytest.fixture
def broken(worker_id: str) -> Iterator[dict[str, str]]:
    """A database of its own, to take the walls down in."""
    name = f"broken_{worker_id}"
    copy_template(os.environ["DATABASE_MIGRATOR_URL"], name)
    yield urls_of(os.environ, name)
    copy = psycopg2.connect(os.environ["DATABASE_MIGRATOR_URL"].rpartition("/")[0] + "/postgres")
    copy.autocommit = True
    with copy.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    copy.close()


def start(program: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run(PROGRAMS[program], environment)


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": "cafe24clone.settings_test"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def as_migrator(environment: dict[str, str], *statements: str) -> None:
    connection = psycopg2.connect(environment["DATABASE_MIGRATOR_URL"])
    with connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_serves_as_a_role_that_gets_around_row_security(program, broken):
    result = start(program, broken | {"DATABASE_URL": broken["DATABASE_MIGRATOR_URL"]})
    assert result.returncode != 0
    assert "Refusing to serve:" in result.stderr
    assert "  - Role migrator of connection default gets around row-level security." in result.stderr
    assert "Traceback" not in result.stderr


def test_web_says_each_table_without_a_wall(broken):
    as_migrator(
        broken,
        "DROP POLICY one_mall ON accounts_auditentry",
        "ALTER TABLE accounts_legalrecord NO FORCE ROW LEVEL SECURITY",
    )
    result = start("web", broken)
    assert result.returncode != 0
    for table in ("accounts_auditentry", "accounts_legalrecord"):
        assert f"  - Table {table} has no forced row-level security with a policy." in result.stderr
    assert "accounts_auditpersonal" not in result.stderr


def test_web_starts_where_the_walls_stand(broken):
    assert start("web", broken).returncode == 0


def test_other_commands_run_whatever_the_walls(broken):
    """Mending a hole takes manage.py."""
    as_migrator(broken, "DROP POLICY one_mall ON accounts_auditentry")
    assert run(["manage.py", "check"], broken).returncode == 0


def test_a_postgresql_that_never_answers_ends_the_start_with_a_line(broken):
    nowhere = f"postgresql://app:x@127.0.0.1:{free_port()}/nothing"
    result = run(["-c", IMPATIENT], broken | {"DATABASE_URL": nowhere, "DATABASE_BATCH_URL": nowhere})
    assert result.returncode != 0
    assert "PostgreSQL does not answer" in result.stderr
