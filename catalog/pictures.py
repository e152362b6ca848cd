"""Turn an uploaded file into pictures that are safe to serve: decoded, turned upright, scaled, encoded anew.

Nothing of the upload survives but its pixels: no EXIF (places, names), no second file behind the picture.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.files.base import File
from PIL import Image, ImageOps

from catalog.models.image import LARGE, SIZES

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST_PIXELS: Final = 20_000_000
QUALITY: Final = 82
# Longest side and quality of each try to make a heavy picture lighter: first a little coarser, then smaller too.
LIGHTER: Final = ((LARGE, 74), (LARGE, 64), (1000, 64), (800, 60))


class PictureRefused(Exception):
    """The file cannot become a picture; `reason` is not_a_picture, too_many_bytes or too_many_pixels."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in WebP by its longest side in pixels; `width` and `height` are those of the large one."""

    digest: str
    width: int
    height: int
    files: dict[int, bytes]


def read_picture(upload: File[bytes]) -> Picture:
    """Decode PNG, JPEG, WebP or GIF (its first frame), known by content and not by name. Raises PictureRefused.

    At most settings.MAX_IMAGE_BYTES and 20 million pixels, told from the header before anything is unpacked.
    """
    if (upload.size or 0) > settings.MAX_IMAGE_BYTES:
        raise PictureRefused("too_many_bytes")
    upload.seek(0)
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise PictureRefused("too_many_pixels")
            image.draft("RGB", (2 * LARGE, 2 * LARGE))  # a JPEG is unpacked no larger than needed
            image.load()
            return _encode(_plain(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("too_many_pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, struct.error) as error:
        raise PictureRefused("not_a_picture") from error


def lighter_picture(content: bytes, *, most_bytes: int) -> Picture | None:
    """A stored picture encoded anew, its large file no heavier than `most_bytes`; None where no try of LIGHTER does.

    Raises PictureRefused("not_a_picture") for a file that cannot be decoded.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as stored:
            stored.load()
            image = _plain(stored)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise PictureRefused("not_a_picture") from error
    for longest, quality in LIGHTER:
        picture = _encode(image.copy(), longest=longest, quality=quality)
        if len(picture.files[LARGE]) <= most_bytes:
            return picture
    return None


def _plain(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _encode(image: Image.Image, *, longest: int = LARGE, quality: int = QUALITY) -> Picture:
    files: dict[int, bytes] = {}
    width = height = 0
    for size in SIZES:  # large first: the small one is scaled from it
        side = min(size, longest)
        image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        if size == LARGE:
            width, height = image.size
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=4)
        files[size] = buffer.getvalue()
    return Picture(hashlib.sha256(files[LARGE]).hexdigest()[:32], width, height, files)
