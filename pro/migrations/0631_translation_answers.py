import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pro", "0630_withdrawn_requests")]

    operations = [
        migrations.CreateModel(
            name="TranslationAnswer",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "language",
                    models.CharField(choices=[("ko", "Korean"), ("en", "English"), ("ja", "Japanese")], max_length=2),
                ),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mall_id", "language", "digest"), name="translation_answer_once")
                ],
            },
        ),
    ]
