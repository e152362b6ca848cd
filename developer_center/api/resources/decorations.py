"""Decoration images and icons of products (scope group product). Shapes: not in our contract (C).

A decoration is registered by the merchant; apps read which there are and say which products wear them, in each shop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from rest_framework import serializers

from catalog.domain.decorations import MOST_WORN, DecorationsRefused, Outfit, Worn, dress_product, held_outfit
from catalog.models import Decoration, ProductDecoration
from catalog.models.decoration import decoration_id
from catalog.models.image import LARGE
from developer_center.api.call import Call
from developer_center.api.errors import ApiError, not_found, unchanged, wrong
from developer_center.api.operation import operation
from developer_center.api.params import TF, Moment
from developer_center.api.resources.decoration_rows import ICON, ICON_OUTFIT, IMAGE, IMAGE_OUTFIT, outfit_row
from developer_center.api.resources.product_fields import Code, Item, several
from developer_center.api.resources.product_rows import Writer, source_of

IMAGES: Final = "products/{product_no}/decorationimages"
ICONS: Final = "products/{product_no}/icons"
GONE: Final = "{shop_no:int, code:str}"
REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "unknown": ("image_list.code", "The mall has registered no such image."),
    "twice": ("image_list.code", "Each image is named once."),
    "no_period": ("show_end_date", "A period begins and ends, and ends after it began."),
}


class IconEntry(Item):
    """An icon by its code."""

    needs = ("code",)

    code = serializers.CharField(max_length=50)


class ImageEntry(IconEntry):
    """A decoration image by its code, and where it lies; at the top on the left where nothing is said."""

    image_horizontal_position = Code("LCR")
    image_vertical_position = Code("TCB")


class PeriodBody(serializers.Serializer[Any]):
    """From when until when they are shown; dates count where `use_show_date` is T, which a date stands for too."""

    use_show_date = TF(required=False)
    show_start_date = Moment(required=False, allow_null=True)
    show_end_date = Moment(required=False, allow_null=True, ends=True)


class ImagesBody(PeriodBody):
    """Decoration images for a product."""

    image_list = several(ImageEntry, MOST_WORN[IMAGE])


class IconsBody(PeriodBody):
    """Icons for a product."""

    image_list = several(IconEntry, MOST_WORN[ICON])


@operation("GET", "products/decorationimages", answers="{decorationimages:[{code:str, path:str}]}")
def list_decoration_images(call: Call) -> list[dict[str, str]]:
    """The decoration images that the mall registered, oldest first; 100 at most."""
    return _registered(call, IMAGE)


@operation("GET", "products/icons", answers="{icons:[{code:str, path:str}]}")
def list_icons(call: Call) -> list[dict[str, str]]:
    """The icons that the mall registered, oldest first; 100 at most."""
    return _registered(call, ICON)


@operation("GET", IMAGES, answers=f"{{decorationimage:{IMAGE_OUTFIT}}}")
def show_images(call: Call, product_no: int) -> dict[str, Any]:
    """The decoration images of a product in a shop, also those whose period it is not."""
    return _answer(call, product_no, IMAGE)


@operation("POST", IMAGES, body=ImagesBody, answers=f"{{decorationimage:{IMAGE_OUTFIT}}}")
def add_images_here(call: Call, product_no: int) -> dict[str, Any]:
    """Lay more images over a product's picture; one that lies there already moves."""
    return _add(call, product_no, IMAGE)


@operation("PUT", IMAGES, body=ImagesBody, answers=f"{{decorationimage:{IMAGE_OUTFIT}}}")
def change_images_here(call: Call, product_no: int) -> dict[str, Any]:
    """Have exactly the images of `image_list`, where it is given, and another period. 409 where all is so."""
    return _change(call, product_no, IMAGE)


@operation("DELETE", f"{IMAGES}/{{code}}", answers=f"{{decorationimage:{GONE}}}")
def remove_image_here(call: Call, product_no: int, code: str) -> dict[str, Any]:
    """Take an image off a product; it stays registered. 404 where the product does not wear it."""
    return _remove(call, product_no, IMAGE, code)


@operation("GET", ICONS, answers=f"{{icons:{ICON_OUTFIT}}}")
def show_icons(call: Call, product_no: int) -> dict[str, Any]:
    """The icons of a product in a shop, also those whose period it is not."""
    return _answer(call, product_no, ICON)


@operation("POST", ICONS, body=IconsBody, answers=f"{{icon:{ICON_OUTFIT}}}")
def add_icons_here(call: Call, product_no: int) -> dict[str, Any]:
    """Give a product more icons."""
    return _add(call, product_no, ICON)


@operation("PUT", ICONS, body=IconsBody, answers=f"{{icon:{ICON_OUTFIT}}}")
def change_icons_here(call: Call, product_no: int) -> dict[str, Any]:
    """Have exactly the icons of `image_list`, where it is given, and another period. 409 where all is so."""
    return _change(call, product_no, ICON)


