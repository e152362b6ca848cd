"""How each item was taxed when it was sold; what was sold before was taxed at the standard rate."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0944_secure_item_labels")]

    operations = [
        migrations.AddField(
            model_name="orderitem",
            name="tax_type",
            field=models.CharField(
                choices=[("A", "Taxed"), ("B", "Tax-free"), ("C", "Zero-rated")],
                db_default="A",
                default="A",
                max_length=1,
            ),
        ),
        migrations.AddField(
            model_name="orderitem",
            name="tax_rate",
            field=models.PositiveSmallIntegerField(db_default=10, default=10, help_text="Percent, of what is taxed."),
        ),
    ]
