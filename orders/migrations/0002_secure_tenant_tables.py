"""Row-level security and composite keys of orders."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_orders"), ("catalog", "0004_secure_categories")]

    operations = [
        SecureTenantTable("Customer"),
        SecureTenantTable("Cart", foreign_keys=["customer"]),
        SecureTenantTable("CartItem", foreign_keys=["cart", "product", "variant"]),
        SecureTenantTable("OrderCounter"),
        SecureTenantTable("Order", foreign_keys=["customer"]),
        SecureTenantTable("OrderNameGram", foreign_keys=["order"]),
        SecureTenantTable("Parcel", foreign_keys=["order"]),
        SecureTenantTable("OrderItem", foreign_keys=["order", "product", "variant", "parcel", "replaces"]),
        SecureTenantTable("StockMove", foreign_keys=["variant", "item"]),
        SecureTenantTable("OrderMemo", foreign_keys=["order"]),
        SecureTenantTable("Payment", foreign_keys=["order"]),
        SecureTenantTable("Claim", foreign_keys=["order"]),
        SecureTenantTable("ClaimItem", foreign_keys=["claim", "item"]),
        SecureTenantTable("Refund", foreign_keys=["order", "claim"]),
        SecureTenantTable("ExportDeclaration", foreign_keys=["parcel"]),
        SecureTenantTable("MailSwitch"),
        SecureTenantTable("MailText"),
        SecureTenantTable("ShippingPolicy"),
        SecureTenantTable("ShippingRegion"),
        SecureTenantTable("ShippingTier", foreign_keys=["region"]),
        SecureTenantTable("Discount"),
        SecureTenantTable("DiscountUse", foreign_keys=["discount", "order", "customer"]),
    ]
