"""Fill in weights that similar products tell, and name the others to the merchant (R3.121, R3.122)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, IntegerField, Max, Min, Q

from accounts.audit import Actor
from catalog.domain.change_fields import change_fields
from catalog.models import CategoryProduct
from pro.models import Area, OperationRunItem
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.found import MOST_A_DAY, locked_product, said_lately, shown_products

KEY: Final = "missing-weights"
FEWEST_ALIKE: Final = 5
MOST_APART_PERCENT: Final = 20


class Median(Aggregate):
    """A value that is really there, with as many below it as above."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Alike:
    """A category whose products weigh nearly the same: `grams` is their median, `known` how many there are."""

    category: str
    depth: int
    known: int
    grams: int


class MissingWeights:
    """A weight is taken over only where a category leaves little doubt; nothing is invented.

    Its products must have at least FEWEST_ALIKE weights that a person entered, none of them further than
    MOST_APART_PERCENT from the median. Weights that PRO filled in never count as evidence.
    """

    line: ClassVar[Line] = Line(
        KEY,
        Area.PRODUCT,
        "Missing weights",
        "무게 누락 상품 점검",
        "Looks for displayed products without a weight: their overseas shipping fee cannot be worked out. Where at "
        "least five products of the same category weigh nearly the same (within 20 %), their median is filled in; "
        "all others are listed for you in Work status, because PRO does not guess. Weights that you entered are "
        "never changed.",
        "진열 중인 상품 가운데 무게가 없어 해외 배송비를 계산할 수 없는 상품을 찾습니다. 같은 분류의 상품 5개 이상이 "
        "거의 같은 무게(20% 이내)일 때만 그 중앙값을 입력하고, 나머지는 추측하지 않고 작업현황에 목록으로 알려 "
        "드립니다. 직접 입력하신 무게는 바꾸지 않습니다.",
        position=10,
    )
    object_type: ClassVar[str] = "product"

    def diagnose(self) -> Finding | None:
        weightless = shown_products().filter(weight_grams=None).order_by("pk")
        rows = dict(weightless.annotate(ids=ArrayAgg("categories__category_id")).values_list("pk", "ids"))
        if not rows:
            return None
        known = alike()
        told = {pk for pk, ids in rows.items() if known.keys() & set(ids)}
        waiting = set(rows) - told - said_lately(KEY)
        found = sorted(told | waiting)
        if not found:
            return None
        values = {"count": len(rows), "known": len(told), "unknown": len(rows) - len(told)}
        return Finding("weights_missing", values, found[:MOST_A_DAY])

    def treat(self, object_id: int) -> Treated:
        product = locked_product(object_id)
        if product.weight_grams is not None:
            return Treated(product.name)
        placed = CategoryProduct.objects.filter(product=product).values_list("category_id", flat=True)
        found = alike(placed).values()
        if not found:
            raise NotTreatable("weight_unknown", label=product.name)
        nearest = max(found, key=lambda one: (one.depth, one.known, one.category))
        change_fields(product.pk, {"weight_grams": nearest.grams}, actor=Actor.system())
        evidence = {"like_category": nearest.category, "compared": nearest.known}
        return Treated(product.name, {"weight_grams": None}, {"weight_grams": nearest.grams, **evidence})


def alike(category_ids: Iterable[int] | None = None) -> dict[int, Alike]:
    """Categories (of those given, else all) whose weights lie close together; one query."""
    changed = Q(run__key=KEY, object_type=MissingWeights.object_type, state=OperationRunItem.State.CHANGED)
    filled_in = OperationRunItem.objects.filter(changed).values("object_id")
    rows = CategoryProduct.objects.filter(product__weight_grams__isnull=False).exclude(product_id__in=filled_in)
    if category_ids is not None:
        rows = rows.filter(category_id__in=list(category_ids))
    figures = (
        rows.order_by()
        .values("category_id", "category__name", "category__depth")
        .annotate(
            known=Count("pk"),
            grams=Median("product__weight_grams"),
            low=Min("product__weight_grams"),
            high=Max("product__weight_grams"),
        )
        .filter(known__gte=FEWEST_ALIKE)
    )
    return {
        row["category_id"]: Alike(row["category__name"], row["category__depth"], row["known"], row["grams"])
        for row in figures
        if _is_close(row["low"], row["grams"]) and _is_close(row["high"], row["grams"])
    }


def _is_close(grams: int, median: int) -> bool:
    return abs(grams - median) * 100 <= median * MOST_APART_PERCENT
