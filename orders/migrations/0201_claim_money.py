"""What a claim gives back of the shipping fee, where the money goes, and one refund per claim."""

from __future__ import annotations

from django.db import migrations, models

import accounts.money


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0101_order_lists"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="refund",
            name="refund_of_claim",
        ),
        migrations.AddField(
            model_name="claim",
            name="refund_account_holder",
            field=models.CharField(blank=True, max_length=60, verbose_name="account holder"),
        ),
        migrations.AddField(
            model_name="claim",
            name="refund_account_number",
            field=models.CharField(blank=True, max_length=40, verbose_name="account number"),
        ),
        migrations.AddField(
            model_name="claim",
            name="refund_bank_name",
            field=models.CharField(blank=True, max_length=60, verbose_name="bank"),
        ),
        migrations.AddField(
            model_name="claim",
            name="shipping_refund",
            field=accounts.money.MoneyField(
                decimal_places=2, default=0, help_text="Shipping fee of the order that goes back.", max_digits=14
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="shipping_charge",
            field=accounts.money.MoneyField(
                decimal_places=2, default=0, help_text="Return shipping the customer pays.", max_digits=14
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(fields=("mall_id", "claim"), name="claim_refunded_once"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="refund_amount_above_zero"),
        ),
    ]
