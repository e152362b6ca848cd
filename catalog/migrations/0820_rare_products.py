"""Filters of the product list for what few products are: hidden, not on sale, without a weight."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0802_secure_windows")]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("weight_grams__isnull", True), ("weight_grams", 0), _connector="OR"),
                fields=["mall_id", "-id"],
                name="product_without_weight",
            ),
        ),
        migrations.AddIndex(
            model_name="productlisting",
            index=models.Index(
                condition=models.Q(("display", False)),
                fields=["mall_id", "shop_no", "-product"],
                name="listing_hidden_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="productlisting",
            index=models.Index(
                condition=models.Q(("selling", False)),
                fields=["mall_id", "shop_no", "-product"],
                name="listing_unsold_newest",
            ),
        ),
    ]
