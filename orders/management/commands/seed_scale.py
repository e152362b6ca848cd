"""`manage.py seed_scale --malls M --products P --orders N --days D`: data to measure with, by COPY."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from orders.seeding.malls import NamesTaken
from orders.seeding.run import Size, seed


class Command(BaseCommand):
    """Fills PostgreSQL as migrator; tables are locked while it runs."""

    help = "Fill the database with malls scale1, scale2, ... their products, orders and statistics."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--malls", type=int, default=20)
        parser.add_argument("--products", type=int, default=200, help="Products of each mall.")
        parser.add_argument("--orders", type=int, default=100_000, help="Orders of all malls together.")
        parser.add_argument("--days", type=int, default=90, help="The orders spread over so many days up to now.")
        parser.add_argument("--big-mall", type=int, default=None, help="Orders of mall scale1; half, if left out.")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--password", default="", help="For the owners scale1 ...; without one nobody signs in.")
        parser.add_argument("--force", action="store_true", help="Also in production.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION and not options["force"]:
            raise CommandError("This is production: made-up malls have no place here (--force does it all the same).")
        size = Size(
            options["malls"], options["products"], options["orders"], options["days"], big_mall=options["big_mall"]
        )
        if size.malls < 1 or size.products < 1 or size.orders < 0 or size.days < 1:
            raise CommandError("There must be at least one mall, one product and one day.")
        began = time.monotonic()
        try:
            counts = seed(size, seed_number=options["seed"], password=options["password"], say=self.stdout.write)
        except NamesTaken as taken:
            raise CommandError(f"Mall {taken} is there already: this database was seeded before.") from taken
        for name, count in counts.items():
            self.stdout.write(f"{count:>12,}  {name}")
        self.stdout.write(f"Took {time.monotonic() - began:.0f} s.")
