"""`manage.py backup <file>`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.backups import BackupError, backup


class Command(BaseCommand):
    """The archive holds personal data: only its owner may read it."""

    help = "Write the database and all files into one archive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            about = backup(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(about["tables"].values())
        self.stdout.write(f"{options['file']}: {len(about['tables'])} tables, {rows} rows, and the files.")
        self.stdout.write("Keep ENCRYPTION_KEYS apart from it; without them the secrets in it cannot be read.")
