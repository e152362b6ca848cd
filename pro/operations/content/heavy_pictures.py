"""Product pictures that weigh so much that shoppers far away wait for them."""

from __future__ import annotations

from typing import ClassVar, Final

from django.core.files.storage import default_storage

from accounts.audit import Actor
from catalog.domain.images import replace_picture
from catalog.models import ProductImage
from catalog.models.image import LARGE, path_of
from catalog.pictures import Picture, PictureRefused, lighter_picture
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.found import said_lately, shown_products

KEY: Final = "heavy-pictures"
MOST_BYTES: Final = 400 * 1024
MOST_A_DAY: Final = 200  # each takes some tenths of a second to encode


class HeavyPictures:
    """Uploads are scaled and encoded when they come in; what is still heavy is encoded anew, a little coarser.

    Pictures that descriptions load from elsewhere are not the mall's files and cannot be encoded here.
    """

    line: ClassVar[Line] = Line(
        KEY,
        Area.CONTENT,
        "Heavy product pictures",
        "용량이 큰 상품 이미지",
        "Encodes displayed product pictures anew that weigh more than 400 KB, so that shoppers abroad do not wait for "
        "them: a little coarser, and smaller only where that is not enough. The original file is replaced. Pictures "
        "inside descriptions that lie on other servers are not touched.",
        "400KB가 넘는 진열 상품 이미지를 다시 압축해 해외 고객이 오래 기다리지 않게 합니다. 화질을 조금 낮추고, "
        "그래도 클 때만 크기를 줄입니다. 기존 파일은 교체됩니다. 다른 서버에 있는 상세설명 이미지는 건드리지 "
        "않습니다.",
        position=36,
    )
    object_type: ClassVar[str] = "productimage"

    def diagnose(self) -> Finding | None:
        images = ProductImage.objects.filter(product__in=shown_products().values("pk")).order_by("product_id", "pk")
        heavy = [pk for pk, stem in images.values_list("pk", "stem").iterator() if bytes_of(stem) > MOST_BYTES]
        told = said_lately(KEY) if heavy else set()
        found = [pk for pk in heavy if pk not in told]
        values = {"count": len(heavy), "kilobytes": MOST_BYTES // 1024}
        return Finding("pictures_heavy", values, found[:MOST_A_DAY]) if found else None

    def treat(self, object_id: int) -> Treated:
        image = ProductImage.objects.select_related("product").filter(pk=object_id).first()
        if image is None:
            raise NotTreatable("gone")
        before = facts_of(image)
        if bytes_of(image.stem) <= MOST_BYTES:
            return Treated(image.product.name, before, before)
        image = replace_picture(image.product_id, image.pk, _lighter(image), actor=Actor.system())
        return Treated(image.product.name, before, facts_of(image))


def bytes_of(stem: str) -> int:
    """How much the large file of a picture weighs; 0 where it is not there."""
    try:
        return default_storage.size(path_of(stem, LARGE))
    except OSError:
        return 0


def facts_of(image: ProductImage) -> dict[str, str | int]:
    """What changes of a picture."""
    return {"kilobytes": -(-bytes_of(image.stem) // 1024), "pixels": f"{image.width} x {image.height}"}


def _lighter(image: ProductImage) -> Picture:
    label = image.product.name
    try:
        with default_storage.open(path_of(image.stem, LARGE)) as file:
            picture = lighter_picture(file.read(), most_bytes=MOST_BYTES)
    except OSError as error:
        raise NotTreatable("gone", label=label) from error
    except PictureRefused as error:
        raise NotTreatable("picture_unreadable", label=label) from error
    if picture is None:
        raise NotTreatable("picture_stays_heavy", label=label)
    return picture