@operation("DELETE", f"{ICONS}/{{code}}", answers=f"{{icon:{GONE}}}")
def remove_icon_here(call: Call, product_no: int, code: str) -> dict[str, Any]:
    """Take an icon off a product; it stays registered. 404 where the product does not wear it."""
    return _remove(call, product_no, ICON, code)


def dress(call: Call, product_no: int, kind: str, outfit: Outfit, *, field: str = "") -> bool:
    """By the rule of catalog; its refusals are 422 for their fields, or for the one that is named."""
    try:
        return dress_product(product_no, call.shop_no, kind, outfit, actor=call.actor)
    except DecorationsRefused as refused:
        raise _refusal(refused, kind, field) from refused


def codes_worn(kind: str, codes: Iterable[str], field: str) -> tuple[Worn, ...]:
    """What codes name. Raises 422 for one that cannot be of the kind."""
    numbers = [decoration_id(kind, code) for code in codes]
    known = tuple(Worn(number) for number in numbers if number is not None)
    if len(known) < len(numbers):
        raise wrong(field, REFUSALS["unknown"][1])
    return known


def _refusal(refused: DecorationsRefused, kind: str, field: str) -> ApiError:
    if refused.reason == "too_many":
        return wrong(field or "image_list", f"A product has at most {MOST_WORN[kind]} of them.")
    blamed, message = REFUSALS[refused.reason]
    return wrong(field or blamed, message)


def _registered(call: Call, kind: str) -> list[dict[str, str]]:
    writer = Writer.of(call)
    found = Decoration.objects.filter(kind=kind).order_by("pk")
    return [{"code": one.code, "path": writer.image_url(one.stem, LARGE)} for one in found]


def _rows(call: Call, product_no: int, kind: str) -> list[ProductDecoration]:
    """Raises 404 for a product that the mall has not."""
    source_of(call, product_no, ("pk",))
    return list(ProductDecoration.objects.worn(product_no, call.shop_no, kind))


def _held(call: Call, product_no: int, kind: str) -> Outfit:
    """What a change begins from: calls that come at once go one after the other."""
    source_of(call, product_no, ("pk",))
    return held_outfit(product_no, call.shop_no, kind)


def _answer(call: Call, product_no: int, kind: str) -> dict[str, Any]:
    return outfit_row(_rows(call, product_no, kind), kind, Writer.of(call))


def _add(call: Call, product_no: int, kind: str) -> dict[str, Any]:
    present = _held(call, product_no, kind)
    if not call.body.get("image_list"):
        raise wrong("image_list", "This field is required.")
    added = _named(call, kind)
    again = {one.decoration_id for one in added}
    kept = tuple(one for one in present.worn if one.decoration_id not in again)
    dress(call, product_no, kind, _timed(replace(present, worn=kept + added), call.body))
    return _answer(call, product_no, kind)


def _change(call: Call, product_no: int, kind: str) -> dict[str, Any]:
    outfit = _held(call, product_no, kind)
    if "image_list" in call.body:
        outfit = replace(outfit, worn=_named(call, kind))
    if not dress(call, product_no, kind, _timed(outfit, call.body)):
        raise unchanged()
    return _answer(call, product_no, kind)


def _remove(call: Call, product_no: int, kind: str, code: str) -> dict[str, Any]:
    outfit = _held(call, product_no, kind)
    number = decoration_id(kind, code)
    left = tuple(one for one in outfit.worn if one.decoration_id != number)
    if left == outfit.worn:
        raise not_found(code)
    dress(call, product_no, kind, replace(outfit, worn=left) if left else Outfit(()))
    return {"shop_no": call.shop_no, "code": code}


def _named(call: Call, kind: str) -> tuple[Worn, ...]:
    entries = call.body["image_list"]
    worn = codes_worn(kind, (entry["code"] for entry in entries), "image_list.code")
    if kind == ICON:
        return worn
    sides = ("horizontal", "vertical")
    placed = [{side: entry[key] for side in sides if (key := f"image_{side}_position") in entry} for entry in entries]
    return tuple(replace(one, **place) for one, place in zip(worn, placed, strict=True))


def _timed(outfit: Outfit, body: Mapping[str, Any]) -> Outfit:
    """With the period that a body names: none with F, or where nothing is worn, or where both dates are empty."""
    if not outfit.worn and any(body.get(name) for name in ("use_show_date", "show_start_date", "show_end_date")):
        raise wrong("image_list", "The product wears none of them, so a period would be of nothing.")
    if body.get("use_show_date") is False or not outfit.worn:
        return replace(outfit, starts_at=None, ends_at=None)
    starts_at = body.get("show_start_date", outfit.starts_at)
    ends_at = body.get("show_end_date", outfit.ends_at)
    if body.get("use_show_date") and not (starts_at and ends_at):
        raise wrong("show_end_date" if starts_at else "show_start_date", "A period has two dates.")
    return replace(outfit, starts_at=starts_at, ends_at=ends_at)
