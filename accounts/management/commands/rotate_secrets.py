"""`manage.py rotate_secrets`: after a new key was put first in ENCRYPTION_KEYS; the old one may go afterwards."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.rotate_secrets import rotate_secrets
from accounts.sealing import SealBroken


class Command(BaseCommand):
    """Can be cut short and called again."""

    help = "Encrypt all sealed secrets anew under the first key of ENCRYPTION_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            for what, count in rotate_secrets():
                self.stdout.write(f"{what}: {count} encrypted anew")
        except SealBroken as error:
            raise CommandError(f"Stopped: {error}") from error
