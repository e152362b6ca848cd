"""What products wear, on the wire. Shapes: not in our contract (C)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from catalog.domain.decorations import outfit_of
from catalog.models import Decoration, ProductDecoration
from catalog.models.image import LARGE
from developer_center.api.resources.product_rows import Writer
from developer_center.wire import moment, tf

IMAGE, ICON = Decoration.Kind.IMAGE, Decoration.Kind.ICON
PERIOD: Final = "shop_no:int, use_show_date:TF, show_start_date:dt, show_end_date:dt"
PLACE: Final = "code:str, path:str, image_vertical_position:T/C/B, image_horizontal_position:L/C/R"
IMAGE_OUTFIT: Final = f"{{{PERIOD}, image_list:[{{{PLACE}}}]}}"
ICON_OUTFIT: Final = f"{{{PERIOD}, image_list:[{{code:str, path:str}}]}}"


def outfit_row(rows: Sequence[ProductDecoration], kind: str, writer: Writer) -> dict[str, Any]:
    """What a product wears of one kind, made of its rows in their order."""
    outfit = outfit_of(rows)
    return {
        "shop_no": writer.shop_no,
        "use_show_date": tf(outfit.starts_at),
        "show_start_date": moment(outfit.starts_at),
        "show_end_date": moment(outfit.ends_at),
        "image_list": [_entry(row, kind, writer) for row in rows],
    }


def decoration_image_rows(product_ids: Iterable[int], writer: Writer) -> dict[int, dict[str, Any]]:
    """The same for many products; one query."""
    found: dict[int, list[ProductDecoration]] = {number: [] for number in product_ids}
    rows = ProductDecoration.objects.filter(product_id__in=list(found), shop_no=writer.shop_no, decoration__kind=IMAGE)
    for row in rows.select_related("decoration").order_by("position"):
        found[row.product_id].append(row)
    return {number: outfit_row(worn, IMAGE, writer) for number, worn in found.items()}


def _entry(row: ProductDecoration, kind: str, writer: Writer) -> dict[str, str]:
    entry = {"code": row.decoration.code, "path": writer.image_url(row.decoration.stem, LARGE)}
    if kind == IMAGE:
        entry |= {"image_vertical_position": row.vertical, "image_horizontal_position": row.horizontal}
    return entry
