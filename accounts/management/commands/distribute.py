"""`manage.py distribute`: spread the malls over the nodes of a Citus cluster."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections

from accounts.tenancy.distribution import statements


class Command(BaseCommand):
    """Needs a server with the extension citus: the embedded PostgreSQL has none, so there only --dry-run works."""

    help = "Turn a plain database into a Citus one, distributed by mall. --dry-run prints the statements."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write("\n".join(f"{statement};" for statement in statements()))
            return
        with connections["migrator"].cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
            if not cursor.fetchone()[0]:
                raise CommandError(
                    "This database has no extension citus (the embedded PostgreSQL cannot have it). Run "
                    "CREATE EXTENSION citus as its superuser first; --dry-run shows what would be done."
                )
            for statement in statements():
                self._execute(cursor, statement)

    def _execute(self, cursor: Any, statement: str) -> None:
        """One statement at a time, as Citus asks for; what is distributed already is said and passed over."""
        try:
            cursor.execute(statement)
        except DatabaseError as error:
            if "already distributed" not in str(error):
                raise CommandError(f"{statement}\n{error}") from error
            self.stdout.write(f"already done: {statement}")
        else:
            self.stdout.write(statement)
