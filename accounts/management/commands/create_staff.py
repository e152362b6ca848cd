"""`manage.py create_staff <id> <email>`: the first person of support has nobody to invite them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.domain.login_ids import LoginIdTaken
from accounts.domain.staff import create_staff


class Command(BaseCommand):
    """Prints the link as well: the mail server may not be set up yet."""

    help = "Make a support account and mail the link that sets its password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login_id")
        parser.add_argument("email")
        parser.add_argument("--language", choices=["en", "ko"], default="en")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            user, link = create_staff(options["login_id"], options["email"], language=options["language"])
        except LoginIdTaken as error:
            raise CommandError("This ID is already in use.") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{user.login_id} may work in /support/. Set the password here:\n{link}")
