"""What a merchant sets: automated emails, shipping fees, return windows, discounts and coupons."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.money import MoneyField
from accounts.tenancy.models import TenantForeignKey, TenantModel
from orders.models.customer import Customer
from orders.models.order import Order


def kilograms(grams: int) -> str:
    """Grams as people type kilograms: "0.5", "30"."""
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".")


class MailKind(models.TextChoices):
    """Automated emails of a mall (screens.md 4.8)."""

    SIGNED_UP = "signed_up", _("New sign-up")
    SIGNED_OFF = "signed_off", _("Account cancellation")
    FORGOT_LOGIN = "forgot_login", _("ID and password information")
    ORDER_PLACED = "order_placed", _("Order confirmation")
    PAYMENT_CONFIRMED = "payment_confirmed", _("Payment confirmed")
    DELAYED = "delayed", _("Shipping delay")
    SHIPPED = "shipped", _("Out for delivery")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancellation accepted")
    RETURNED = "returned", _("Return accepted")
    EXCHANGED = "exchanged", _("Exchange accepted")
    REFUNDED = "refunded", _("Refund")
    GUEST_PASSWORD = "guest_password", _("Payment password for guest accounts")


class MailSwitch(TenantModel):
    """Whether a kind goes to the customer and to the store; no row means the standard: both as the kind says."""

    kind = models.CharField(max_length=24, choices=MailKind)
    to_customer = models.BooleanField(default=True)
    to_admin = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "kind"], name="mail_switch_once_per_kind")]

    def __str__(self) -> str:
        return self.kind


class MailText(TenantModel):
    """A merchant's own wording of one kind in one language; without a row the standard text is used."""

    kind = models.CharField(max_length=24, choices=MailKind)
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("body"))
    footer = models.TextField(_("footer"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "kind", "language"], name="mail_text_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class ShippingPolicy(TenantModel):
    """How one shop ships: fees at home, free from an amount, return windows and the fee of a return."""

    shop_no = models.PositiveSmallIntegerField(default=1)
    home_fee = MoneyField(_("shipping fee"), default=3000)
    free_from_amount = MoneyField(_("free shipping from"), null=True, blank=True)
    return_fee = MoneyField(_("return shipping fee, one way"), default=3000)
    return_days = models.PositiveSmallIntegerField(_("days to return after delivery"), default=7)
    defect_days = models.PositiveSmallIntegerField(_("days to return a defect"), default=90)
    ships_overseas = models.BooleanField(_("ships overseas"), default=False)
    allows_guests = models.BooleanField(_("guests may buy"), default=True)
    cancels_unpaid_after_days = models.PositiveSmallIntegerField(_("cancel unpaid orders after days"), default=3)
    delivers_after_days = models.PositiveSmallIntegerField(
        _("mark as delivered, days after shipping"), null=True, blank=True, help_text=_("* Empty: only by hand.")
    )
    bank_account = models.CharField(_("bank account for transfers"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "shop_no"], name="shipping_policy_once_per_shop")]

    def __str__(self) -> str:
        return f"shipping of shop {self.shop_no}"


class ShippingRegion(TenantModel):
    """A group of countries with one table of fees; `*` stands for every other country."""

    shop_no = models.PositiveSmallIntegerField()
    name = models.CharField(_("region"), max_length=60)
    countries = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "shop_no", "name"], name="region_name_once")]

    def __str__(self) -> str:
        return self.name


class ShippingTier(TenantModel):
    """The fee of a region up to a weight. Above the highest tier shipping is free, which the screen warns of."""

    region = TenantForeignKey(ShippingRegion, on_delete=models.CASCADE, related_name="tiers")
    up_to_grams = models.PositiveIntegerField()
    fee = MoneyField()

    class Meta:
        ordering = ["up_to_grams"]
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "region", "up_to_grams"], name="tier_weight_once"),
        ]

    def __str__(self) -> str:
        return f"{self.up_to_grams} g"

    @property
    def kilograms(self) -> str:
        return kilograms(self.up_to_grams)


class Discount(TenantModel):
    """A period discount or a coupon: an amount or a percentage, from a minimum, between two times."""

    class Kind(models.TextChoices):
        PERIOD = "period", _("Period discount")
        COUPON = "coupon", _("Coupon")

    class Unit(models.TextChoices):
        AMOUNT = "amount", _("Amount")
        PERCENT = "percent", _("Percent")

    kind = models.CharField(max_length=8, choices=Kind)
    shop_no = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(_("coupon code"), max_length=30, blank=True)
    unit = models.CharField(max_length=8, choices=Unit)
    amount = MoneyField(_("amount"), null=True, blank=True)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    most_amount = MoneyField(_("at most"), null=True, blank=True)
    minimum_amount = MoneyField(_("from an order of"), default=0)
    is_first_order_only = models.BooleanField(_("first order only"), default=False)
    is_overseas_only = models.BooleanField(_("overseas orders only"), default=False)
    most_uses = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "code"], condition=~models.Q(code=""), name="coupon_code_once_per_mall"
            ),
            models.CheckConstraint(
                condition=models.Q(unit="amount", amount__gt=0)
                | models.Q(unit="percent", percent__gt=0, percent__lte=100),
                name="discount_has_its_value",
            ),
        ]
        indexes = [models.Index(fields=["mall_id", "kind", "-id"], name="discount_newest")]

    def __str__(self) -> str:
        return self.name


class DiscountUse(TenantModel):
    """A discount that one order took; a coupon once per customer or guest address."""

    discount = TenantForeignKey(Discount, on_delete=models.CASCADE, related_name="taken")
    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="discount_uses")
    customer = TenantForeignKey(Customer, on_delete=models.SET_NULL, null=True)
    amount = MoneyField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "discount", "order"], name="discount_once_per_order"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "order"], name="discount_use_of_order"),
            models.Index(fields=["mall_id", "customer", "discount"], name="discount_use_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.discount_id} in {self.order_id}"
