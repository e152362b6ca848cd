"""Every operation that PRO runs by itself; importing this puts them into the scope and names what they store."""

from __future__ import annotations

from pro.operations import registry, words_ops
from pro.operations.content.alt_texts import AltTexts
from pro.operations.content.description_images import DescriptionImages
from pro.operations.content.heavy_pictures import HeavyPictures
from pro.operations.content.summaries import Summaries
from pro.operations.cs.delay_notices import DelayNotices
from pro.operations.cs.order_digest import OrderDigest
from pro.operations.product.missing_weights import MissingWeights
from pro.operations.product.tidy_names import TidyNames
from pro.operations.promotion.first_overseas_coupon import FirstOverseasCoupon
from pro.operations.promotion.promotion_products import PromotionProducts

for operation in (
    MissingWeights(),
    TidyNames(),
    PromotionProducts(),
    FirstOverseasCoupon(),
    AltTexts(),
    Summaries(),
    DescriptionImages(),
    HeavyPictures(),
    OrderDigest(),
    DelayNotices(),
):
    registry.add(operation)

words_ops.name_all()
