"""Begin and end the promotions whose time has come."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.utils import timezone

from accounts.audit import Actor
from pro.domain.promotion_products import NoPlaceLeft, begin, end
from pro.models import Area, PromotionProduct
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.found import said_lately

KEY: Final = "promotion-products"


class PromotionProducts:
    """Runs daily with the others, and at the beginning and end of each promotion (pro.tasks_operations)."""

    line: ClassVar[Line] = Line(
        KEY,
        Area.PROMOTION,
        "Promotion products",
        "프로모션 상품 노출",
        "Shows the products of your promotion requests with a badge and at a pinned place of the main page from the "
        "beginning of the period, and takes both away at its end. Prices stay as they are, and so do products that you "
        "placed or pinned yourself.",
        "요청하신 프로모션 상품을 기간 시작에 맞춰 배지와 메인 고정 위치로 노출하고, 기간이 끝나면 배지와 고정을 "
        "거둡니다. 가격은 바꾸지 않으며, 직접 진열하거나 고정하신 상품은 그대로 둡니다.",
        position=20,
    )
    object_type: ClassVar[str] = "promotionproduct"

    def diagnose(self) -> Finding | None:
        now = timezone.now()
        ends = list(PromotionProduct.objects.to_end(now).order_by("ends_at", "pk").values_list("pk", flat=True))
        begins = list(PromotionProduct.objects.to_begin(now).order_by("starts_at", "pk").values_list("pk", flat=True))
        if not ends and not begins:
            return None
        told = said_lately(KEY)
        begins = [pk for pk in begins if pk not in told]
        values = {"begin": len(begins), "end": len(ends)}
        return Finding("promotions_due", values, [*ends, *begins]) if ends or begins else None

    def treat(self, object_id: int) -> Treated:
        promotion = PromotionProduct.objects.select_related("product", "main_category").filter(pk=object_id).first()
        if promotion is None:
            raise NotTreatable("gone")
        label, now = promotion.product.name, timezone.now()
        if promotion.begun_at is None and promotion.ended_at is None and promotion.starts_at <= now < promotion.ends_at:
            try:
                begun = begin(promotion.pk, actor=Actor.system())
            except NoPlaceLeft as error:
                raise NotTreatable("section_full", label=label) from error
            return Treated(label, NOTHING_SHOWN, _shown(promotion, is_pinned=begun.was_pinned))
        if promotion.begun_at is not None and promotion.ended_at is None and promotion.ends_at <= now:
            end(promotion.pk, actor=Actor.system())
            return Treated(label, _shown(promotion, is_pinned=promotion.was_pinned), NOTHING_SHOWN)
        return Treated(label)


NOTHING_SHOWN: Final[dict[str, Any]] = {"badges": {}, "section": "", "is_pinned": False}


def _shown(promotion: PromotionProduct, *, is_pinned: bool) -> dict[str, Any]:
    section = promotion.main_category.name if promotion.main_category else ""
    return {"badges": dict(promotion.badges), "section": section, "is_pinned": is_pinned}
