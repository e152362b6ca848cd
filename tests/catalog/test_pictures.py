"""Pictures of products: what is accepted, what is stored, what is served."""

from __future__ import annotations

import errno
import io
import struct
import subprocess
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts import tenancy
from accounts.audit import Actor
from catalog.domain.set_image import StorageFull, set_product_image
from catalog.models import Product, ProductImage, ProductImport
from catalog.pictures import PictureRefused, read_picture
from tests.factories_catalog import make_product, picture_bytes, upload

SYSTEM = Actor.system()


def huge_png(side: int) -> bytes:
    """A PNG that says it has side x side pixels, in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_each_kind_becomes_webp_in_two_sizes(kind):
    picture = read_picture(upload(picture_bytes(kind, (2400, 1600)), "any.txt"))
    assert (picture.width, picture.height) == (1200, 800)
    with Image.open(io.BytesIO(picture.files[480])) as small:
        assert (small.format, small.size) == ("WEBP", (480, 320))


def test_a_small_picture_is_not_blown_up():
    picture = read_picture(upload(picture_bytes()))
    assert (picture.width, picture.height) == (60, 40)


def test_exif_is_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: to be shown a quarter to the right
    exif[0x010E] = "taken at home, 37.5 N 127.0 E"
    picture = read_picture(upload(picture_bytes("JPEG", exif=exif)))
    assert (picture.width, picture.height) == (40, 60)
    for content in picture.files.values():
        assert b"taken at home" not in content
        assert b"Exif" not in content
    with Image.open(io.BytesIO(picture.files[1200])) as image:
        red, _green, blue = image.convert("RGB").getpixel((20, 5))
        assert red > blue  # what was left is now on top


def test_a_second_file_behind_the_picture_does_not_survive():
    picture = read_picture(upload(picture_bytes("GIF") + b"<script>alert(1)</script>PK\x03\x04"))
    assert all(b"script" not in content for content in picture.files.values())


def test_transparency_survives():
    buffer = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(read_picture(upload(buffer.getvalue())).files[1200])) as image:
        assert image.convert("RGBA").getpixel((25, 25))[3] == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"GIF89a" + b"\0" * 50, "not_a_picture"),
        (picture_bytes("JPEG", (400, 400))[:600], "not_a_picture"),
        (picture_bytes("PNG", (400, 400))[:-40], "not_a_picture"),
        (picture_bytes("BMP"), "not_a_picture"),
        (huge_png(5000), "too_many_pixels"),
        (huge_png(60_000), "too_many_pixels"),
        (picture_bytes() + b"\0" * 5 * 1024 * 1024, "too_many_bytes"),
    ],
    ids=["empty", "svg", "hollow gif", "torn jpeg", "torn png", "bmp", "25 megapixels", "bomb", "heavy"],
)
def test_what_is_no_fair_picture_is_refused(content, reason):
    with pytest.raises(PictureRefused) as refused:
        read_picture(upload(content))
    assert refused.value.reason == reason


@pytest.mark.django_db
def test_a_refused_picture_is_named_at_its_field_and_the_rest_stays(client, cast, mall):
    cast.sign_in(client, "owner")
    bomb = SimpleUploadedFile("bomb.png", huge_png(60_000), content_type="image/png")
    response = client.post(reverse("catalog:product_new"), {"name": "Cup", "price": "100", "image": bomb})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["image"]
    assert 'value="Cup"' in response.content.decode()


@pytest.mark.django_db
def test_a_new_picture_takes_the_old_ones_place_and_old_files_go_after_the_commit(
    mall, django_capture_on_commit_callbacks
):
    media = Path(settings.MEDIA_ROOT)
    with tenancy.mall(mall.pk):
        product = make_product()
        old = set_product_image(product.pk, read_picture(upload(picture_bytes())), actor=SYSTEM)
        with django_capture_on_commit_callbacks(execute=True):
            new = set_product_image(product.pk, read_picture(upload(picture_bytes())), actor=SYSTEM)
            assert all((media / path).exists() for path in [*old.paths, *new.paths])
        assert not any((media / path).exists() for path in old.paths)
        assert all((media / path).exists() for path in new.paths)
        with django_capture_on_commit_callbacks(execute=True):
            set_product_image(product.pk, None, actor=SYSTEM)
        assert not ProductImage.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def fill_disk(folder: Path) -> None:
    """A disk of 64 kB at `folder`; skips where this machine lets nobody mount one."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode != 0:
        pytest.skip("Mounting a small disk needs root.")


@pytest.fixture
def small_disk(tmp_path: Path, settings):
    folder = tmp_path / "small"
    fill_disk(folder)
    settings.MEDIA_ROOT = folder
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.django_db
def test_a_full_disk_keeps_the_old_picture_and_says_so(client, cast, mall, small_disk):
    """Faults: disk full at image upload."""
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
        old = set_product_image(product.pk, read_picture(upload(picture_bytes())), actor=SYSTEM)
    noise = Image.effect_noise((900, 900), 120).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "PNG")
    cast.sign_in(client, "owner")
    response = client.post(
        reverse("catalog:product_edit", args=[product.pk]),
        {"name": "New name", "price": "100", "image": SimpleUploadedFile("noise.png", buffer.getvalue())},
    )
    assert response.status_code == 422
    assert "Storage is full" in response.context["form"].errors["image"][0]
    assert "New name" in response.content.decode()
    with tenancy.mall(mall.pk):
        assert Product.objects.get().name == "Cup"
        assert ProductImage.objects.get().stem == old.stem
    assert sorted(str(path.relative_to(small_disk)) for path in small_disk.rglob("*.webp")) == sorted(old.paths)
    assert not list(small_disk.rglob("*.part"))


