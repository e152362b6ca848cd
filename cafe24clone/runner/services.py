"""The database and the queue of one copy: embedded ones under VAR, or those the environment names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cafe24clone.runner.keys import ensure_keys, remember
from cafe24clone.runner.postgres_server import PostgresServer, serving_settings
from cafe24clone.runner.processes import RunnerError
from cafe24clone.runner.redis_server import RedisServer
from cafe24clone.runner.roles import URL_OF_ROLE, ensure_roles, role_urls

DATABASE = "cafe24clone"
KEYS_OF_PROGRAMS = ("SECRET_KEY", "ENCRYPTION_KEYS", "TLS_GATEWAY_KEY")


class Services:
    """Starts what is not given and knows the environment with which programs find it."""

    def __init__(self, var: Path, given: Mapping[str, str]) -> None:
        self.var = var
        self.given = given
        self.keys = ensure_keys(var)
        self.postgres = None if given.get("DATABASE_URL") else self._postgres()
        self.redis = None if given.get("REDIS_URL") else self._redis()

    def start(self) -> dict[str, str]:
        """Start both and return the variables for the programs. Raises RunnerError.

        The roles are set again each time, so that a lost or changed password mends itself.
        """
        values = {name: self.given.get(name) or self.keys[name] for name in KEYS_OF_PROGRAMS}
        return values | self._start_redis() | self._start_postgres()

    def stop(self) -> None:
        for server in (self.redis, self.postgres):
            if server is not None:
                server.stop()

    def _postgres(self) -> PostgresServer:
        port = int(self.keys.get("POSTGRES_PORT", 0))
        password = self.keys["POSTGRES_PASSWORD"]
        return PostgresServer(self.var / "postgres", password, serving_settings(), port=port)

    def _redis(self) -> RedisServer:
        port = int(self.keys.get("REDIS_PORT", 0))
        return RedisServer(self.var / "redis", self.keys["REDIS_PASSWORD"], durable=True, port=port)

    def _start_postgres(self) -> dict[str, str]:
        if self.postgres is None:
            return self._given_databases()
        self.postgres.start()
        remember(self.var, "POSTGRES_PORT", str(self.postgres.port))
        passwords = {role: self.keys[f"{role.upper()}_PASSWORD"] for role in URL_OF_ROLE}
        ensure_roles(self.postgres.dsn(), DATABASE, passwords)
        return role_urls(self.postgres.port, DATABASE, passwords)

    def _given_databases(self) -> dict[str, str]:
        missing = [name for name in URL_OF_ROLE.values() if not self.given.get(name)]
        if missing:
            raise RunnerError(
                f"DATABASE_URL is set, but {', '.join(missing)} is not: each role has a URL of its own "
                "(docs/deploy/README.md). Without DATABASE_URL a PostgreSQL of our own is started."
            )
        return {name: self.given[name] for name in URL_OF_ROLE.values()}

    def _start_redis(self) -> dict[str, str]:
        if self.redis is None:
            return {"REDIS_URL": self.given["REDIS_URL"]}
        self.redis.start()
        remember(self.var, "REDIS_PORT", str(self.redis.port))
        return {"REDIS_URL": self.redis.url}
