"""Operations with a mistake in them, for tests of what PRO does then."""

from __future__ import annotations

from typing import ClassVar

from catalog.models import Product
from pro.models import Area
from pro.operations.base import Finding, Line, Treated


class Broken:
    """Its mistake is in the diagnosis, until it is mended."""

    line: ClassVar[Line] = Line("broken", Area.PRODUCT, "Broken", "고장", "Breaks.", "고장납니다.", position=1)
    object_type: ClassVar[str] = "product"

    def __init__(self) -> None:
        self.is_mended = False

    def diagnose(self) -> Finding | None:
        ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
        if not self.is_mended:
            raise ZeroDivisionError("in the diagnosis")
        return Finding("alt_missing", {"count": len(ids)}, ids)

    def treat(self, object_id: int) -> Treated:
        return Treated(str(object_id), {"seen": False}, {"seen": True})


class Stumbling(Broken):
    """It cannot stand products called "bad": there a statement of its own fails in the database."""

    line: ClassVar[Line] = Line("stumbling", Area.PRODUCT, "Stumbling", "넘어짐", "Falls.", "넘어집니다.", position=2)

    def __init__(self) -> None:
        super().__init__()
        self.is_mended = True

    def treat(self, object_id: int) -> Treated:
        product = Product.objects.select_for_update().get(pk=object_id)
        price = -1 if product.name == "bad" else product.price
        Product.objects.filter(pk=object_id).update(price=price, summary="seen")
        return Treated(product.name, {"summary": ""}, {"summary": "seen"})