@pytest.fixture
def small_temporary_folder(tmp_path: Path, settings) -> Path:
    folder = tmp_path / "small"
    fill_disk(folder)
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def heavy_picture() -> SimpleUploadedFile:
    """More than a megabyte, so that Django puts it into the temporary folder."""
    buffer = io.BytesIO()
    Image.effect_noise((1400, 1400), 120).save(buffer, "PNG")
    assert buffer.tell() > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    return SimpleUploadedFile("noise.png", buffer.getvalue())


NO_ROOM = "Storage is full, so this file could not be taken in."


@pytest.mark.django_db
def test_a_full_temporary_folder_is_told_at_the_picture_and_nothing_is_lost(client, cast, mall, small_temporary_folder):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
        old = set_product_image(product.pk, read_picture(upload(picture_bytes())), actor=SYSTEM)
    cast.sign_in(client, "owner")
    response = client.post(
        reverse("catalog:product_edit", args=[product.pk]),
        {"name": "New name", "image": heavy_picture(), "price": "100", "summary": "typed after the file"},
    )
    assert response.status_code == 422
    assert {name: list(errors) for name, errors in response.context["form"].errors.items()}.keys() == {"image"}
    assert response.context["form"].errors["image"][0].startswith(NO_ROOM)
    page = response.content.decode()
    assert "New name" in page
    assert "typed after the file" in page
    with tenancy.mall(mall.pk):
        assert Product.objects.get().name == "Cup"
        assert ProductImage.objects.get().stem == old.stem
    assert not list(small_temporary_folder.iterdir())  # the room is given back


@pytest.mark.django_db
def test_a_full_temporary_folder_is_told_for_several_pictures(client, cast, mall, small_temporary_folder):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    cast.sign_in(client, "owner")
    small = SimpleUploadedFile("small.png", picture_bytes())
    address = reverse("catalog:product_images", args=[product.pk])
    response = client.post(address, {"images": [small, heavy_picture()]})
    assert response.status_code == 422
    assert NO_ROOM in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not ProductImage.objects.exists()


@pytest.mark.django_db
def test_a_full_temporary_folder_is_told_for_a_sheet(client, cast, mall, small_temporary_folder):
    cast.sign_in(client, "owner")
    sheet = SimpleUploadedFile("cups.csv", b"code,name,price\n" + b"A,Cup,1\n" * 200_000)
    response = client.post(reverse("catalog:import_list"), {"file": sheet})
    assert response.status_code == 422
    assert "Storage is full, so the file was not taken." in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not ProductImport.objects.exists()


@pytest.mark.django_db
def test_a_folder_that_holds_no_sheets_is_told_and_leaves_no_part(client, cast, mall, small_disk, settings):
    settings.PRIVATE_ROOT = small_disk
    cast.sign_in(client, "owner")
    sheet = SimpleUploadedFile("cups.csv", b"code,name,price\n" + b"A,Cup,1\n" * 20_000)
    response = client.post(reverse("catalog:import_list"), {"file": sheet})
    assert response.status_code == 422
    assert "Storage is full, so the file was not taken." in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not ProductImport.objects.exists()
    assert not [path for path in small_disk.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_another_error_of_the_disk_is_not_called_a_full_one(mall, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").write_text("a file where the folder should be")
    with tenancy.mall(mall.pk):
        product = make_product()
        with pytest.raises(OSError) as error:  # noqa: PT011 - which one it is depends on the system
            set_product_image(product.pk, read_picture(upload(picture_bytes())), actor=SYSTEM)
    assert not isinstance(error.value, StorageFull)
    assert error.value.errno != errno.ENOSPC


@pytest.fixture
def stored(mall) -> ProductImage:
    with tenancy.mall(mall.pk):
        product = make_product()
        image = set_product_image(product.pk, read_picture(upload(picture_bytes())), actor=SYSTEM)
    assert image is not None
    return image


@pytest.mark.django_db
def test_a_picture_is_served_for_ever_on_its_own_malls_host(shopper, client, stored):
    for browser in (shopper, client):
        response = browser.get(f"/media/{stored.paths[0]}")
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in response
        assert b"".join(response.streaming_content)[:4] == b"RIFF"
        again = browser.get(f"/media/{stored.paths[0]}", headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


@pytest.mark.django_db
def test_another_malls_host_does_not_serve_it(other_mall, stored):
    stranger = Client(HTTP_HOST=f"{other_mall.host}.{settings.MALL_DOMAIN}")
    assert stranger.get(f"/media/{stored.paths[0]}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "../settings.py",
        "..%2f..%2fetc%2fpasswd",
        "{mall}/products/../../{mall}/products/x.webp",
        "{mall}/products/",
        "{mall}/products/%00.webp",
        "{mall}/products/" + "a" * 40 + "-480.webp",
        "{mall}/products/" + "a" * 40 + "-480.webp\n",
        "{mall}/private/secret.csv",
    ],
)
def test_nothing_else_is_served(shopper, mall, path):
    assert shopper.get(f"/media/{path.format(mall=mall.pk)}").status_code in {400, 404}


@pytest.mark.django_db
def test_a_proxy_may_do_the_sending(shopper, stored, settings):
    settings.MEDIA_ACCEL_PREFIX = "/protected/"
    response = shopper.get(f"/media/{stored.paths[0]}")
    assert response["X-Accel-Redirect"] == f"/protected/{stored.paths[0]}"
    assert response.content == b""
