"""What shops show of promotions."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Shop
from pro.models import PromotionProduct
from pro.models.promotion_product import badge_text


def with_badges(products: Any, shop_no: int) -> Any:
    """The same products, each with `badges` of its promotion in that shop now, or None; no further query."""
    running = PromotionProduct.objects.shown(timezone.now()).filter(product=OuterRef("pk"), shop_no=shop_no)
    return products.annotate(badges=Subquery(running.order_by("-pk").values("badges")[:1]))


def badge_of(product_id: int, shop: Shop) -> str:
    """The badge of one product in the shop's language now, or an empty text; one query."""
    running = PromotionProduct.objects.shown(timezone.now()).filter(product_id=product_id, shop_no=shop.shop_no)
    found = running.order_by("-pk").values_list("badges", flat=True).first()
    return badge_text(found or {}, shop.language)
