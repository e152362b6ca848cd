"""Names of columns in /support/; nothing changes in the database."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0310_business_information"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="refusedaddress",
            options={"verbose_name": "refused address", "verbose_name_plural": "refused addresses"},
        ),
        migrations.AlterModelOptions(
            name="schedulemark",
            options={"verbose_name": "schedule mark", "verbose_name_plural": "schedule marks"},
        ),
        migrations.AlterField(
            model_name="job",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="job",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="job",
            name="finished_at",
            field=models.DateTimeField(null=True, verbose_name="finished"),
        ),
        migrations.AlterField(
            model_name="job",
            name="mall",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="jobs",
                to="accounts.mall",
                verbose_name="mall",
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="run_after",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="not before"),
        ),
        migrations.AlterField(
            model_name="loginidregistry",
            name="login_id",
            field=models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name="ID"),
        ),
        migrations.AlterField(
            model_name="loginidregistry",
            name="taken_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="taken"),
        ),
        migrations.AlterField(
            model_name="mall",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="language",
            field=models.CharField(default="en", max_length=8, verbose_name="language"),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="mall",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="accounts.mall",
                verbose_name="mall",
            ),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="sent_at",
            field=models.DateTimeField(null=True, verbose_name="sent"),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="stream",
            field=models.CharField(
                blank=True, help_text="Messages of one stream go out in order.", max_length=80, verbose_name="stream"
            ),
        ),
        migrations.AlterField(
            model_name="refusedaddress",
            name="email",
            field=models.EmailField(max_length=254, unique=True, verbose_name="email"),
        ),
        migrations.AlterField(
            model_name="refusedaddress",
            name="reason",
            field=models.TextField(blank=True, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="refusedaddress",
            name="refused_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="refused"),
        ),
        migrations.AlterField(
            model_name="schedulemark",
            name="last_slot_at",
            field=models.DateTimeField(verbose_name="last slot"),
        ),
        migrations.AlterField(
            model_name="schedulemark",
            name="task",
            field=models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name="task"),
        ),
        migrations.AlterField(
            model_name="user",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
        ),
    ]
