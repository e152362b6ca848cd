"""The representative icon: 120 x 120 pixels, at most 50 KB, png or jpg; encoded anew before it is kept (R2.35)."""

from __future__ import annotations

import io
import struct
from typing import Final

from django.core.files.base import File
from PIL import Image, ImageOps

SIDE: Final = 120
MOST_BYTES: Final = 50 * 1024
FORMATS: Final = ("PNG", "JPEG")


class IconRefused(Exception):
    """The file is no icon; `reason` is too_many_bytes, not_a_picture or wrong_size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_icon(upload: File[bytes]) -> bytes:
    """The picture of an upload as PNG, nothing but its pixels. Raises IconRefused, before anything is unpacked."""
    if (upload.size or 0) > MOST_BYTES:
        raise IconRefused("too_many_bytes")
    upload.seek(0)
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.size != (SIDE, SIDE):
                raise IconRefused("wrong_size")
            image.load()
            made = io.BytesIO()
            ImageOps.exif_transpose(image).convert("RGBA").save(made, "PNG", optimize=True)
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, struct.error) as error:
        raise IconRefused("not_a_picture") from error
    return made.getvalue()
