"""A shopper with an account in one mall: a user space of its own, apart from merchants (design 3)."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel

GROUP_NO: Final = 1  # customers are not divided into groups: all are of the one that the Admin API names


class Customer(TenantModel):
    """A customer account. `member_id` is unique in its mall whatever the case; the same person may have many."""

    not_exported = ("password", "session_salt")

    member_id = models.CharField(_("ID"), max_length=20)
    member_id_folded = models.CharField(max_length=20, editable=False, db_collation="C")
    password = models.CharField(max_length=128)
    name = models.CharField(_("name"), max_length=60)
    name_folded = models.CharField(max_length=60, editable=False, db_collation="C")
    email = models.EmailField(_("email"))
    email_folded = models.CharField(max_length=254, editable=False, db_collation="C")
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_digits = models.GeneratedField(
        expression=models.Func(
            "phone", models.Value("[^0-9]"), models.Value(""), models.Value("g"), function="regexp_replace"
        ),
        output_field=models.CharField(max_length=30, db_collation="C"),
        db_persist=True,
    )
    zipcode = models.CharField(_("zip code"), max_length=12, blank=True)
    address1 = models.CharField(_("address"), max_length=200, blank=True)
    address2 = models.CharField(_("address, line 2"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, default="KR")
    shop_no = models.PositiveSmallIntegerField(default=1)
    wants_newsletter = models.BooleanField(_("newsletter"), default=False)
    terms_accepted_at = models.DateTimeField(default=timezone.now)
    terms_version = models.PositiveIntegerField(db_default=0, help_text="Of the shop's ShopDocument; 0: not recorded.")
    privacy_version = models.PositiveIntegerField(db_default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_login_at = models.DateTimeField(null=True, editable=False)
    session_salt = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "member_id_folded"], name="customer_id_once_per_mall"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "-id"], condition=models.Q(is_active=False), name="customer_blocked"),
            models.Index(fields=["mall_id", "name_folded", "-id"], name="customer_by_name"),
            models.Index(fields=["mall_id", "email_folded", "-id"], name="customer_by_email"),
            models.Index(fields=["mall_id", "phone_digits", "-id"], name="customer_by_phone"),
            models.Index(fields=["mall_id", "-created_at", "-id"], name="customer_newest"),
        ]

    def __str__(self) -> str:
        return self.member_id

    def set_password(self, password: str) -> None:
        """Hash a new password; sessions signed in before end because their salt differs."""
        self.password = make_password(password)

    def check_password(self, password: str) -> bool:
        return check_password(password, self.password)


class CustomerMemo(TenantModel):
    """A note of the store about a customer, which the customer never sees; it goes when the customer leaves.

    `author_id` is the ID of the operator who wrote it, or whom an app named.
    """

    customer = TenantForeignKey(Customer, on_delete=models.CASCADE, related_name="memos")
    text = models.TextField(_("memo"), max_length=2000)
    is_important = models.BooleanField(_("important"), default=False)
    author_id = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["mall_id", "customer", "-id"], name="memo_of_customer")]

    def __str__(self) -> str:
        return f"memo {self.pk} of customer {self.customer_id}"

    @property
    def dialog_id(self) -> str:
        """The id of the dialog that asks before the memo is deleted."""
        return f"delete-memo-{self.pk}"


class Cart(TenantModel):
    """What one shopper means to buy: bound to a customer, or to the token in a guest's session."""

    token = models.CharField(max_length=64)
    shop_no = models.PositiveSmallIntegerField(default=1)
    customer = TenantForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="carts")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "token"], name="cart_token_once_per_mall")]
        indexes = [
            models.Index(fields=["mall_id", "customer"], name="cart_by_customer"),
            models.Index(fields=["mall_id", "updated_at"], name="cart_by_age"),
        ]

    def __str__(self) -> str:
        return f"cart {self.pk}"


class CartItem(TenantModel):
    """One variant in a cart, with what the shopper typed into extra input options."""

    cart = TenantForeignKey(Cart, on_delete=models.CASCADE, related_name="items")
    product = TenantForeignKey("catalog.Product", on_delete=models.CASCADE)
    variant = TenantForeignKey("catalog.Variant", on_delete=models.CASCADE)
    quantity = models.PositiveIntegerField()
    extra_inputs = models.JSONField(default=dict)
    extra_inputs_hash = models.CharField(max_length=32, default="", blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "cart", "variant", "extra_inputs_hash"], name="cart_holds_variant_once"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=1, quantity__lte=999), name="cart_item_quantity"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "product"], name="cart_item_by_product"),
            models.Index(fields=["mall_id", "variant"], name="cart_item_by_variant"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id}"


class WishlistItem(TenantModel):
    """A product that a customer keeps an eye on in a shop, once each; `variant` is the choice made with it, if any.

    It goes with the customer and with the product; of a variant that is deleted the product stays.
    """

    customer = TenantForeignKey(Customer, on_delete=models.CASCADE, related_name="wishlist_items")
    shop_no = models.PositiveSmallIntegerField()
    product = TenantForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    variant = TenantForeignKey("catalog.Variant", on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "customer", "shop_no", "product"], name="wishlist_holds_product_once"
            )
        ]
        indexes = [
            models.Index(fields=["mall_id", "customer", "shop_no", "-id"], name="wishlist_newest"),
            models.Index(fields=["mall_id", "product", "shop_no", "id"], name="wishlist_by_product"),
            models.Index(fields=["mall_id", "variant"], name="wishlist_by_variant"),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} on the wish list of customer {self.customer_id}"
