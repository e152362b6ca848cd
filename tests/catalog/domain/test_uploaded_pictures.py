"""Uploads of apps are kept for a day, within bounds, and are copied by who takes them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import tenancy
from catalog.domain import uploaded_pictures
from catalog.domain.uploaded_pictures import TooManyUploads, taken_upload, upload_pictures
from catalog.models import UploadedPicture
from catalog.models.image import LARGE, path_of
from catalog.pictures import Picture, read_picture
from tests.factories_catalog import picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Picture:
    return read_picture(ContentFile(picture_bytes()))


def test_an_upload_is_taken_whole_and_stays(inside, picture):
    (upload,) = upload_pictures([picture])
    for _time in range(2):
        assert taken_upload(f"https://anywhere/media/{path_of(upload.stem, LARGE)}") == picture


@pytest.mark.parametrize("path", ["", "x.webp", "/media/9/products/0-1200.webp", "../../etc/passwd", "%2e%2e/x"])
def test_a_path_of_no_upload_names_nothing(inside, path):
    with pytest.raises(UploadedPicture.DoesNotExist):
        taken_upload(path)


def test_an_upload_whose_file_is_gone_names_nothing(inside, picture):
    (upload,) = upload_pictures([picture])
    default_storage.delete(path_of(upload.stem, LARGE))
    with pytest.raises(UploadedPicture.DoesNotExist):
        taken_upload(path_of(upload.stem, LARGE))


def test_another_mall_s_upload_names_nothing(inside, other_mall, picture):
    (upload,) = upload_pictures([picture])
    with tenancy.mall(other_mall.pk), pytest.raises(UploadedPicture.DoesNotExist):
        taken_upload(path_of(upload.stem, LARGE))


def test_more_than_the_mall_may_keep_are_refused_until_a_day_has_gone(inside, picture, monkeypatch):
    monkeypatch.setattr(uploaded_pictures, "MOST_WAITING", 1)
    upload_pictures([picture])
    with pytest.raises(TooManyUploads):
        upload_pictures([picture])
    UploadedPicture.objects.update(uploaded_at=timezone.now() - dt.timedelta(days=1, seconds=1))
    assert len(upload_pictures([picture])) == 1
    assert UploadedPicture.objects.count() == 1
