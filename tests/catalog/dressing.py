"""Decorations for tests; call inside an open mall's door."""

from __future__ import annotations

from catalog.domain.decorations import Outfit, Worn, dress_product
from catalog.models import Decoration
from tests.orders.shop import SYSTEM

IMAGE, ICON = Decoration.Kind.IMAGE, Decoration.Kind.ICON


def make_decoration(kind: str = IMAGE, name: str = "New") -> Decoration:
    """A registered one without files."""
    decoration = Decoration(kind=kind, name=name, width=120, height=60)
    decoration.stem = f"{decoration.mall_id or 0}/products/{name.lower()}"
    decoration.save()
    return decoration


def wear(product_id: int, *decorations: Decoration, kind: str = IMAGE, shop_no: int = 1, **period: object) -> bool:
    """Have a product wear these and no others of the kind."""
    outfit = Outfit(tuple(Worn(one.pk) for one in decorations), **period)  # type: ignore[arg-type]
    return dress_product(product_id, shop_no, kind, outfit, actor=SYSTEM)
