import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pro", "0632_secure_translation_answers")]

    operations = [
        migrations.CreateModel(
            name="EngineEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("engine", models.CharField(max_length=20, verbose_name="engine")),
                (
                    "action",
                    models.CharField(
                        choices=[("stopped", "Stopped"), ("lifted", "Asked again by support")],
                        max_length=8,
                        verbose_name="action",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[("quota", "Its characters of this month are used up"), ("key", "It refuses the key")],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=400, verbose_name="what it said")),
                (
                    "staff_id",
                    models.BigIntegerField(
                        editable=False, help_text="User; none: the platform.", null=True, verbose_name="staff"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
            ],
            options={
                "verbose_name": "entry about an engine",
                "verbose_name_plural": "log of engines",
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON pro_engineentry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER append_only ON pro_engineentry",
        ),
    ]
