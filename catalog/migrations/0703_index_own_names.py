"""The index that searches for a shop's own names use."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0702_fold_own_names")]

    operations = [
        migrations.AddIndex(
            model_name="productlisting",
            index=models.Index(
                condition=models.Q(("name_folded", ""), _negated=True),
                fields=["mall_id", "shop_no", "name_folded", "-product"],
                name="listing_by_own_name",
            ),
        ),
    ]
