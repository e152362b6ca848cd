"""An operation for tests: it puts an exclamation mark behind product names."""

from __future__ import annotations

from typing import ClassVar

from catalog.models import Product
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated


class Shout:
    """Finds products whose name ends without "!"; one called "mute" cannot be treated."""

    line: ClassVar[Line] = Line("shout", Area.PRODUCT, "Shout", "외치기", "Shouts.", "외칩니다.", position=1)
    object_type: ClassVar[str] = "product"

    def __init__(self) -> None:
        self.treated: list[int] = []

    def diagnose(self) -> Finding | None:
        ids = list(Product.objects.exclude(name__endswith="!").order_by("id").values_list("id", flat=True))
        return Finding("quiet", {"count": len(ids)}, ids) if ids else None

    def treat(self, object_id: int) -> Treated:
        product = Product.objects.select_for_update().get(pk=object_id)
        before = product.name
        product.name += "!"
        product.save(update_fields=["name"])
        if before == "mute":
            raise NotTreatable("It cannot shout.")
        self.treated.append(object_id)
        return Treated(before, {"name": before}, {"name": product.name})
