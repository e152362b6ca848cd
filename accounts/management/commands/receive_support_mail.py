"""`manage.py receive_support_mail < mail`: file a request for reactivation that came by mail.

For a mail server's pipe. Exit codes are those of sysexits.h: 0 filed (or read before, or written by a machine);
65 not such a mail, so that the server keeps it or sends it back; 75 the database is away, try again.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from accounts.domain.reactivate import file_mailed_request
from accounts.support_mail import LARGEST_BYTES, AutomaticMail, NotARequest, read_mail

EX_DATAERR, EX_TEMPFAIL = 65, 75


class Command(BaseCommand):
    """Reads one RFC 5322 message from stdin."""

    help = "File a request for reactivation from a mail on stdin (RFC 5322)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            request = file_mailed_request(read_mail(sys.stdin.buffer.read(LARGEST_BYTES + 1)))
        except AutomaticMail as reason:
            self.stdout.write(f"Ignored: {reason}")
        except NotARequest as reason:
            raise CommandError(str(reason), returncode=EX_DATAERR) from reason
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database is away: {error}".strip(), returncode=EX_TEMPFAIL) from error
        else:
            self.stdout.write(f"Request {request.pk}, due {request.due_on:%Y-%m-%d}.")
