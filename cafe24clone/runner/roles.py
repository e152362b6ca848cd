"""The database roles of docs/tenancy.md. The rules themselves stand in docs/deploy/roles.sql."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from psycopg2.extensions import parse_dsn

from cafe24clone.runner.postgres_server import binaries
from cafe24clone.runner.processes import RunnerError

ROLES_SQL = Path(__file__).resolve().parents[2] / "docs" / "deploy" / "roles.sql"
URL_OF_ROLE = {
    "app": "DATABASE_URL",
    "batch": "DATABASE_BATCH_URL",
    "migrator": "DATABASE_MIGRATOR_URL",
    "support": "DATABASE_SUPPORT_URL",
}


def ensure_roles(superuser_dsn: str, database_name: str, passwords: Mapping[str, str]) -> None:
    """Make the four roles and the database, owned by migrator, or bring them back to what they must be.

    `passwords` names a password per role. A second call changes nothing. Raises RunnerError with what
    the server answered.
    """
    server = parse_dsn(superuser_dsn)
    environment = {
        "PGHOST": server["host"],
        "PGPORT": server.get("port", "5432"),
        "PGUSER": server["user"],
        "PGPASSWORD": server.get("password", ""),
        "PGDATABASE": server["dbname"],
        "DATABASE_NAME": database_name,
    } | {f"{role.upper()}_PASSWORD": passwords[role] for role in URL_OF_ROLE}
    result = subprocess.run(
        [str(binaries() / "psql"), "--no-psqlrc", "--quiet", "--file", str(ROLES_SQL)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise RunnerError(f"The database roles could not be made:\n{result.stderr}")


def role_urls(port: int, database_name: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """The DATABASE_*URL variables for a server on this loopback port."""
    return {
        name: f"postgresql://{role}:{quote(passwords[role], safe='')}@127.0.0.1:{port}/{database_name}"
        for role, name in URL_OF_ROLE.items()
    }
