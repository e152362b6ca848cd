"""Ordinary categories, and the main categories that a shop's main page shows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models.product import Product
from catalog.models.seo import SEO_HELP


class Category(TenantModel):
    """A node of the category tree, at most four levels deep; `names` holds it per shop number.

    None has the number 1: on the wire of the Admin API that stands for the top of the tree (wire contract 2.7).
    """

    parent = TenantForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    name = models.CharField(_("category name"), max_length=50)
    names = models.JSONField(default=dict, blank=True, help_text="Shop number as text -> name in that shop.")
    depth = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    is_displayed = models.BooleanField(_("display"), default=True)
    app_settings = models.JSONField(
        _("settings of apps"),
        default=dict,
        blank=True,
        help_text="What apps set and read back and the storefront does not follow, by its name on the wire.",
    )
    seo = models.JSONField(_("search engines"), default=dict, db_default={}, blank=True, help_text=SEO_HELP)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(condition=~models.Q(id=1), name="category_number_from_2"),
            models.CheckConstraint(condition=models.Q(depth__gte=1, depth__lte=4), name="category_depth_1_to_4"),
        ]
        indexes = [models.Index(fields=["mall_id", "parent", "position", "id"], name="category_in_order")]

    def __str__(self) -> str:
        return self.name

    def name_in(self, shop_no: int) -> str:
        """The name in one shop; the base name where that shop has none of its own."""
        return str(self.names.get(str(shop_no)) or self.name)


class CategoryProduct(TenantModel):
    """A product in a category, at a place."""

    category = TenantForeignKey(Category, on_delete=models.CASCADE, related_name="placements")
    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="categories")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "category", "product"], name="category_holds_product_once"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "category", "position", "-product"], name="category_product_order"),
            models.Index(fields=["mall_id", "product"], name="category_of_product"),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} in category {self.category_id}"


class MainCategory(TenantModel):
    """A section of one shop's main page (Product display > Main display > Main category management).

    `display_group` 2 is the first one, as on the wire. The own automatic display is off while PRO runs (R3.60).
    """

    class SoldOut(models.TextChoices):
        TO_THE_END = "B", _("Sold-out products go to the end")
        NO_DIFFERENCE = "N", _("Sold-out products keep their place")

    class AutoSort(models.TextChoices):
        ORDERS = "orders", _("Orders")
        VIEWS = "views", _("Views")
        ORDER_RATE = "order_rate", _("Order rate")
        SALES = "sales", _("Revenue")
        NEWEST = "newest", _("Newly registered")
        CHANGED = "changed", _("Last changed")
        PRICE = "price", _("Price")
        NAME = "name", _("Name")

    shop_no = models.PositiveSmallIntegerField(default=1)
    display_group = models.PositiveSmallIntegerField()
    name = models.CharField(_("category name"), max_length=50)
    position = models.PositiveSmallIntegerField(default=0)
    display_count = models.PositiveSmallIntegerField(_("products shown"), null=True, blank=True)
    sold_out = models.CharField(_("sold-out products"), max_length=1, choices=SoldOut, default=SoldOut.NO_DIFFERENCE)
    is_displayed = models.BooleanField(_("display"), default=True)
    auto_display = models.BooleanField(_("automatic display"), default=False)
    auto_sort = models.CharField(_("sort by"), max_length=12, choices=AutoSort, default=AutoSort.ORDERS)
    auto_descending = models.BooleanField(_("largest first"), default=True)
    auto_period_days = models.PositiveSmallIntegerField(_("period in days"), default=7)
    auto_hours = models.JSONField(_("update times"), default=list, blank=True, help_text="Full hours in KST, 0 to 23.")
    auto_most = models.PositiveSmallIntegerField(_("products at most"), default=20)
    auto_refreshed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("main category")
        verbose_name_plural = _("main categories")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "shop_no", "display_group"], name="display_group_once"),
            models.CheckConstraint(condition=models.Q(display_group__gte=2), name="display_group_from_2"),
            models.CheckConstraint(condition=models.Q(auto_most__gte=1, auto_most__lte=200), name="auto_most_1_to_200"),
        ]
        indexes = [models.Index(fields=["mall_id", "shop_no", "position", "id"], name="main_category_in_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def module_code(self) -> str:
        """The theme module of this section: `product_listmain_1` for display group 2."""
        return f"product_listmain_{self.display_group - 1}"


class MainCategoryProduct(TenantModel):
    """A product on the main page: its place, and whether it is pinned there."""

    main_category = TenantForeignKey(MainCategory, on_delete=models.CASCADE, related_name="placements")
    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="main_placements")
    position = models.PositiveIntegerField(default=0)
    is_pinned = models.BooleanField(_("pinned"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "main_category", "product"], name="main_category_holds_product_once"
            ),
        ]
        indexes = [
            models.Index(fields=["mall_id", "main_category", "position", "-product"], name="main_product_order"),
            models.Index(fields=["mall_id", "product"], name="main_category_of_product"),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} in section {self.main_category_id}"
