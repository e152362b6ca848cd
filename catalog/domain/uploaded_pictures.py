"""Pictures that an app uploads first and gives to products later (wire contract 2.7, products/images)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.tenancy import current_mall_id
from catalog.domain.set_image import StorageFull, delete_files, remove_files, store_picture
from catalog.models import UploadedPicture
from catalog.models.image import SIZES, path_of
from catalog.pictures import Picture

MOST_WAITING: Final = 1000
KEPT: Final = dt.timedelta(days=1)
SWEPT_AT_ONCE: Final = 100


class TooManyUploads(Exception):
    """A mall keeps at most MOST_WAITING uploads that are younger than a day."""


@transaction.atomic
def upload_pictures(pictures: Sequence[Picture]) -> list[UploadedPicture]:
    """Store pictures for a day, in which products may take them; uploads that are older are taken away by the way.

    Nothing that a mall shows changes, so nothing is noted. Raises TooManyUploads and StorageFull: none is kept.
    """
    _sweep()
    if UploadedPicture.objects.count() + len(pictures) > MOST_WAITING:
        raise TooManyUploads
    stored: list[UploadedPicture] = []
    for picture in pictures:
        try:
            stem = store_picture(picture)
        except (StorageFull, OSError):
            delete_files([path for upload in stored for path in upload.paths])
            raise
        stored.append(UploadedPicture(stem=stem, digest=picture.digest, width=picture.width, height=picture.height))
    return UploadedPicture.objects.bulk_create(stored)


def taken_upload(path: str) -> Picture:
    """The picture that a path of an upload names, as a product stores it: a copy, so that several may take it.

    The path may be a whole address. Raises UploadedPicture.DoesNotExist, also where the files are gone.
    """
    stem = path.rpartition("/")[2].partition("-")[0]
    upload = UploadedPicture.objects.get(stem=f"{current_mall_id()}/products/{stem}")
    try:
        files = {size: _content(path_of(upload.stem, size)) for size in SIZES}
    except FileNotFoundError as error:
        raise UploadedPicture.DoesNotExist(path) from error
    return Picture(upload.digest, upload.width, upload.height, files)


def _content(path: str) -> bytes:
    with default_storage.open(path) as file:
        content: bytes = file.read()
        return content


def _sweep() -> None:
    """Take away what nobody asked for in a day; a few at a time, each call its share."""
    old = UploadedPicture.objects.filter(uploaded_at__lt=timezone.now() - KEPT)
    rows = list(old.select_for_update(skip_locked=True).order_by("uploaded_at")[:SWEPT_AT_ONCE])
    if rows:
        UploadedPicture.objects.filter(pk__in=[row.pk for row in rows]).delete()
        remove_files(rows)
