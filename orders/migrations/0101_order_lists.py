"""Indexes for rare values of the order lists' filters; the days after which a parcel counts as delivered."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_secure_tenant_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="shippingpolicy",
            name="delivers_after_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="* Empty: only by hand.",
                null=True,
                verbose_name="mark as delivered, days after shipping",
            ),
        ),
        migrations.AlterField(
            model_name="orderitem",
            name="status",
            field=models.CharField(
                choices=[
                    ("N00", "Awaiting payment"),
                    ("N01", "Replacement accepted"),
                    ("N10", "Preparing product"),
                    ("N20", "Preparing shipment"),
                    ("N21", "Awaiting shipment"),
                    ("N22", "Shipment on hold"),
                    ("N30", "In transit"),
                    ("N40", "Delivered"),
                    ("N50", "Purchase confirmed"),
                    ("C00", "Cancellation requested"),
                    ("C10", "Cancellation accepted"),
                    ("C40", "Cancelled"),
                    ("C41", "Cancelled, before refund"),
                    ("C47", "Cancelled before payment by the buyer"),
                    ("C48", "Cancelled before payment automatically"),
                    ("C49", "Cancelled before payment by the store"),
                    ("R00", "Return requested"),
                    ("R10", "Return accepted"),
                    ("R20", "Return collected"),
                    ("R40", "Returned"),
                    ("R41", "Returned, before refund"),
                    ("E00", "Exchange requested"),
                    ("E10", "Exchange accepted"),
                    ("E20", "Exchange collected"),
                    ("E40", "Exchanged"),
                ],
                default="N00",
                max_length=3,
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(payment_status="part_refunded")
                | models.Q(payment_status="refunded")
                | models.Q(payment_status="cancelled"),
                fields=["mall_id", "payment_status", "-placed_at", "-id"],
                name="order_by_rare_payment",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("shop_no__gt", 1)),
                fields=["mall_id", "shop_no", "-placed_at", "-id"],
                name="order_by_other_shop",
            ),
        ),
    ]
