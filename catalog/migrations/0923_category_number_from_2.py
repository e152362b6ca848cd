"""The database holds that no category has the number 1."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0922_no_category_1")]

    operations = [
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", 1), _negated=True), name="category_number_from_2"
            ),
        ),
    ]
