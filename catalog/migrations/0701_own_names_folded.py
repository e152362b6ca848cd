"""Names that shops give products themselves, as searches compare them (design 3.5)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0602_secure_imports")]

    operations = [
        migrations.AddField(
            model_name="productlisting",
            name="name_folded",
            field=models.CharField(
                blank=True, db_collation="C", db_default="", default="", editable=False, max_length=250
            ),
        ),
    ]
