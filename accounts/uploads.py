"""Uploads that the temporary folder has no room for: the form is answered with what is wrong, not with an error page.

Django writes files of more than a megabyte to the temporary folder while it reads the request. Where that fails, the
rest of the file is read and dropped, so that the other fields of the form arrive and can be shown again.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from typing import Any, Final

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopFutureHandlers, TemporaryFileUploadHandler

log = structlog.get_logger(__name__)
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UnstoredFile(UploadedFile):  # type: ignore[type-arg]  # it takes no argument when the program runs
    """A file that was sent and could not be kept. Whoever reads it gets the OSError that the disk gave."""

    def __init__(self, name: str, size: int, error: OSError) -> None:
        super().__init__(file=None, name=name, size=size)
        self.error = error

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        raise self.error

    def read(self, *_args: Any) -> bytes:
        raise self.error


class RoomAwareUploadHandler(TemporaryFileUploadHandler):
    """Django's handler of large files, for a disk that may be full."""

    error: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; a folder that takes none is noted."""
        self.error = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._note(error)
            raise StopFutureHandlers from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, or drop it where an earlier one did not fit."""
        if self.error is not None:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._note(error)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """The file, whole or known to be unstored."""
        if self.error is None:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._note(error)
        assert self.error is not None  # noqa: S101 - noted on the line above or before
        return UnstoredFile(self.file_name or "", file_size, self.error)

    def _note(self, error: OSError) -> None:
        """Remember it, and give back the room that the part took; another error than a full disk is none of ours."""
        if error.errno not in NO_ROOM:
            raise error
        log.warning("upload_without_room", file=self.file_name, error=str(error))
        self.error = error
        with contextlib.suppress(OSError, AttributeError):  # closing writes what is left, and deletes the file
            self.file.close()
