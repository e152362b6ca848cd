"""Payments, parcels, claims and refunds of an order."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.money import MoneyField
from accounts.tenancy.models import TenantForeignKey, TenantModel
from orders.models.order import Order, OrderItem


class Payment(TenantModel):
    """One attempt to pay an order through one gateway; at most one of them succeeds."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    gateway = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    amount = MoneyField()
    reference = models.CharField(max_length=80, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "order"], condition=models.Q(state="succeeded"), name="order_paid_once"
            ),
        ]
        indexes = [models.Index(fields=["mall_id", "order", "-id"], name="payment_of_order")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.state}"


class Carrier(models.TextChoices):
    """Carriers a parcel may go with; the code is what the wire contract calls shipping_company_code."""

    CJ = "0006", _("CJ Logistics")
    LOTTE = "0079", _("Lotte Global Logistics")
    HANJIN = "0018", _("Hanjin")
    KOREA_POST = "0012", _("Korea Post")
    EMS = "0039", _("EMS")
    DHL = "0040", _("DHL")
    FEDEX = "0042", _("FedEx")
    UPS = "0041", _("UPS")
    OTHER = "0001", _("Own delivery")


class Parcel(TenantModel):
    """Items that leave together under one tracking number."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="parcels")
    parcel_no = models.PositiveSmallIntegerField()
    carrier = models.CharField(_("carrier"), max_length=8, choices=Carrier)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    is_overseas = models.BooleanField(default=False)
    weight_grams = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "order", "parcel_no"], name="parcel_no_once_per_order"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "tracking_number"], name="parcel_by_tracking_number"),
            models.Index(fields=["mall_id", "shipped_at"], name="parcel_by_shipping_day"),
            models.Index(fields=["mall_id", "delivered_at"], name="parcel_by_delivery_day"),
        ]

    def __str__(self) -> str:
        return f"parcel {self.parcel_no} of {self.order_id}"


class Claim(TenantModel):
    """A cancellation, return or exchange of some items, with its reason and who pays the way back."""

    class Kind(models.TextChoices):
        CANCEL = "cancel", _("Cancellation")
        RETURN = "return", _("Return")
        EXCHANGE = "exchange", _("Exchange")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ACCEPTED = "accepted", _("Accepted")
        COLLECTED = "collected", _("Collected")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.REQUESTED, State.ACCEPTED, State.COLLECTED)

    class Reason(models.TextChoices):
        CHANGE_OF_MIND = "change_of_mind", _("Change of mind")
        DELAY = "delay", _("Shipping delay")
        DEFECT = "defect", _("Defective product")
        WRONG_ITEM = "wrong_item", _("Wrong item or shipping error")
        OTHER = "other", _("Other")

    class Payer(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        SELLER = "seller", _("Seller")

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="claims")
    code = models.CharField(max_length=24)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    detail = models.CharField(_("details"), max_length=500, blank=True)
    refusal = models.CharField(max_length=500, blank=True)
    payer = models.CharField(max_length=10, choices=Payer)
    shipping_charge = MoneyField(default=0, help_text=_("Return shipping the customer pays."))
    shipping_refund = MoneyField(default=0, help_text=_("Shipping fee of the order that goes back."))
    refund_amount = MoneyField(default=0)
    refund_bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    refund_account_number = models.CharField(_("account number"), max_length=40, blank=True)
    refund_account_holder = models.CharField(_("account holder"), max_length=60, blank=True)
    is_by_shopper = models.BooleanField(default=False)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "code"], name="claim_code_once_per_mall")]
        indexes = [
            models.Index(fields=["mall_id", "order", "-id"], name="claim_of_order"),
            models.Index(fields=["mall_id", "kind", "requested_at", "id"], name="claim_newest"),
            models.Index(fields=["mall_id", "kind", "state", "requested_at", "id"], name="claim_by_state"),
            models.Index(fields=["mall_id", "kind", "reason", "requested_at", "id"], name="claim_by_reason"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Still to be decided, collected or finished."""
        return self.state in self.OPEN


class ClaimItem(TenantModel):
    """How many pieces of one item a claim is about, and where the item stood before."""

    claim = TenantForeignKey(Claim, on_delete=models.CASCADE, related_name="items")
    item = TenantForeignKey(OrderItem, on_delete=models.CASCADE, related_name="claim_items")
    quantity = models.PositiveIntegerField()
    status_before = models.CharField(max_length=3)
    restocks = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "claim", "item"], name="claim_names_item_once")]
        indexes = [models.Index(fields=["mall_id", "item"], name="claim_item_of_item")]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.item_id}"


class Refund(TenantModel):
    """Money that goes back to the buyer, in the currency it was paid in."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Refunded")
        FAILED = "failed", _("Failed")

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    claim = TenantForeignKey(Claim, on_delete=models.SET_NULL, null=True, related_name="refunds")
    code = models.CharField(max_length=24)
    amount = MoneyField()
    gateway = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    bank_name = models.CharField(max_length=60, blank=True)
    account_number = models.CharField(max_length=40, blank=True)
    account_holder = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    refunded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "code"], name="refund_code_once_per_mall"),
            models.UniqueConstraint(fields=["mall_id", "claim"], name="claim_refunded_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_amount_above_zero"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "order", "-id"], name="refund_of_order"),
            models.Index(fields=["mall_id", "requested_at", "id"], name="refund_newest"),
            models.Index(fields=["mall_id", "state", "requested_at", "id"], name="refund_in_state"),
            models.Index(fields=["mall_id", "refunded_at"], name="refund_by_day"),
        ]

    def __str__(self) -> str:
        return self.code


class ExportDeclaration(TenantModel):
    """What customs is told of one overseas parcel, through a declaration partner (R3.119, R3.120)."""

    class State(models.TextChoices):
        NOT_FILED = "not_filed", _("Not filed")
        FILED = "filed", _("Filed")
        ACCEPTED = "accepted", _("Accepted")
        FAILED = "failed", _("Failed")

    parcel = TenantForeignKey(Parcel, on_delete=models.CASCADE, related_name="declarations")
    state = models.CharField(max_length=10, choices=State, default=State.NOT_FILED)
    reference = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=300, blank=True)
    charge_krw = models.PositiveIntegerField(default=0)
    filed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "parcel"], name="declaration_once_per_parcel")]
        indexes = [models.Index(fields=["mall_id", "filed_at"], name="declaration_by_month")]

    def __str__(self) -> str:
        return f"declaration of parcel {self.parcel_id}"
