"""Write a mall's rows and files into one ZIP: JSON Lines per table, in chunks, with memory flat."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import report_progress, running_job_id
from accounts.models import DataExport, Job, Mall, Operator, OutboxMessage, SealedField, Shop, User
from accounts.tenancy.catalog import tenant_models

CHUNK: Final = 1000
# Keys, hashes and flags of the machinery: nobody's data, and a way in for whoever finds the file.
NEVER: Final = frozenset({"password", "seal_token", "mall_id", "is_staff", "is_superuser"})
CONTROL: Final[tuple[type[models.Model], ...]] = (Shop, Operator, DataExport)

README = """\
Everything that {host} held on {date}.

data/    one file per kind of record, in JSON Lines: each line is one record, as a JSON object.
files/   what was uploaded.

Money is written as text with its decimals, times in ISO 8601, in UTC. Passwords, keys and other secrets are left out.
"""


def write_archive(target: Path, mall_id: int) -> None:
    """Write the ZIP of one mall, which must be named (`tenancy.acting_for`); moves the running job's bar.

    Rows are read in chunks, each in a step of its own. Raises tenancy.MallGone once the mall is deleted.
    """
    archive = _Archive(target, mall_id)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive.zip:
        archive.write()


class _Archive:
    """One export under way: what to write, and how far it is."""

    zip: zipfile.ZipFile

    def __init__(self, target: Path, mall_id: int) -> None:
        self.target, self.mall_id = target, mall_id
        self.folder = Path(settings.MEDIA_ROOT) / str(mall_id)
        self.done = self.total = 0

    def write(self) -> None:
        sources = [*self.control_rows(), *self.tenant_rows()]
        files = self.files()
        with tenancy.step():
            self.total = sum(rows().count() for _name, rows, _fields in sources) + len(files)
            host = Mall.objects.get(pk=self.mall_id).host
        self.zip.writestr("README.txt", README.format(host=host, date=timezone.now().strftime("%Y-%m-%d %H:%M UTC")))
        for name, rows, fields in sources:
            with self.zip.open(f"data/{name}.jsonl", "w", force_zip64=True) as out:
                self.write_rows(out, rows, fields)
        for path in files:
            with tenancy.step():  # ends here once the mall is deleted
                self.zip.write(path, Path("files") / path.relative_to(self.folder))
            self.move_on(1)

    def control_rows(self) -> Iterator[Source]:
        """The mall's own rows of the control plane. Of messages, what was sent when to whom, not the text."""
        yield "mall", lambda: Mall.objects.filter(pk=self.mall_id), fields_of(Mall)
        for model in CONTROL:
            yield model._meta.model_name or "", _of_mall(model, self.mall_id), fields_of(model)
        yield "user", lambda: User.objects.filter(operator__mall_id=self.mall_id), fields_of(User)
        yield "job", _of_mall(Job, self.mall_id), ["id", "task", "state", "created_at", "finished_at"]
        message = ["id", "kind", "channel", "recipient", "language", "subject", "state", "created_at", "sent_at"]
        yield "message", _of_mall(OutboxMessage, self.mall_id), message

    def tenant_rows(self) -> Iterator[Source]:
        for model in tenant_models():
            if model.is_exported:
                yield model._meta.label_lower.replace(".", "_"), model.objects.all, fields_of(model)

    def files(self) -> list[Path]:
        found = self.folder.rglob("*") if self.folder.exists() else []
        return sorted(path for path in found if path.is_file() and not path.name.endswith(".part"))

    def write_rows(self, out: IO[bytes], rows: Rows, fields: list[str]) -> None:
        after: Any = None
        while True:
            with tenancy.step():
                queryset = rows().order_by("pk")
                chunk = list(queryset.filter(pk__gt=after)[:CHUNK] if after is not None else queryset[:CHUNK])
                out.write(b"".join(line_of(row, fields) for row in chunk))
            self.move_on(len(chunk))
            if len(chunk) < CHUNK:
                return
            after = chunk[-1].pk

    def move_on(self, count: int) -> None:
        self.done += count
        report_progress(running_job_id(), self.done, max(self.total, self.done))


Rows = Callable[[], "models.QuerySet[Any]"]
Source = tuple[str, Rows, list[str]]


def fields_of(model: type[models.Model]) -> list[str]:
    """The columns of a model that an export shows: no secret, no hash."""
    hidden = NEVER | set(getattr(model, "not_exported", ()))
    return [
        field.attname
        for field in model._meta.concrete_fields
        if not isinstance(field, SealedField | models.BinaryField)
        and field.attname not in hidden
        and not field.attname.endswith("_hash")
    ]


def line_of(row: models.Model, fields: list[str]) -> bytes:
    """One record as a line of JSON."""
    values = {name: getattr(row, name) for name in fields}
    plain = {name: value.name if isinstance(value, FieldFile) else value for name, value in values.items()}
    return (json.dumps(plain, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _of_mall(model: type[models.Model], mall_id: int) -> Rows:
    return lambda: models.QuerySet(model).filter(mall_id=mall_id)
