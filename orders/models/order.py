"""An order, its items, its counter, and the grams that find it by a part of a name."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Currency
from accounts.money import MoneyField
from accounts.tenancy.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet
from catalog.models.sale_terms import TaxType
from orders.models.customer import Customer
from orders.models.status import ItemStatus, OrderStage


class OrderCounter(TenantModel):
    """The last order number of one mall on one KST day; taken with one upsert, never given back."""

    day = models.DateField()
    last_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "day"], name="order_counter_once_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.last_number}"


class OrderQuerySet(TenantQuerySet["Order"]):
    """Filters of the order lists; each is served by an index that row security leaves usable."""

    def at_stage(self, stage: str) -> OrderQuerySet:
        return self.filter(stage=stage)

    def guests(self) -> OrderQuerySet:
        return self.filter(customer__isnull=True)


class Order(TenantModel):
    """What one shopper bought at once. Status sits on the items; `stage` is derived from them for the lists."""

    class PaymentMethod(models.TextChoices):
        BANK_TRANSFER = "cash", _("Bank transfer")
        TEST_GATEWAY = "test", _("Test gateway")
        NOTHING_DUE = "none", _("Nothing to pay")

    class PaymentStatus(models.TextChoices):
        AWAITING = "awaiting", _("Awaiting payment")
        PAID = "paid", _("Paid")
        PART_REFUNDED = "part_refunded", _("Partly refunded")
        REFUNDED = "refunded", _("Refunded")
        CANCELLED = "cancelled", _("Cancelled before payment")

    not_exported = ("guest_password", "idempotency_key")

    number = models.CharField(_("order number"), max_length=16, db_collation="C")
    number_digits = models.CharField(max_length=15, editable=False, db_collation="C")
    shop_no = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(max_length=3, choices=Currency)
    language = models.CharField(max_length=2, default="ko")
    customer = TenantForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="orders")
    guest_password = models.CharField(max_length=128, blank=True)
    guest_password_version = models.PositiveIntegerField(default=0)
    idempotency_key = models.CharField(max_length=64)

    buyer_name = models.CharField(_("customer name"), max_length=60)
    buyer_name_folded = models.CharField(max_length=60, editable=False, db_collation="C")
    buyer_email = models.EmailField(_("email"))
    buyer_email_folded = models.CharField(max_length=254, editable=False, db_collation="C")
    buyer_phone = models.CharField(_("phone"), max_length=30)
    buyer_phone_digits = models.CharField(max_length=20, editable=False, db_collation="C")

    receiver_name = models.CharField(_("recipient"), max_length=60)
    receiver_phone = models.CharField(_("recipient's phone"), max_length=30)
    receiver_zipcode = models.CharField(_("zip code"), max_length=12, blank=True)
    receiver_address1 = models.CharField(_("address"), max_length=200)
    receiver_address2 = models.CharField(_("address, line 2"), max_length=200, blank=True)
    receiver_city = models.CharField(_("city"), max_length=80, blank=True)
    receiver_state = models.CharField(_("state"), max_length=80, blank=True)
    receiver_country = models.CharField(_("country"), max_length=2, default="KR")
    shipping_message = models.CharField(_("shipping message"), max_length=200, blank=True)

    items_amount = MoneyField(_("items"), help_text=_("Item prices before any discount, VAT included."))
    discount_amount = MoneyField(_("discounts"), default=0)
    coupon_amount = MoneyField(_("coupon"), default=0)
    shipping_fee = MoneyField(_("shipping fee"), default=0)
    total_amount = MoneyField(_("total"), help_text=_("What the shopper pays."))
    paid_amount = MoneyField(default=0)
    refunded_amount = MoneyField(default=0)
    total_weight_grams = models.PositiveIntegerField(default=0)

    payment_method = models.CharField(_("payment method"), max_length=8, choices=PaymentMethod)
    payment_status = models.CharField(
        _("payment status"), max_length=14, choices=PaymentStatus, default=PaymentStatus.AWAITING
    )
    payer_name = models.CharField(_("depositor"), max_length=60, blank=True)
    stage = models.CharField(max_length=18, choices=OrderStage, default=OrderStage.AWAITING_PAYMENT)
    has_open_claim = models.BooleanField(default=False)
    is_first_order = models.BooleanField(default=False)

    placed_at = models.DateTimeField(_("order date"), default=timezone.now)
    paid_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    delay_noticed_at = models.DateTimeField(null=True, help_text="When the buyer was told that it takes longer.")
    updated_at = models.DateTimeField(auto_now=True)
    terms_accepted_at = models.DateTimeField(default=timezone.now)
    terms_version = models.PositiveIntegerField(db_default=0, help_text="Of the shop's ShopDocument; 0: not recorded.")
    privacy_version = models.PositiveIntegerField(db_default=0)

    objects = TenantManager.from_queryset(OrderQuerySet)()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "number"], name="order_number_once_per_mall"),
            models.UniqueConstraint(fields=["mall_id", "idempotency_key"], name="order_key_once_per_mall"),
            models.CheckConstraint(
                condition=models.Q(total_amount__gte=0, refunded_amount__gte=0), name="order_amounts_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(refunded_amount__lte=models.F("paid_amount")), name="order_refund_within_paid"
            ),
        ]
        indexes = [
            models.Index(fields=["mall_id", "-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["mall_id", "stage", "-placed_at", "-id"], name="order_by_stage"),
            models.Index(fields=["mall_id", "number_digits"], name="order_by_digits"),
            models.Index(fields=["mall_id", "buyer_name_folded", "-placed_at", "-id"], name="order_by_name"),
            models.Index(fields=["mall_id", "buyer_email_folded", "-placed_at", "-id"], name="order_by_email"),
            models.Index(fields=["mall_id", "buyer_phone_digits", "-placed_at", "-id"], name="order_by_phone"),
            models.Index(fields=["mall_id", "customer", "-id"], name="order_of_customer"),
            models.Index(fields=["mall_id", "paid_at"], name="order_by_payment"),
            models.Index(
                fields=["mall_id", "cancelled_at"],
                condition=models.Q(cancelled_at__isnull=False),
                name="order_by_cancellation",
            ),
            models.Index(
                fields=["mall_id", "payment_status", "-placed_at", "-id"],
                condition=models.Q(payment_status="part_refunded")
                | models.Q(payment_status="refunded")
                | models.Q(payment_status="cancelled"),
                name="order_by_rare_payment",
            ),
            models.Index(
                fields=["mall_id", "shop_no", "-placed_at", "-id"],
                condition=models.Q(shop_no__gt=1),
                name="order_by_other_shop",
            ),
            models.Index(
                fields=["mall_id", "paid_at", "id"],
                condition=models.Q(stage__in=["preparing", "awaiting_shipment"]),
                name="order_unshipped_by_payment",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_guest(self) -> bool:
        return bool(self.guest_password)


class OrderNameGram(TenantModel):
    """Pieces of a buyer's name, of one to three letters: any part of it is found through a b-tree (design 3.5)."""

    is_exported = False

    gram = models.CharField(max_length=4, db_collation="C")
    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="name_grams")
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "gram", "order"], name="gram_once_per_order")]
        indexes = [
            models.Index(fields=["mall_id", "gram", "-placed_at", "-order"], name="gram_newest"),
            models.Index(fields=["mall_id", "order"], name="gram_of_order"),
        ]

    def __str__(self) -> str:
        return self.gram


