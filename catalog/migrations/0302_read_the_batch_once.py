"""Policies of role batch read the list of malls once per statement, not once per row."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import BATCH_OF_MALLS

PER_ROW = "mall_id = ANY(nullif(current_setting('app.mall_ids', true), '')::bigint[])"
TABLES = [
    "catalog_product",
    "catalog_productlisting",
    "catalog_variant",
    "catalog_maincategory",
    "catalog_maincategoryproduct",
    "catalog_saleevent",
    "catalog_productstathour",
    "catalog_productstatday",
    "catalog_shopstathour",
]


def alter(table: str, rule: str) -> str:
    return f"ALTER POLICY batch_of_malls ON {table} USING ({rule}) WITH CHECK ({rule})"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0301_sale_event_opens_order")]

    operations = [migrations.RunSQL(alter(table, BATCH_OF_MALLS), alter(table, PER_ROW)) for table in TABLES]
