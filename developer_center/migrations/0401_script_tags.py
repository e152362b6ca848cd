"""Scripts that apps put on storefronts."""

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("developer_center", "0302_operator_rights")]

    operations = [
        migrations.CreateModel(
            name="ScriptTag",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("app_id", models.BigIntegerField()),
                ("shop_no", models.PositiveSmallIntegerField(default=1)),
                ("src", models.CharField(max_length=200, verbose_name="address")),
                (
                    "display_locations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="pages"
                    ),
                ),
                (
                    "exclude_paths",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="pages left out",
                    ),
                ),
                (
                    "skin_numbers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        default=list,
                        help_text="Kept for the app: we have one.",
                        size=None,
                    ),
                ),
                ("integrity", models.CharField(blank=True, max_length=100, verbose_name="checksum")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "script",
                "verbose_name_plural": "scripts",
                "indexes": [models.Index(fields=["mall_id", "shop_no", "app_id", "id"], name="script_tag_of_shop")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("display_locations__len__gte", 1)), name="script_tag_goes_somewhere"
                    )
                ],
            },
        ),
    ]
