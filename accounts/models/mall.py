"""A mall, its shops, and who may work in its admin. All on the control plane: no shopper's data."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.money import decimals_of
from accounts.store_cache import forget_pages

# What a storefront page may depend on; a mere sign of life (`last_active_at`) forgets no page.
SHOWN_TO_SHOPPERS = frozenset(
    {
        "name",
        "status",
        "country",
        "business_name",
        "representative",
        "registration_number",
        "mail_order_number",
        "address",
        "phone",
        "contact_email",
        "privacy_officer",
        "is_test",
    }
)


class MallQuerySet(models.QuerySet["Mall"]):
    """Filters by state; whatever changes a mall makes its storefront forget its pages at once."""

    def open(self) -> MallQuerySet:
        return self.filter(status=Mall.Status.OPEN)

    def update(self, **values: Any) -> int:
        if set(values) & SHOWN_TO_SHOPPERS:
            forget_pages(self.values_list("host", flat=True))
        return super().update(**values)


class Mall(models.Model):
    """One merchant's store. Ends only together with its account (R0.72, R0.73)."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DORMANT = "dormant", _("Dormant")
        DELETED = "deleted", _("Deleted")

    host = models.CharField(
        max_length=16, unique=True, editable=False, validators=[RegexValidator(r"^[a-z][a-z0-9]*\Z")]
    )
    name = models.CharField(_("store name"), max_length=60)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    country = models.CharField(_("country of business"), max_length=2)
    business_name = models.CharField(_("business name"), max_length=100, blank=True)
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    registration_number = models.CharField(_("business registration number"), max_length=30, blank=True)
    mail_order_number = models.CharField(_("mail-order business number"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("contact email"), blank=True)
    privacy_officer = models.CharField(_("privacy officer"), max_length=60, blank=True)
    is_test = models.BooleanField(
        _("test mall"),
        default=False,
        db_default=False,
        editable=False,
        help_text="A developer's, to try apps in: its pages say so.",
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    last_active_at = models.DateTimeField(_("last active"), default=timezone.now)
    dormancy_warnings_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    dormant_at = models.DateTimeField(_("dormant since"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    purged_at = models.DateTimeField(_("data erased"), null=True, editable=False)

    objects = MallQuerySet.as_manager()

    class Meta:
        verbose_name = _("mall")
        verbose_name_plural = _("malls")
        indexes = [models.Index(fields=["status", "last_active_at"], name="mall_by_idleness")]

    def __str__(self) -> str:
        return self.host

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        written = kwargs.get("update_fields")
        if written is None or set(written) & SHOWN_TO_SHOPPERS:
            forget_pages([self.host])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_dormant(self) -> bool:
        return self.status == self.Status.DORMANT

    @property
    def storefront_url(self) -> str:
        """Absolute address of the base shop, without a trailing slash."""
        return f"{settings.PUBLIC_SCHEME}://{self.host}.{settings.MALL_DOMAIN}{settings.PUBLIC_PORT}"


class Currency(models.TextChoices):
    """Payment currencies of a shop; the wire contract lists the same."""

    KRW = "KRW", _("Korean won")
    USD = "USD", _("US dollar")
    JPY = "JPY", _("Japanese yen")
    CNY = "CNY", _("Chinese yuan")
    TWD = "TWD", _("New Taiwan dollar")
    EUR = "EUR", _("Euro")
    BRL = "BRL", _("Brazilian real")
    VND = "VND", _("Vietnamese dong")


class ShopQuerySet(models.QuerySet["Shop"]):
    """Whatever changes a shop makes its mall's storefront forget its pages at once."""

    def update(self, **values: Any) -> int:
        forget_pages(self.values_list("mall__host", flat=True))
        return super().update(**values)


class Shop(models.Model):
    """One storefront of a mall with its language and currency; shop 1 is the base shop (R0.14)."""

    class Language(models.TextChoices):
        KOREAN = "ko", _("Korean")
        ENGLISH = "en", _("English")
        JAPANESE = "ja", _("Japanese")

    class Rounding(models.TextChoices):
        """How a converted price ends; a price above zero never becomes zero."""

        UNIT = "unit", _("The currency's smallest unit")
        WHOLE = "whole", _("Whole units, or tens where the currency has no smaller unit")
        NINETY_NINE = "ninety_nine", _("Up to .99, or to 9 where the currency has no smaller unit")

    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="shops")
    shop_no = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    exchange_rate = models.DecimalField(
        max_digits=20,
        decimal_places=10,
        null=True,
        help_text=_("Units of the base shop's currency for one of this."),
    )
    rate_source = models.CharField(max_length=40, blank=True)
    rate_on = models.DateField(null=True)
    rate_answer = models.JSONField(default=dict, blank=True, help_text=_("What the source of the rate answered."))
    rounding = models.CharField(_("prices are rounded to"), max_length=12, choices=Rounding, default=Rounding.UNIT)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["mall", "shop_no"]
        constraints = [
            models.UniqueConstraint(fields=["mall", "shop_no"], name="shop_no_once_per_mall"),
            models.CheckConstraint(condition=models.Q(shop_no__gte=1, shop_no__lte=15), name="shop_no_1_to_15"),
        ]

    def __str__(self) -> str:
        return f"{self.mall_id}/{self.shop_no}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget_pages([self.mall.host])

    @property
    def is_base(self) -> bool:
        return self.shop_no == 1

    def from_base(self, amount: Decimal) -> Decimal:
        """An amount of the base shop in this shop's currency, by its fixed rate; no rate means the same currency.

        Rounded half up to the currency's smallest unit (USD 2 digits, JPY 0).
        """
        if self.exchange_rate is None:
            return amount
        return (amount / self.exchange_rate).quantize(self._unit, ROUND_HALF_UP)

    def price_from_base(self, amount: Decimal) -> Decimal:
        """A product's price here, converted and rounded as this shop rounds (R3.110); above zero stays above zero."""
        if self.exchange_rate is None:
            return amount
        exact = amount / self.exchange_rate
        step = Decimal(1) if self._unit < 1 else Decimal(10)
        if self.rounding == self.Rounding.UNIT:
            price = exact.quantize(self._unit, ROUND_HALF_UP)
        elif self.rounding == self.Rounding.WHOLE:
            price = (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        else:
            price = ((exact + self._unit) / step).quantize(Decimal(1), ROUND_UP) * step - self._unit
        return max(price.quantize(self._unit), self._unit) if amount else Decimal(0).quantize(self._unit)

    @property
    def _unit(self) -> Decimal:
        return Decimal(1).scaleb(-decimals_of(self.currency))

    @property
    def title(self) -> str:
        """What shoppers read over the shop: the store's name, where the shop is the base shop or has none itself."""
        return self.mall.name if self.is_base or not self.name else self.name


class Operator(models.Model):
    """A user's place in one mall: its owner, or a sub-operator with the menus that were granted."""

    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="operators")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="operator")
    is_owner = models.BooleanField(default=False)
    menus = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        constraints = [
            models.UniqueConstraint(fields=["mall"], condition=models.Q(is_owner=True), name="mall_has_one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.mall_id}/{self.user_id}"

    def has_right(self, right: str) -> bool:
        """Whether this operator may use the pages of a menu ("orders"); the owner has every right."""
        return self.is_owner or right in self.menus
