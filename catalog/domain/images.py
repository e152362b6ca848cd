"""The pictures of a product: add, order, describe, remove."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from accounts.audit import Actor, record
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.set_image import StorageFull, close_ranks, delete_files, remove_files, store_picture
from catalog.models import Product, ProductImage
from catalog.pictures import Picture

MOST_IMAGES: Final = 20
ASIDE: Final = 1000


class TooManyImages(Exception):
    """A product has at most MOST_IMAGES pictures."""


@transaction.atomic
def add_images(product_id: int, pictures: Sequence[Picture], *, actor: Actor) -> int:
    """Add pictures after those there are. Raises Product.DoesNotExist, TooManyImages and StorageFull: none is added."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    count = ProductImage.objects.filter(product=product).count()
    if count + len(pictures) > MOST_IMAGES:
        raise TooManyImages
    stored: list[ProductImage] = []
    for place, picture in enumerate(pictures):
        try:
            stem = store_picture(picture)
        except (StorageFull, OSError):
            _forget(stored)
            raise
        image = ProductImage(
            product=product, position=count + place, stem=stem, width=picture.width, height=picture.height
        )
        image.save(force_insert=True)
        stored.append(image)
    if stored:
        _note(product, {"images": count}, {"images": count + len(stored)}, actor)
    return len(stored)


@transaction.atomic
def describe_image(product_id: int, image_id: int, alt: str, *, actor: Actor) -> None:
    """Say what a picture shows, for whoever cannot see it. Raises ProductImage.DoesNotExist."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    image = ProductImage.objects.get(product=product, pk=image_id)
    if image.alt != alt:
        ProductImage.objects.filter(pk=image.pk).update(alt=alt)
        _note(product, {"alt": image.alt}, {"alt": alt}, actor)


@transaction.atomic
def replace_picture(product_id: int, image_id: int, picture: Picture, *, actor: Actor) -> ProductImage:
    """Give a picture other files and leave its place and alternative text; the old files go after the commit.

    Raises ProductImage.DoesNotExist and StorageFull.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    image: ProductImage = ProductImage.objects.get(product=product, pk=image_id)
    before = {"pixels": f"{image.width} x {image.height}"}
    remove_files([image])
    image.stem, image.width, image.height = store_picture(picture), picture.width, picture.height
    image.save(update_fields=["stem", "width", "height"])
    _note(product, before, {"pixels": f"{image.width} x {image.height}"}, actor)
    return image


@transaction.atomic
def move_image(product_id: int, image_id: int, place: int, *, actor: Actor) -> None:
    """Put a picture at a place from 0, the one that lists show; the others make room.

    A place beyond the ends is the nearest end. Raises ProductImage.DoesNotExist.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    images = list(ProductImage.objects.filter(product=product).order_by("position"))
    ids = [image.pk for image in images]
    if image_id not in ids:
        raise ProductImage.DoesNotExist(image_id)
    before = ids.index(image_id)
    ids.insert(max(0, min(place, len(ids) - 1)), ids.pop(before))
    after = ids.index(image_id)
    if before == after:
        return
    for offset in (ASIDE, 0):  # a place is unique at every moment
        for index, pk in enumerate(ids):
            ProductImage.objects.filter(pk=pk).update(position=index + offset)
    _note(product, {"position": before + 1}, {"position": after + 1}, actor)


@transaction.atomic
def remove_image(product_id: int, image_id: int, *, actor: Actor) -> None:
    """Take a picture away; its files go after the commit. Raises ProductImage.DoesNotExist, also in a second call."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    image = ProductImage.objects.get(product=product, pk=image_id)
    count = ProductImage.objects.filter(product=product).count()
    remove_files([image])
    ProductImage.objects.filter(pk=image.pk).delete()
    close_ranks(product_id)
    _note(product, {"images": count}, {"images": count - 1}, actor)


def _forget(stored: Sequence[ProductImage]) -> None:
    """Files of pictures whose rows are about to be rolled back."""
    delete_files([path for image in stored for path in image.paths])


def _note(product: Product, before: dict[str, Any], after: dict[str, Any], actor: Actor) -> None:
    record("product.images_changed", product, actor=actor, before=before, after=after)
    forget_mall_pages()
