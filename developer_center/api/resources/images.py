"""Pictures: uploaded first and named by their path later, or given to a product at once (wire contract 2.7).

Every picture is decoded and encoded anew (catalog.pictures): at most 5 MB each and 30 MB a call. A product has one
large picture; list, tiny and small ones are made from it, whatever is given for them. Shapes of products/{no}/images
and additionalimages: not in our contract (C).
"""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from catalog.domain.set_image import StorageFull, set_product_image
from catalog.domain.uploaded_pictures import TooManyUploads, upload_pictures
from catalog.models.image import LARGE
from developer_center.api.call import Call
from developer_center.api.errors import not_found, refusing
from developer_center.api.operation import operation
from developer_center.api.resources.picture_fields import decoded, set_additional_images, set_detail_image
from developer_center.api.resources.product_body import MOST_IMAGES
from developer_center.api.resources.product_embeds import additional_images
from developer_center.api.resources.product_rows import LIST_COLUMNS, Writer, source_of
from developer_center.api.resources.product_writing import writing

MOST_BYTES: Final = 30 * 1024 * 1024
IMAGES: Final = "products/{product_no}/images"
ADDITIONAL: Final = "products/{product_no}/additionalimages"
IMAGE_KEYS: Final = ("detail_image", "list_image", "tiny_image", "small_image")
IMAGE_SHAPE: Final = (
    "{image:{shop_no:int, product_no:int, detail_image:str, list_image:str, tiny_image:str, small_image:str}}"
)
ADDITIONAL_SHAPE: Final = (
    "{additionalimage:{shop_no:int, product_no:int, additional_image:[{big:str, medium:str, small:str}]}}"
)


class UploadBody(serializers.Serializer[Any]):
    """One picture in base64."""

    image = serializers.CharField()


class ImageBody(serializers.Serializer[Any]):
    """The picture of a product: base64, or the path of an upload."""

    detail_image = serializers.CharField()


class AdditionalBody(serializers.Serializer[Any]):
    """The pictures after the first one."""

    additional_image = serializers.ListField(
        child=serializers.CharField(), allow_empty=False, max_length=MOST_IMAGES - 1
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "additional_image" not in attrs:
            raise serializers.ValidationError({"additional_image": "This field is required."})
        return attrs


@operation("POST", "products/images", body=UploadBody, most_bytes=MOST_BYTES)
def upload_images(call: Call) -> list[dict[str, str]]:
    """Keep up to 20 pictures for a day; their paths are taken as `detail_image` and `additional_image`."""
    pictures = [decoded(body["image"], "image") for body in call.bodies]
    refusals = {TooManyUploads: "Too many pictures wait for a product.", StorageFull: "There is no room for pictures."}
    with refusing("image", refusals):
        uploads = upload_pictures(pictures)
    return [{"path": Writer.of(call).image_url(upload.stem, LARGE)} for upload in uploads]


@operation("POST", IMAGES, body=ImageBody, answers=IMAGE_SHAPE, most_bytes=MOST_BYTES)
def set_image_here(call: Call, product_no: int) -> dict[str, Any]:
    """Give a product its picture, in place of the one it has."""
    source_of(call, product_no, ("pk",))
    with writing():
        set_detail_image(product_no, call.body["detail_image"], Writer.of(call), actor=call.actor)
    row = Writer.of(call).list_row(source_of(call, product_no, LIST_COLUMNS))
    return {name: row[name] for name in ("shop_no", "product_no", *IMAGE_KEYS)}


@operation("DELETE", IMAGES, answers="{image:{product_no:int}}")
def delete_image_here(call: Call, product_no: int) -> dict[str, Any]:
    """Take the picture away; the first additional one, where there is one, takes its place."""
    source_of(call, product_no, ("pk",))
    set_product_image(product_no, None, actor=call.actor)
    return {"product_no": product_no}


@operation("POST", ADDITIONAL, body=AdditionalBody, answers=ADDITIONAL_SHAPE, most_bytes=MOST_BYTES)
def add_additional(call: Call, product_no: int) -> dict[str, Any]:
    """Add pictures after those that the product has."""
    present = _present(call, product_no)
    return _set_additional(call, product_no, [*present, *call.body["additional_image"]])


@operation("PUT", ADDITIONAL, body=AdditionalBody, answers=ADDITIONAL_SHAPE, most_bytes=MOST_BYTES)
def change_additional(call: Call, product_no: int) -> dict[str, Any]:
    """Have exactly these pictures after the first one, in this order."""
    _present(call, product_no)
    return _set_additional(call, product_no, call.body["additional_image"])


@operation("DELETE", ADDITIONAL, answers="{additionalimage:{product_no:int}}")
def delete_additional(call: Call, product_no: int) -> dict[str, Any]:
    """Take all pictures but the first one away."""
    if not _present(call, product_no):
        raise not_found("An additional image")
    _set_additional(call, product_no, [])
    return {"product_no": product_no}


def _present(call: Call, product_no: int) -> list[str]:
    """The addresses of the additional pictures. Raises 404 for a product that is not there."""
    source_of(call, product_no, ("pk",))
    return [one["big"] for one in additional_images([product_no], Writer.of(call))[product_no]]


def _set_additional(call: Call, product_no: int, texts: list[str]) -> dict[str, Any]:
    writer = Writer.of(call)
    with writing():
        set_additional_images(product_no, texts, writer, actor=call.actor)
    pictures = additional_images([product_no], writer)[product_no]
    return {"shop_no": call.shop_no, "product_no": product_no, "additional_image": pictures}
