"""Files that are either whole or absent: written aside, synced, renamed (security.md F10)."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class AtomicFileSystemStorage(FileSystemStorage):
    """A full disk leaves no torn file: the error is raised, the old file stays, the part is removed."""

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        try:
            with part.open("wb") as handle:
                for chunk in content.chunks():
                    handle.write(chunk)
                handle.flush()
                os.fsync(handle.fileno())
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
        return name.replace("\\", "/")
