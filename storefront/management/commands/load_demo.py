"""`manage.py load_demo`: the malls that a first start shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.demo.load import load_demo


class Command(BaseCommand):
    """Make the demo malls and print their sign-ins; again: make only what is missing."""

    help = "Load two demo malls with products, and outside production a support sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Load them in production, too (no support sign-in).")

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        if settings.IS_PRODUCTION and not force:
            raise CommandError("A demo has no place in production; --force loads the malls all the same.")
        for entry in load_demo(settings.VAR / "demo.json", with_staff=not settings.IS_PRODUCTION):
            access = f"  {entry['login']} / {entry['password']}" if entry["login"] else ""
            self.stdout.write(f"{entry['label']}: {entry['url']}{access}")
