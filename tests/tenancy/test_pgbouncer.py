"""The walls behind PgBouncer in transaction mode with a pool of two: no mall leaks to the next client (F16)."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.models import AuditEntry, Mall
from cafe24clone.runner.processes import free_port, service_account
from cafe24clone.runner.testing import temporary_folder
from cafe24clone.runner.tools import PGBOUNCER, find
from tests.factories import MallFactory

PROGRAM = find(PGBOUNCER)
pytestmark = pytest.mark.skipif(not PROGRAM, reason="PgBouncer was not found: these walls were NOT tested")
CONFIG = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 2
max_client_conn = 100
ignore_startup_parameters = extra_float_digits,options
"""


@pytest.fixture
def pooled(committed) -> Iterator[int]:
    """All of Django's queries as role app go through PgBouncer."""
    default = connections["default"].settings_dict
    with temporary_folder() as folder:
        listen = free_port()
        start_settings = {"host": default["HOST"], "port": default["PORT"], "listen": listen, "folder": folder}
        (folder / "pgbouncer.ini").write_text(CONFIG.format(**start_settings))
        (folder / "users").write_text(f'"{default["USER"]}" "{default["PASSWORD"]}"\n')
        with bouncer(folder, listen):
            before = [
                (connections[alias].settings_dict, connections[alias].settings_dict["PORT"])
                for alias in ("default", "counters")
            ]
            for alias in ("default", "counters"):
                connections[alias].close()
                connections[alias].settings_dict["PORT"] = str(listen)
                connections[alias].settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
            yield listen
            for settings, port in before:
                settings["PORT"], settings["DISABLE_SERVER_SIDE_CURSORS"] = port, False
            for alias in ("default", "counters"):
                connections[alias].close()


class bouncer:  # noqa: N801 - read as a verb in `with`
    """PgBouncer, which refuses to be root, as the account that servers run as."""

    def __init__(self, folder: Path, port: int) -> None:
        account = service_account()
        if account:
            for path in (folder, *folder.iterdir()):
                os.chown(path, account.uid, account.gid)
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM, str(folder / "pgbouncer.ini")],
                stdout=log,
                stderr=subprocess.STDOUT,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                cwd=folder,
            )

    def __enter__(self) -> None:
        time.sleep(1)
        assert self.process.poll() is None, "PgBouncer did not start"

    def __exit__(self, *_details: object) -> None:
        self.process.terminate()
        self.process.wait(10)


def setting() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.mall_id', true)")
        return cursor.fetchone()[0]


def test_queries_really_go_through_the_pool(pooled):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.connection.info.port == pooled


def test_forty_threads_of_two_malls_on_two_connections_see_their_own_only(pooled):
    malls = [MallFactory(), MallFactory()]
    for mall in malls:
        with tenancy.mall(mall.pk):
            record("mall.changed", mall, actor=Actor.system(), after={"whose": mall.pk})

    def look(number: int) -> tuple[int, set[int], str | None, int]:
        mall = malls[number % 2]
        try:
            with tenancy.mall(mall.pk):
                seen = {entry.after["whose"] for entry in AuditEntry.objects.all()}
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM accounts_auditentry")
                    count = cursor.fetchone()[0]
            return mall.pk, seen, setting(), count
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        for mall_id, seen, left_behind, count in pool.map(look, range(40)):
            assert seen == {mall_id}
            assert count == 1
            assert not left_behind


def test_nested_doors_and_a_failure_leave_nothing_behind(pooled):
    mall, other = MallFactory(), MallFactory()
    with tenancy.mall(mall.pk):
        with tenancy.mall(other.pk):
            assert setting() == str(other.pk)
        assert setting() == str(mall.pk)
    with pytest.raises(tenancy.MallMismatch), tenancy.mall(mall.pk):
        AuditEntry(mall_id=other.pk, action="x", actor_kind="system").save()
    for _client in range(4):
        connection.close()
        assert not setting()


def test_pages_and_sessions_work_behind_the_pool(pooled, settings):
    mall: Mall = MallFactory()
    client = Client(HTTP_HOST=settings.PLATFORM_HOST)
    client.force_login(mall.operators.get().user)
    for _page in range(3):
        assert client.get("/admin/").status_code == 200
    assert not setting()
