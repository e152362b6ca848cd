"""Give a product its picture, or take it away; files are whole or absent, and old ones go after the commit."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.audit import Actor, record
from accounts.shop_hosts import forget_mall_pages
from accounts.tenancy import current_mall_id
from accounts.uploads import NO_ROOM
from catalog.models import Product, ProductImage, UploadedPicture
from catalog.models.image import SIZES, path_of
from catalog.pictures import Picture

log = structlog.get_logger(__name__)


class StorageFull(Exception):
    """There is no room for the files of a picture; the one before is still there."""


@transaction.atomic
def set_product_image(product_id: int, picture: Picture | None, *, actor: Actor) -> ProductImage | None:
    """Replace the first picture of a product; None takes it away. Raises Product.DoesNotExist and StorageFull.

    Each call stores files of its own, so nothing that a page shows is ever overwritten or shared.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    old = ProductImage.objects.filter(product_id=product_id, position=0).first()
    if old is None and picture is None:
        return None
    new = None
    if old is not None:
        remove_files([old])
        old.delete()
    if picture is None:
        close_ranks(product_id)
    else:
        new = ProductImage(
            product=product, stem=store_picture(picture), width=picture.width, height=picture.height, position=0
        )
        new.save(force_insert=True)
    record(
        "product.image_changed",
        product,
        actor=actor,
        before={"image": old.stem if old else ""},
        after={"image": new.stem if new else ""},
    )
    forget_mall_pages()
    return new


def close_ranks(product_id: int) -> None:
    """Have the pictures of a product stand at 0, 1, 2 ... in the order they are in."""
    for place, image in enumerate(ProductImage.objects.filter(product_id=product_id).order_by("position")):
        if image.position != place:
            ProductImage.objects.filter(pk=image.pk).update(position=place)


def remove_files(images: Iterable[ProductImage | UploadedPicture]) -> None:
    """Delete the files of pictures once the present transaction has committed."""
    paths = [path for image in images for path in image.paths]
    if paths:
        transaction.on_commit(lambda: delete_files(paths))


def store_picture(picture: Picture) -> str:
    """Write both files of a picture, whole or not at all; answers their stem. Raises StorageFull."""
    stem = f"{current_mall_id()}/products/{picture.digest}{secrets.token_hex(4)}"
    try:
        for size in SIZES:
            default_storage.save(path_of(stem, size), ContentFile(picture.files[size]))
    except OSError as error:
        delete_files([path_of(stem, size) for size in SIZES])
        if error.errno in NO_ROOM:
            raise StorageFull from error
        raise
    return stem


def delete_files(paths: list[str]) -> None:
    """Delete files now; one that cannot be deleted is noted and left."""
    for path in paths:
        try:
            default_storage.delete(path)
        except OSError as error:  # a file too many is no reason to fail a change that is committed
            log.warning("file_not_deleted", path=path, error=str(error))
