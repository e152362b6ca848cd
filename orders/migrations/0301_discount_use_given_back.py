"""When the use of a discount was given back: the row stays, so that the order still says what it took."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0202_keep_stock_moves")]

    operations = [
        migrations.AddField(
            model_name="discountuse",
            name="given_back_at",
            field=models.DateTimeField(help_text="When its order was cancelled as a whole.", null=True),
        ),
    ]
