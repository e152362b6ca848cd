"""A backup and a restore into an empty database give back rows, files, rights, policies and triggers (design 4)."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg2 import sql

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.backups.archive import row_counts
from tests.factories import MallFactory

CATALOGUE = """
    SELECT 'policy', tablename, policyname, roles::text, qual, with_check FROM pg_policies
    UNION ALL SELECT 'grant', table_name, grantee, privilege_type, '', ''
      FROM information_schema.role_table_grants WHERE table_schema = 'public'
    UNION ALL SELECT 'wall', relname, relrowsecurity::text, relforcerowsecurity::text, '', ''
      FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, '', '', '' FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'key', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3, 4
"""


def catalogue() -> list[tuple[str, ...]]:
    with connections["migrator"].cursor() as cursor:
        cursor.execute(CATALOGUE)
        return cursor.fetchall()


@pytest.fixture
def other_database(committed, worker_id):
    """Switch the connection `migrator` to an empty database; back again afterwards."""
    name, before = f"restored_{worker_id}", connections["migrator"].settings_dict["NAME"]
    server = psycopg2.connect(os.environ["DATABASE_MIGRATOR_URL"].rpartition("/")[0] + "/postgres")
    server.autocommit = True

    def switch() -> None:
        with server.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        connections["migrator"].close()
        connections["migrator"].settings_dict["NAME"] = name
        with connections["migrator"].cursor() as cursor:  # as docs/deploy/roles.sql leaves a new database
            cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            cursor.execute("GRANT USAGE ON SCHEMA public TO app, batch, support")

    yield switch
    connections["migrator"].close()
    connections["migrator"].settings_dict["NAME"] = before
    with server.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    server.close()


def test_a_backup_restored_is_the_same_platform(other_database, settings, tmp_path):
    mall = MallFactory()
    with tenancy.mall(mall.pk):
        record("mall.changed", mall, actor=Actor.system(), personal={"name": "김"})
    image = Path(settings.MEDIA_ROOT) / "1" / "image.png"
    image.parent.mkdir(parents=True)
    image.write_bytes(b"png")
    rows, walls = row_counts(), catalogue()
    call_command("backup", tmp_path / "backup.tar.gz")

    other_database()
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media2", tmp_path / "private2"
    call_command("restore", tmp_path / "backup.tar.gz")
    assert row_counts() == rows
    assert catalogue() == walls
    assert (tmp_path / "media2" / "1" / "image.png").read_bytes() == b"png"
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o077 == 0


def test_a_restore_never_overwrites(committed, tmp_path):
    call_command("backup", tmp_path / "backup.tar.gz")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", tmp_path / "backup.tar.gz")


def test_what_is_no_backup_is_refused(other_database, tmp_path):
    other_database()
    (tmp_path / "x").write_bytes(b"nonsense")
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", tmp_path / "x")
