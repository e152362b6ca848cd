"""What shops show of promotions."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from pro.models import PromotionProduct


def with_badges(products: Any, shop_no: int) -> Any:
    """The same products, each with `badges` of its promotion in that shop now, or None; no further query."""
    running = PromotionProduct.objects.shown(timezone.now()).filter(product=OuterRef("pk"), shop_no=shop_no)
    return products.annotate(badges=Subquery(running.order_by("-pk").values("badges")[:1]))
