"""Throw-away PostgreSQL and Redis for tests: nothing survives, all is stopped by pid."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from cafe24clone.runner.keys import ensure_keys
from cafe24clone.runner.postgres_server import TEST_SETTINGS, PostgresServer
from cafe24clone.runner.redis_server import RedisServer
from cafe24clone.runner.roles import URL_OF_ROLE, ensure_roles, role_urls
from cafe24clone.runner.server import Server

TEMPLATE = "template"


@dataclass(frozen=True)
class ThrowawayServices:
    """What `throwaway_services` started."""

    postgres: PostgresServer
    redis: RedisServer
    environment: dict[str, str]

    def environment_of(self, database: str) -> dict[str, str]:
        """The same variables, with the four URLs pointing at another database of this server."""
        return self.environment | urls_of(self.environment, database)


def urls_of(environment: Mapping[str, str], database: str) -> dict[str, str]:
    """The four DATABASE_*URL values of `environment` for another database of the same server."""
    return {name: f"{environment[name].rpartition('/')[0]}/{database}" for name in URL_OF_ROLE.values()}


@contextmanager
def throwaway_services() -> Iterator[ThrowawayServices]:
    """Start both servers, with the roles and an empty database `template` that migrator owns.

    The environment holds the four DATABASE URLs (to the template), REDIS_URL, VAR (a temporary folder),
    SECRET_KEY and ENCRYPTION_KEYS. Takes about a second.
    """
    with temporary_folder() as var, temporary_redis() as redis:
        keys = ensure_keys(var)
        passwords = {role: keys[f"{role.upper()}_PASSWORD"] for role in URL_OF_ROLE}
        with temporary_postgres() as postgres:
            ensure_roles(postgres.dsn(), TEMPLATE, passwords)
            let_migrator_make_databases(postgres)
            yield ThrowawayServices(
                postgres=postgres,
                redis=redis,
                environment={
                    **role_urls(postgres.port, TEMPLATE, passwords),
                    "REDIS_URL": redis.url,
                    "VAR": str(var),
                    "SECRET_KEY": keys["SECRET_KEY"],
                    "ENCRYPTION_KEYS": keys["ENCRYPTION_KEYS"],
                    "ENVIRONMENT": "test",
                },
            )


@contextmanager
def temporary_postgres(port: int = 0) -> Iterator[PostgresServer]:
    """A PostgreSQL of one's own, for faults: `stop()`, `kill()` and `start()` keep data and port."""
    with temporary_folder() as folder:
        server = PostgresServer(folder / "postgres", secrets.token_urlsafe(16), TEST_SETTINGS, port=port)
        with running(server):
            yield server


@contextmanager
def temporary_redis(port: int = 0, *, durable: bool = False) -> Iterator[RedisServer]:
    """A Redis of one's own, for faults: `stop()`, `kill()` and `start()` keep the port."""
    with temporary_folder() as folder:
        server = RedisServer(folder / "redis", secrets.token_urlsafe(16), durable=durable, port=port)
        with running(server):
            yield server


@contextmanager
def running(server: Server) -> Iterator[None]:
    """Start it, and stop it whatever happens, also when the start itself was cut short."""
    try:
        server.start()
        yield
    finally:
        server.stop(seconds=5)


def let_migrator_make_databases(postgres: PostgresServer) -> None:
    """Copying the template takes CREATEDB, which migrator has nowhere else."""
    connection = psycopg2.connect(postgres.dsn())
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("ALTER ROLE migrator CREATEDB")
    finally:
        connection.close()


def copy_template(migrator_url: str, name: str) -> None:
    """Make the database `name` a copy of the one `migrator_url` names; an older one of that name goes.

    Nobody may be connected to the template meanwhile.
    """
    server, _, template = migrator_url.rpartition("/")
    source, copy = sql.Identifier(template), sql.Identifier(name)
    connection = psycopg2.connect(f"{server}/postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(copy))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, source))
    finally:
        connection.close()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Open for passing through, since servers may run as another account; what is inside is closed."""
    folder = Path(tempfile.mkdtemp(prefix="cafe24clone-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
