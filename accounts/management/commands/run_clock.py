"""The clock process: every 15 seconds it writes due slots and wakes workers (design 4)."""

from __future__ import annotations

import signal
import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from accounts.jobs.schedule import tick
from accounts.tenancy.startup import refuse_holes

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT."""

    help = "Look every few seconds for due slots of the job ledger and wake workers for them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=15.0, help="Pause between two looks.")

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_holes()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        log.info("clock_started")
        while not stop.is_set():
            close_old_connections()
            try:
                tick()
            except DatabaseError as error:
                log.warning("clock_waits_for_database", error=str(error))
            stop.wait(options["seconds"])
        log.info("clock_stopped")
