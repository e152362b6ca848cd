"""Pictures in bodies: the path that POST products/images answered, the address that a product has, or base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile

from accounts.audit import Actor
from catalog.domain.images import add_images, move_image, remove_image
from catalog.domain.set_image import set_product_image
from catalog.domain.uploaded_pictures import taken_upload
from catalog.models import ProductImage, UploadedPicture
from catalog.models.image import LARGE
from catalog.pictures import Picture, PictureRefused, read_picture
from developer_center.api.errors import wrong
from developer_center.api.resources.product_rows import Writer

REASONS = {
    "not_a_picture": "This is no picture: PNG, JPEG, GIF and WebP are taken.",
    "too_many_bytes": "A picture is at most 5 MB.",
    "too_many_pixels": "A picture has at most 20 million pixels.",
}
OUR_ENDING = ".webp"


def decoded(text: str, field: str) -> Picture:
    """The picture in base64, with or without `data:image/png;base64,` before it. Raises 422 for the field."""
    encoded = text.partition("base64,")[2] if text.startswith("data:") else text
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
        return read_picture(ContentFile(content))
    except (binascii.Error, ValueError) as error:
        raise wrong(field, "A picture is given in base64, or by the path of an upload.") from error
    except PictureRefused as error:
        raise wrong(field, REASONS[error.reason]) from error


def picture_of(text: str, field: str) -> Picture:
    """The picture that a path or base64 stands for. Raises 422 for the field."""
    if not text.endswith(OUR_ENDING):
        return decoded(text, field)
    try:
        return taken_upload(text)
    except UploadedPicture.DoesNotExist as error:
        raise wrong(field, "No picture was uploaded under this path within a day.") from error


def set_pictures(product_no: int, body: Mapping[str, Any], writer: Writer, *, actor: Actor) -> bool:
    """Write what a body names of `detail_image` and `additional_image`; False where all is so already.

    A picture that is named by its present address stays, the others are new. All are decoded before any is stored,
    because a file cannot be undone. Raises 422.
    """
    images = list(ProductImage.objects.filter(product_id=product_no).order_by("position"))
    detail = _new_detail(images, body, writer)
    places = _places(images, body, writer)
    if places and not images and detail is None:
        raise wrong("additional_image", "A product gets its detail_image first.")
    if detail is not None:
        set_product_image(product_no, detail, actor=actor)
    if places is not None:
        _arrange(product_no, images[1:], places, actor=actor)
    return detail is not None or places is not None


def _new_detail(images: Sequence[ProductImage], body: Mapping[str, Any], writer: Writer) -> Picture | None:
    """The first picture, where it is to be another one."""
    text = body.get("detail_image")
    if text is None or (images and text == writer.image_url(images[0].stem, LARGE)):
        return None
    return picture_of(text, "detail_image")


def _places(images: Sequence[ProductImage], body: Mapping[str, Any], writer: Writer) -> list[Picture | int] | None:
    """What is to stand after the first picture: new ones, and keys of those that stay; None where all stand so."""
    present = {writer.image_url(image.stem, LARGE): image.pk for image in images[1:]}
    texts = body.get("additional_image")
    if texts is None or list(texts) == list(present):
        return None
    if len(set(texts)) < len(texts):
        raise wrong("additional_image", "Each picture is named once.")
    return [present[text] if text in present else picture_of(text, "additional_image") for text in texts]


def _arrange(product_no: int, images: Sequence[ProductImage], places: Sequence[Picture | int], *, actor: Actor) -> None:
    known = [image.pk for image in images]
    for pk in known:
        if pk not in places:
            remove_image(product_no, pk, actor=actor)
    add_images(product_no, [place for place in places if isinstance(place, Picture)], actor=actor)
    added = ProductImage.objects.filter(product_id=product_no, position__gt=0).exclude(pk__in=known)
    fresh = iter(added.order_by("position").values_list("pk", flat=True))
    for number, place in enumerate(places, start=1):
        move_image(product_no, place if isinstance(place, int) else next(fresh), number, actor=actor)
