"""Row-level security and composite keys of the marketplace tables."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("pro", "0100_market_accounts")]

    operations = [
        SecureTenantTable("MarketAccount"),
        SecureTenantTable("MarketInfoEntry", foreign_keys=["account"]),
        SecureTenantTable("MarketListing", foreign_keys=["account", "product"]),
        SecureTenantTable("MarketPlusSettings"),
    ]
