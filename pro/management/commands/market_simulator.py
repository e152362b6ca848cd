"""Run the marketplace simulator on this machine; `make run` starts it."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from pro.marketplaces.simulator.market import MODES
from pro.marketplaces.simulator.server import Simulator


class Command(BaseCommand):
    help = "Stand in for every marketplace on loopback. Invented products, real signature checks, faults on demand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.MARKET_SIMULATOR_PORT)
        parser.add_argument("--mode", choices=MODES, default="ok", help="How all of them behave at first.")

    def handle(self, *_args: Any, **options: Any) -> None:
        simulator = Simulator(options["port"])
        for market in simulator.markets.values():
            market.misbehave(options["mode"])
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: threading.Thread(target=simulator.close, daemon=True).start())
        self.stdout.write(f"Simulating {', '.join(simulator.markets)} on {simulator.url} [simulated]")
        self.stdout.flush()
        simulator.serve()
