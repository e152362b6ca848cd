"""Boards: settings of a shop's boards, posts with their replies, and comments."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

from accounts.tenancy.models import TenantForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0923_category_number_from_2"),
        ("orders", "0903_orders_by_cancellation_and_confirmation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                (
                    "board_no",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Notices"), (4, "Product reviews"), (6, "Product Q&A")]
                    ),
                ),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                ("sequence", models.PositiveIntegerField(default=1)),
                ("order_number", models.CharField(blank=True, max_length=32)),
                ("member_id", models.CharField(blank=True, max_length=20)),
                ("is_by_store", models.BooleanField(default=False)),
                ("writer", models.CharField(blank=True, max_length=100, verbose_name="writer")),
                ("writer_email", models.EmailField(blank=True, max_length=254)),
                ("nick_name", models.CharField(blank=True, max_length=50)),
                ("title", models.CharField(max_length=256, verbose_name="title")),
                ("content", models.TextField(verbose_name="text")),
                ("rating", models.PositiveSmallIntegerField(default=0, verbose_name="rating")),
                ("is_secret", models.BooleanField(default=False, verbose_name="secret")),
                ("password", models.CharField(blank=True, max_length=128)),
                ("is_notice", models.BooleanField(default=False, verbose_name="notice")),
                ("is_fixed", models.BooleanField(default=False, verbose_name="kept on top")),
                ("is_displayed", models.BooleanField(default=True, verbose_name="display")),
                (
                    "reply_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Asks for no answer"),
                            ("N", "Waiting for an answer"),
                            ("P", "In progress"),
                            ("C", "Answered"),
                        ],
                        default="",
                        max_length=1,
                    ),
                ),
                ("reply_user_id", models.CharField(blank=True, max_length=20)),
                ("hits", models.PositiveIntegerField(default=0)),
                ("client_ip", models.GenericIPAddressField(null=True)),
                ("input_channel", models.CharField(choices=[("P", "PC"), ("M", "Mobile")], default="P", max_length=1)),
                ("attachments", models.JSONField(default=list, help_text="Of files elsewhere: [{name, url}].")),
                (
                    "app_values",
                    models.JSONField(default=dict, help_text="What apps keep with it and nothing here reads."),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "customer",
                    TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="orders.customer"
                    ),
                ),
                (
                    "parent",
                    TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="orders.article",
                    ),
                ),
                (
                    "product",
                    TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="catalog.product"
                    ),
                ),
            ],
            options={
                "verbose_name": "post",
                "verbose_name_plural": "posts",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("rating__lte", 5)), name="article_rating_to_five"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("depth", 0), ("parent__isnull", True)),
                            models.Q(("depth__gt", 0), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="article_depth_of_replies",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"], name="article_newest"
                    ),
                    models.Index(
                        fields=["mall_id", "product", "shop_no", "board_no", "-created_at", "-id"],
                        name="article_of_product",
                    ),
                    models.Index(fields=["mall_id", "parent", "id"], name="article_replies"),
                    models.Index(fields=["mall_id", "customer"], name="article_of_customer"),
                    models.Index(
                        condition=models.Q(("reply_status", "N")),
                        fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"],
                        name="article_unanswered",
                    ),
                    models.Index(
                        condition=models.Q(("is_displayed", False)),
                        fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"],
                        name="article_hidden",
                    ),
                    models.Index(
                        condition=models.Q(("is_fixed", True)),
                        fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"],
                        name="article_fixed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Board",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                (
                    "board_no",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Notices"), (4, "Product reviews"), (6, "Product Q&A")]
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="name")),
                ("guide", models.CharField(blank=True, max_length=500, verbose_name="guide text")),
                ("is_used", models.BooleanField(default=True, verbose_name="in use")),
                ("is_displayed", models.BooleanField(default=True, verbose_name="listed among the boards")),
                ("uses_comments", models.BooleanField(default=True, verbose_name="comments")),
                ("is_secret_only", models.BooleanField(default=False, verbose_name="secret posts only")),
                (
                    "page_size",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[MinValueValidator(1), MaxValueValidator(99)],
                        verbose_name="posts per page",
                    ),
                ),
                (
                    "product_page_size",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[MinValueValidator(1), MaxValueValidator(50)],
                        verbose_name="posts on a product page",
                    ),
                ),
            ],
            options={
                "verbose_name": "board",
                "verbose_name_plural": "boards",
                "constraints": [
                    models.UniqueConstraint(fields=("mall_id", "shop_no", "board_no"), name="board_once_per_shop")
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                (
                    "board_no",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Notices"), (4, "Product reviews"), (6, "Product Q&A")]
                    ),
                ),
                ("member_id", models.CharField(blank=True, max_length=20)),
                ("is_by_store", models.BooleanField(default=False)),
                ("writer", models.CharField(blank=True, max_length=100, verbose_name="writer")),
                ("content", models.TextField(verbose_name="text")),
                ("rating", models.PositiveSmallIntegerField(default=0)),
                ("is_secret", models.BooleanField(default=False, verbose_name="secret")),
                ("password", models.CharField(blank=True, max_length=128)),
                ("client_ip", models.GenericIPAddressField(null=True)),
                ("input_channel", models.CharField(choices=[("P", "PC"), ("M", "Mobile")], default="P", max_length=1)),
                ("attachments", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="orders.article"
                    ),
                ),
                (
                    "customer",
                    TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="orders.customer"
                    ),
                ),
                (
                    "parent",
                    TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="orders.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("rating__lte", 5)), name="comment_rating_to_five"),
                ],
                "indexes": [
                    models.Index(fields=["mall_id", "article", "id"], name="comment_of_article"),
                    models.Index(fields=["mall_id", "shop_no", "board_no", "id"], name="comment_of_board"),
                    models.Index(fields=["mall_id", "parent"], name="comment_replies"),
                    models.Index(fields=["mall_id", "customer"], name="comment_of_customer"),
                ],
            },
        ),
    ]
