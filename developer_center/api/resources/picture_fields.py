"""Pictures in bodies: the path that POST products/images answered, the address that a product has, or base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

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


def set_detail_image(product_no: int, text: str, writer: Writer, *, actor: Actor) -> bool:
    """Make a picture the product's first one; False where its address is the present one's."""
    stem = ProductImage.objects.filter(product_id=product_no, position=0).values_list("stem", flat=True).first()
    if stem and text == writer.image_url(stem, LARGE):
        return False
    set_product_image(product_no, picture_of(text, "detail_image"), actor=actor)
    return True


def set_additional_images(product_no: int, texts: Sequence[str], writer: Writer, *, actor: Actor) -> bool:
    """Have exactly these pictures after the first one, in this order; False where they are so already.

    A picture that is named by its present address stays, the others are new. Raises 422 where there is no first one.
    """
    images = list(ProductImage.objects.filter(product_id=product_no).order_by("position"))
    if texts and not images:
        raise wrong("additional_image", "A product gets its detail_image first.")
    present = {writer.image_url(image.stem, LARGE): image.pk for image in images[1:]}
    if list(texts) == list(present):
        return False
    new = [picture_of(text, "additional_image") for text in texts if text not in present]
    for address, pk in present.items():
        if address not in texts:
            remove_image(product_no, pk, actor=actor)
    add_images(product_no, new, actor=actor)
    added = ProductImage.objects.filter(product_id=product_no).exclude(pk__in=[image.pk for image in images])
    fresh = iter(added.order_by("position").values_list("pk", flat=True))
    for place, text in enumerate(texts, start=1):
        move_image(product_no, present[text] if text in present else next(fresh), place, actor=actor)
    return True