class OrderItem(TenantModel):
    """One variant of an order, with the facts as they were when it was bought."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="items")
    line_no = models.PositiveSmallIntegerField()
    product = TenantForeignKey("catalog.Product", on_delete=models.SET_NULL, null=True, related_name="+")
    variant = TenantForeignKey("catalog.Variant", on_delete=models.SET_NULL, null=True, related_name="+")
    product_name = models.CharField(max_length=250)
    option_text = models.CharField(max_length=250, blank=True)
    extra_inputs = models.JSONField(default=dict)
    unit_price = MoneyField(help_text=_("VAT included, options included, before discounts."))
    quantity = models.PositiveIntegerField()
    discount_amount = MoneyField(default=0, help_text=_("Of the whole line, its share of order discounts included."))
    weight_grams = models.PositiveIntegerField(null=True)
    tax_type = models.CharField(max_length=1, choices=TaxType, default=TaxType.TAXED, db_default=TaxType.TAXED)
    tax_rate = models.PositiveSmallIntegerField(default=10, db_default=10, help_text="Percent, of what is taxed.")
    status = models.CharField(max_length=3, choices=ItemStatus, default=ItemStatus.AWAITING_PAYMENT)
    parcel = TenantForeignKey("orders.Parcel", on_delete=models.SET_NULL, null=True, related_name="items")
    replaces = TenantForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replacements")
    takes_stock = models.BooleanField(default=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    refunded_amount = MoneyField(default=0)

    class Meta:
        ordering = ["line_no"]
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "order", "line_no"], name="order_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="order_item_quantity"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "product", "-id"], name="order_item_by_product"),
            models.Index(fields=["mall_id", "variant"], name="order_item_by_variant"),
            models.Index(fields=["mall_id", "status", "-id"], name="order_item_by_status"),
            models.Index(fields=["mall_id", "parcel"], name="order_item_by_parcel"),
            models.Index(fields=["mall_id", "replaces"], name="order_item_by_replaced"),
            models.Index(
                fields=["mall_id", "confirmed_at"],
                condition=models.Q(confirmed_at__isnull=False),
                name="order_item_by_confirmation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}-{self.line_no:02d}"

    @property
    def code(self) -> str:
        """The item's code on the wire: order number and line, `20261123-0000001-01`."""
        return f"{self.order.number}-{self.line_no:02d}"


class StockMove(TenantModel):
    """Every change of a variant's stock by an order, so that stock and orders can be checked against each other."""

    class Kind(models.TextChoices):
        SOLD = "sold", _("Sold")
        RETURNED = "returned", _("Put back")

    variant = TenantForeignKey("catalog.Variant", on_delete=models.SET_NULL, null=True, related_name="+")
    item = TenantForeignKey(OrderItem, on_delete=models.CASCADE, related_name="stock_moves")
    kind = models.CharField(max_length=10, choices=Kind)
    quantity = models.IntegerField(help_text=_("Negative when taken."))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["mall_id", "variant", "-id"], name="stock_move_of_variant"),
            models.Index(fields=["mall_id", "item"], name="stock_move_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.quantity}"


class OrderMemo(TenantModel):
    """A note of the store on an order; shown to the buyer only where ticked."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="memos")
    text = models.TextField(_("memo"), max_length=2000)
    is_pinned = models.BooleanField(default=False)
    is_for_customer = models.BooleanField(_("shown to the customer"), default=False)
    author_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-is_pinned", "-id"]
        indexes = [
            models.Index(fields=["mall_id", "order", "-id"], name="memo_of_order"),
            models.Index(fields=["mall_id", "created_at"], name="memo_by_day"),
        ]

    def __str__(self) -> str:
        return f"memo {self.pk}"

    @property
    def dialog_id(self) -> str:
        """The id of the dialog that asks before the memo is deleted."""
        return f"delete-memo-{self.pk}"
