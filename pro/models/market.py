"""Accounts at marketplaces and everything that was synced with them (R1).

`MarketAccount` owns the link: every other row about it hangs on it by a cascading key, so that unlinking deletes one
row and nothing is left (R1.18). A table that is added later does the same.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.sealed import SealedField, SealedModel
from accounts.money import MoneyField
from accounts.tenancy.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet
from catalog.models import Product

CODE_LENGTH: Final = 20
EXTERNAL_ID_LENGTH: Final = 120


class MarketAccountQuerySet(TenantQuerySet["MarketAccount"]):
    def linked(self) -> MarketAccountQuerySet:
        """Accounts that were verified; not those that wait for the merchant's consent at the market."""
        return self.exclude(state=MarketAccount.State.CONSENT)

    def in_trouble(self) -> MarketAccountQuerySet:
        """Accounts that need somebody to do something."""
        return self.filter(state=MarketAccount.State.TROUBLE)


class MarketAccount(TenantModel, SealedModel):
    """One account of the merchant's at one marketplace.

    `credentials` seals a JSON object of secrets; `plain` holds what is none; `hints` the last four letters of each
    secret, all that a browser ever sees of it (R1.24). `failures` and `paused_until` are the breaker,
    `renewing_until` the lease under which one worker renews tokens.
    """

    not_exported: ClassVar[tuple[str, ...]] = ("credentials", "seal_token", "renewing_until")

    class State(models.TextChoices):
        LINKED = "linked", _("Connected")
        TROUBLE = "trouble", _("Needs attention")
        CONSENT = "consent", _("Waiting for your consent")

    class SendsImported(models.TextChoices):
        AS_COMMON = "", _("As in the common settings")
        YES = "yes", _("Send them")
        NO = "no", _("Do not send them")

    code = models.CharField(_("marketplace"), max_length=CODE_LENGTH)
    alias = models.CharField(_("alias"), max_length=60, blank=True)
    external_id = models.CharField(_("account at the marketplace"), max_length=EXTERNAL_ID_LENGTH, blank=True)
    external_name = models.CharField(_("shop name at the marketplace"), max_length=200, blank=True)
    credentials = SealedField(blank=True, editable=False)
    plain = models.JSONField(default=dict, blank=True, editable=False)
    hints = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LINKED)
    error_code = models.CharField(_("last error"), max_length=30, blank=True)
    error_detail = models.TextField(blank=True, help_text="The market's words, redacted.")
    error_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    renewing_until = models.DateTimeField(null=True)
    linked_at = models.DateTimeField(_("connected"), default=timezone.now)
    checked_at = models.DateTimeField(_("last checked"), null=True)
    last_sync_at = models.DateTimeField(_("last sync"), null=True)
    info_at = models.DateTimeField(_("market information of"), null=True)
    expires_at = models.DateTimeField(_("key valid until"), null=True)
    warned_days = models.PositiveSmallIntegerField(null=True, help_text="The last warning sent about `expires_at`.")
    sends_imported = models.CharField(
        _("products imported from another marketplace"), max_length=3, choices=SendsImported, blank=True, default=""
    )

    objects = TenantManager.from_queryset(MarketAccountQuerySet)()

    class Meta:
        verbose_name = _("market account")
        verbose_name_plural = _("market accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "code", "external_id"],
                condition=~models.Q(external_id=""),
                name="market_account_once_per_mall",
            ),
        ]
        indexes = [models.Index(fields=["mall_id", "code", "id"], name="market_account_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """What people know it by, and what they type to unlink it."""
        return self.alias or self.external_name or self.external_id or f"#{self.pk}"

    @property
    def key(self) -> str:
        """Names the account in buckets, breakers and logs."""
        return f"{self.mall_id}:{self.pk}"

    @property
    def secrets(self) -> dict[str, str]:
        """The unsealed secrets. Raises sealing.SealBroken."""
        opened = self.reveal("credentials")
        return dict(json.loads(opened)) if opened else {}

    def store_secrets(self, values: Mapping[str, str]) -> None:
        """Seal secrets into this row in place of those it has; the caller saves."""
        self.seal("credentials", json.dumps(dict(values)))

    def days_left(self, now: dt.datetime) -> int | None:
        """Whole days until the key ends, negative once it has; None where the market does not say."""
        return (self.expires_at - now).days if self.expires_at else None

    @property
    def facts(self) -> dict[str, Any]:
        """What the audit log keeps of it: nothing secret."""
        return {
            "code": self.code,
            "alias": self.alias,
            "account": self.external_id,
            "hints": dict(self.hints),
            "plain": dict(self.plain),
            "sends_imported": self.sends_imported,
        }


class MarketInfoEntry(TenantModel):
    """What Retrieve Market Information brought in. Pending ones wait beside those in force until applied (R1.14)."""

    account = TenantForeignKey(MarketAccount, on_delete=models.CASCADE, related_name="info")
    is_pending = models.BooleanField(default=False)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    values = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "account", "is_pending", "kind", "key"], name="market_info_once_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class MarketListing(TenantModel):
    """That a product of ours and one at a market are the same thing. At most one either way per account.

    `product` is empty once it was deleted here: the market's product is still known, so that it is not imported again
    by surprise. `seen` is what the market last said of it.
    """

    class Origin(models.TextChoices):
        IMPORTED = "imported", _("Imported from the marketplace")
        REGISTERED = "registered", _("Registered at the marketplace")

    account = TenantForeignKey(MarketAccount, on_delete=models.CASCADE, related_name="listings")
    product = TenantForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="market_listings")
    external_id = models.CharField(_("number at the marketplace"), max_length=EXTERNAL_ID_LENGTH)
    url = models.CharField(max_length=500, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    title = models.CharField(_("name at the marketplace"), max_length=300, blank=True)
    price = MoneyField(_("price"), null=True)
    currency = models.CharField(max_length=3, blank=True)
    stock = models.IntegerField(_("stock"), null=True, help_text="None: the market does not say.")
    seen = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    synced_at = models.DateTimeField(_("last sync"), default=timezone.now)

    class Meta:
        verbose_name = _("market listing")
        verbose_name_plural = _("market listings")
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "account", "external_id"], name="market_listing_once_per_number"
            ),
            models.UniqueConstraint(
                fields=["mall_id", "account", "product"],
                condition=models.Q(product__isnull=False),
                name="market_listing_once_per_product",
            ),
        ]
        indexes = [
            models.Index(fields=["mall_id", "account", "-id"], name="market_listing_newest"),
            models.Index(fields=["mall_id", "product"], name="market_listing_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} of account {self.account_id}"


class MarketPlusSettings(TenantModel):
    """Market Plus > common settings: what holds for every account that says nothing else (R3.25)."""

    sends_imported = models.BooleanField(
        _("Send products that were imported from one marketplace to the others"), default=True
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id"], name="market_plus_settings_once_per_mall")]

    def __str__(self) -> str:
        return f"Market Plus settings of mall {self.mall_id}"
