"""Pictures that apps uploaded and that no product shows yet."""

from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("catalog", "0903_product_memos")]

    operations = [
        migrations.CreateModel(
            name="UploadedPicture",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "stem",
                    models.CharField(help_text="Path in the media storage without size and ending.", max_length=120),
                ),
                ("digest", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(help_text="Of the large file, in pixels.")),
                ("height", models.PositiveIntegerField(help_text="Of the large file, in pixels.")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.AddIndex(
            model_name="uploadedpicture",
            index=models.Index(fields=["mall_id", "uploaded_at"], name="uploaded_picture_by_age"),
        ),
        migrations.AddConstraint(
            model_name="uploadedpicture",
            constraint=models.UniqueConstraint(fields=("mall_id", "stem"), name="uploaded_picture_once"),
        ),
        SecureTenantTable("UploadedPicture"),
    ]
