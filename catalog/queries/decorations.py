"""What products wear at the moment, as lists and pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from catalog.models import Decoration, ProductDecoration
from catalog.models.image import SMALL
from catalog.queries import image_url

FACTS = JSONObject(
    kind="decoration__kind",
    name="decoration__name",
    stem="decoration__stem",
    width="decoration__width",
    height="decoration__height",
    horizontal="horizontal",
    vertical="vertical",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A decoration to draw; `place` is vertical and horizontal, such as `T-L`, for one over the picture."""

    url: str
    name: str
    width: int
    height: int
    place: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What lies over a product's picture, and what stands beside its name."""

    images: tuple[Mark, ...] = ()
    icons: tuple[Mark, ...] = ()

    @classmethod
    def of(cls, facts: Iterable[Mapping[str, Any]]) -> Self:
        """From what `with_decorations` annotated."""
        found: dict[str, list[Mark]] = {kind: [] for kind in Decoration.Kind.values}
        for one in facts:
            place = f"{one['vertical']}-{one['horizontal']}"
            mark = Mark(image_url(one["stem"], SMALL), one["name"], one["width"], one["height"], place)
            found[one["kind"]].append(mark)
        return cls(tuple(found[Decoration.Kind.IMAGE]), tuple(found[Decoration.Kind.ICON]))


def with_decorations(products: Any, shop_no: int) -> Any:
    """The same products, each with `wears`: what it wears in that shop now; no further query."""
    worn = ProductDecoration.objects.shown(timezone.now()).filter(product=OuterRef("pk"), shop_no=shop_no)
    return products.annotate(wears=ArraySubquery(worn.order_by("position").values(facts=FACTS)))
