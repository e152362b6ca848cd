"""Products that are promoted for a time: a badge, and a pinned place in a section of the main page (R3.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

BADGE_LENGTH: Final = 12
FALLBACK_LANGUAGE: Final = "en"


def badge_text(badges: Mapping[str, str], language: str) -> str:
    """The text on a badge for readers of a language; English, else any, where it has none in theirs."""
    return badges.get(language) or badges.get(FALLBACK_LANGUAGE) or next(iter(badges.values()), "")


class PromotionProductQuerySet(TenantQuerySet["PromotionProduct"]):
    def to_begin(self, now: dt.datetime) -> PromotionProductQuerySet:
        """Those whose time has come and is not over."""
        return self.filter(begun_at=None, ended_at=None, starts_at__lte=now, ends_at__gt=now)

    def to_end(self, now: dt.datetime) -> PromotionProductQuerySet:
        """Those that are running though their time is over."""
        return self.filter(begun_at__isnull=False, ended_at=None, ends_at__lte=now)

    def shown(self, now: dt.datetime) -> PromotionProductQuerySet:
        """Those whose badge shoppers see; it goes with the end of the period, whoever works by then."""
        return self.filter(begun_at__isnull=False, ended_at=None, ends_at__gt=now)


class PromotionProduct(TenantModel):
    """One product in one shop, promoted from `starts_at` up to `ends_at`.

    `was_placed` and `was_pinned` say what PRO did to the section, so that the end takes back nothing else.
    """

    product = TenantForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="promotions")
    shop_no = models.PositiveSmallIntegerField(_("shop"))
    badges = models.JSONField(_("badge"), default=dict, help_text="Language -> text on the badge.")
    main_category = TenantForeignKey(
        "catalog.MainCategory", on_delete=models.SET_NULL, null=True, related_name="promotions"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text="Place in the section, from 0.")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    was_placed = models.BooleanField(default=False)
    was_pinned = models.BooleanField(default=False)
    request_id = models.BigIntegerField(null=True, help_text="The work request that asked for it.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager.from_queryset(PromotionProductQuerySet)()

    class Meta:
        verbose_name = _("promotion product")
        verbose_name_plural = _("promotion products")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="promotion_has_a_period")
        ]
        indexes = [
            models.Index(
                fields=["mall_id", "shop_no", "ends_at"],
                condition=models.Q(ended_at=None),
                name="promotion_open_by_shop",
            ),
            models.Index(fields=["mall_id", "product", "-id"], name="promotion_of_product"),
            models.Index(fields=["mall_id", "main_category"], name="promotion_in_section"),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} in shop {self.shop_no}"
