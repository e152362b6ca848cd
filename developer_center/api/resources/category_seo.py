"""What search engines are told of a category (scope group category). Shape: not in our contract (C)."""

from __future__ import annotations

from typing import Any, Final

from catalog.domain.set_seo import set_category_seo
from catalog.models import Category
from catalog.models.seo import Seo
from developer_center.api.call import Call
from developer_center.api.errors import found, unchanged
from developer_center.api.operation import operation
from developer_center.api.resources.seo_fields import EXPOSURE, SeoBody, seo_row, seo_shape, seo_values

KEYS: Final = (EXPOSURE, "meta_title", "meta_author", "meta_description", "meta_keywords")
SHAPE: Final = f"{{seo:{{shop_no:int, category_no:int, {seo_shape(KEYS)}}}}}"


@operation("GET", "categories/{category_no}/seo", answers=SHAPE)
def show_category_seo(call: Call, category_no: int) -> dict[str, Any]:
    """What search engines are told of a category in a shop."""
    return _row(call, category_no)


@operation("PUT", "categories/{category_no}/seo", body=SeoBody, answers=SHAPE)
def change_category_seo(call: Call, category_no: int) -> dict[str, Any]:
    """Change what search engines are told of a category in a shop. 409 where it says so already."""
    found(Category.objects.all(), f"Category {category_no}", pk=category_no)
    if not set_category_seo(category_no, call.shop_no, seo_values(call.body), actor=call.actor):
        raise unchanged()
    return _row(call, category_no)


def _row(call: Call, category_no: int) -> dict[str, Any]:
    category = found(Category.objects.all(), f"Category {category_no}", pk=category_no)
    words = seo_row(Seo.in_shop(category.seo, call.shop_no), KEYS)
    return {"shop_no": call.shop_no, "category_no": category_no, **words}
