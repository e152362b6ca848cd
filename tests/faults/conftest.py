"""Servers of one's own that may be killed, and processes that work on them."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import psycopg2
import pytest

from cafe24clone.runner.keys import ensure_keys
from cafe24clone.runner.postgres_server import TEST_SETTINGS, PostgresServer
from cafe24clone.runner.programs import PROJECT, manage
from cafe24clone.runner.redis_server import RedisServer
from cafe24clone.runner.roles import URL_OF_ROLE, ensure_roles, role_urls
from cafe24clone.runner.testing import running, temporary_folder, temporary_redis
from tests.orders.invariants import BROKEN

DATABASE = "island"
WAIT_SECONDS = 60


def until(holds: Callable[[], Any], what: str) -> Any:
    """The first true answer. Raises AssertionError after a minute."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        answer = holds()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"It never happened: {what}")


@dataclass
class Island:
    """PostgreSQL, Redis and the environment of programs that use them."""

    postgres: PostgresServer
    redis: RedisServer
    environment: dict[str, str]
    passwords: dict[str, str]
    _started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, what: str, port: int | None = None, **arguments: Any) -> subprocess.Popen[str]:
        """Begin something; its answer is read by `answer_of`. `port`: PostgreSQL is reached through there."""
        changed = role_urls(port, DATABASE, self.passwords) if port else {}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.shopfloor", what, json.dumps(arguments)],
            cwd=PROJECT,
            env=self.environment | changed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def do(self, what: str, **arguments: Any) -> Any:
        return answer_of(self.start(what, **arguments))

    def superuser(self) -> Any:
        connection = psycopg2.connect(self.postgres.dsn(DATABASE))
        connection.autocommit = True
        return connection

    def state(self, shop: Mapping[str, Any]) -> dict[str, Any]:
        """What is in the database of one mall, and which rules it breaks; committed rows, by SQL."""
        mall = shop["mall"]
        with closing(self.superuser()) as connection, connection.cursor() as cursor:

            def one(query: str) -> Any:
                cursor.execute(query, {"mall": mall})
                rows = cursor.fetchall()
                return rows[0] if rows else (0, 0, 0)

            broken = [rule for rule, query in BROKEN.items() if one(f"SELECT count(*) FROM ({query}) rows")[0]]
            return {
                "orders": one("SELECT count(*) FROM orders_order WHERE mall_id = %(mall)s")[0],
                "stock": one("SELECT sum(stock) FROM catalog_variant WHERE mall_id = %(mall)s")[0],
                "figures": list(
                    one("SELECT views, cart_adds, sales FROM catalog_productstatday WHERE mall_id = %(mall)s")
                ),
                "broken": broken,
            }

    def end(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def answer_of(process: subprocess.Popen[str]) -> Any:
    out, err = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 0, err
    return json.loads(out.strip().splitlines()[-1])


@pytest.fixture(scope="session")
def _servers() -> Iterator[Island]:
    settings = TEST_SETTINGS | {"max_connections": "200"}
    with temporary_folder() as var, temporary_redis(durable=True) as redis:
        keys = ensure_keys(var)
        passwords = {role: keys[f"{role.upper()}_PASSWORD"] for role in URL_OF_ROLE}
        postgres = PostgresServer(var / "postgres", secrets.token_urlsafe(16), settings)
        with running(postgres):
            ensure_roles(postgres.dsn(), DATABASE, passwords)
            environment = os.environ | {
                **role_urls(postgres.port, DATABASE, passwords),
                "REDIS_URL": redis.url,
                "VAR": str(var),
                "DJANGO_SETTINGS_MODULE": "cafe24clone.settings_test",
                "PYTHONPATH": str(PROJECT),
            }
            subprocess.run(manage("migrate", "--verbosity", "0"), env=environment, check=True, cwd=PROJECT)
            yield Island(postgres, redis, environment, passwords)


@pytest.fixture
def island(_servers: Island) -> Iterator[Island]:
    """The servers, running; each test makes a mall of its own."""
    yield _servers
    _servers.end()
    for server in (_servers.postgres, _servers.redis):
        if not server.is_ready():
            server.start()


@pytest.fixture
def shop(island: Island, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A mall with a product of 10 pieces."""
    return island.do("make", stock=10, host=f"f{secrets.token_hex(6)}")


@pytest.fixture
def gate(island: Island) -> Iterator[Any]:
    """A lock that COMMITs of orders and of the fold wait for while it is held; `gate.close()` opens it.

    A deferred trigger takes it, so whoever waits has done everything but the end of COMMIT.
    """
    connection = island.superuser()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE OR REPLACE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON orders_order
              DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit();
            CREATE CONSTRAINT TRIGGER wait_at_commit AFTER UPDATE ON catalog_foldmark
              DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit();
            SELECT pg_advisory_lock(42);
            """
        )
    yield connection
    connection.close()
    if not island.postgres.is_ready():
        island.postgres.start()
    with closing(island.superuser()) as after, after.cursor() as cursor:
        cursor.execute("DROP TRIGGER wait_at_commit ON orders_order; DROP TRIGGER wait_at_commit ON catalog_foldmark")


def waits_for_lock(island: Island, backends: int = 1) -> bool:
    """Whether so many backends stand before a lock."""
    with closing(island.superuser()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0] >= backends)
