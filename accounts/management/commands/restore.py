"""`manage.py restore <file>`: into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.backups import BackupError, restore


class Command(BaseCommand):
    """Never overwrites: a database with tables in it is refused."""

    help = "Fill an empty database and empty folders from an archive that `backup` wrote."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            about = restore(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored what was saved at {about['made_at']}. Run `manage.py migrate` if it is older.")
