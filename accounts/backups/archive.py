"""Write and read the archive: a tar of `about.json`, `database.dump` and the two folders of files."""

from __future__ import annotations

import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from accounts.backups.programs import BackupError, run

FORMAT = 1
ABOUT, DUMP = "about.json", "database.dump"


def folders() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_ROOT)}


def backup(target: Path) -> dict[str, Any]:
    """Write the archive, whole or not at all, and return what `about.json` says.

    The database is one consistent snapshot; files that change meanwhile are those of a moment later. Secrets stay
    encrypted: keep ENCRYPTION_KEYS apart, without them they cannot be read. Raises BackupError.
    """
    part = target.with_name(f".{target.name}.part")
    about = {"format": FORMAT, "made_at": timezone.now().isoformat(), "tables": row_counts()}
    try:
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / DUMP
            run("pg_dump", "--format=custom", "--no-password", f"--file={dump}")
            description = Path(folder) / ABOUT
            description.write_text(json.dumps(about, indent=1))
            with tarfile.open(part, "w:gz") as archive:
                archive.add(description, ABOUT)
                archive.add(dump, DUMP)
                for name, path in folders().items():
                    if path.exists():
                        archive.add(path, name)
        part.chmod(0o600)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return about


def restore(source: Path) -> dict[str, Any]:
    """Fill an empty database and empty folders from an archive; rows, rights, policies and triggers come back.

    Raises BackupError where anything is there already: a restore never overwrites. The roles must exist
    (docs/deploy/roles.sql).
    """
    _refuse_what_is_not_empty()
    with tempfile.TemporaryDirectory() as folder:
        about = _unpack(source, Path(folder))
        run("pg_restore", "--dbname", _database(), "--no-password", "--exit-on-error", "--single-transaction",
            "--no-comments", str(Path(folder) / DUMP))  # fmt: skip
        for name, path in folders().items():
            _move_files(Path(folder) / name, path)
    return about


def row_counts() -> dict[str, int]:
    """Rows per table, as role migrator sees them."""
    with connections["migrator"].cursor() as cursor:
        names = _tables(cursor)
        counts = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names from the catalogue
            counts[name] = int(cursor.fetchone()[0])
    return counts


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
        "AND NOT relispartition ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def _refuse_what_is_not_empty() -> None:
    with connections["migrator"].cursor() as cursor:
        tables = _tables(cursor)
    connections["migrator"].close()
    if tables:
        raise BackupError(f"The database is not empty ({len(tables)} tables). Restore into a new one.")
    for path in folders().values():
        if path.exists() and any(path.iterdir()):
            raise BackupError(f"{path} is not empty. Move it away first.")


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text())
    except (OSError, tarfile.TarError, ValueError, EOFError) as error:
        raise BackupError(f"{source} is no backup of this platform: {error}") from error
    if about.get("format") != FORMAT:
        raise BackupError(f"{source} has format {about.get('format')}; this version reads {FORMAT}.")
    return about


def _move_files(source: Path, target: Path) -> None:
    if source.exists():
        target.mkdir(parents=True, exist_ok=True)
        for path in source.rglob("*"):
            place = target / path.relative_to(source)
            if path.is_dir():
                place.mkdir(parents=True, exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(path.read_bytes())


def _database() -> str:
    return str(connections["migrator"].settings_dict["NAME"])
