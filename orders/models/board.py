"""Boards: what the store announces, how buyers review products and what shoppers ask about them."""

from __future__ import annotations

from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet
from orders.models.customer import Customer

BEST_RATING: Final = 5


class BoardNo(models.IntegerChoices):
    """The boards that every shop has, by their numbers on the wire."""

    NOTICE = 1, _("Notices")
    REVIEW = 4, _("Product reviews")
    QUESTION = 6, _("Product Q&A")


class InputChannel(models.TextChoices):
    """What an article was written on."""

    PC = "P", _("PC")
    MOBILE = "M", _("Mobile")


class Board(TenantModel):
    """How a shop wants one of its boards. Only what was ever changed has a row; else the values below hold."""

    shop_no = models.PositiveSmallIntegerField()
    board_no = models.PositiveSmallIntegerField(choices=BoardNo)
    name = models.CharField(_("name"), max_length=50, blank=True)
    guide = models.CharField(_("guide text"), max_length=500, blank=True)
    is_used = models.BooleanField(_("in use"), default=True)
    is_displayed = models.BooleanField(_("listed among the boards"), default=True)
    uses_comments = models.BooleanField(_("comments"), default=True)
    is_secret_only = models.BooleanField(_("secret posts only"), default=False)
    page_size = models.PositiveSmallIntegerField(
        _("posts per page"), default=20, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    product_page_size = models.PositiveSmallIntegerField(
        _("posts on a product page"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    seo = models.JSONField(
        _("search engines"),
        default=dict,
        db_default={},
        blank=True,
        help_text="What of Seo is not as usual; [MALL_NAME] and the like stand for words of the page.",
    )

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        constraints = [models.UniqueConstraint(fields=["mall_id", "shop_no", "board_no"], name="board_once_per_shop")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The store's own name of the board, or the standard one in the language that is being spoken."""
        return self.name or str(BoardNo(self.board_no).label)


class ArticleQuerySet(TenantQuerySet["Article"]):
    """Filters of the lists; all are ordered by time, which indexes serve (`article_newest`, `article_of_product`)."""

    def on(self, shop_no: int, board_no: int) -> ArticleQuerySet:
        return self.filter(shop_no=shop_no, board_no=board_no)

    def threads(self) -> ArticleQuerySet:
        """What is no reply."""
        return self.filter(parent__isnull=True)

    def displayed(self) -> ArticleQuerySet:
        return self.filter(is_displayed=True)


class Article(TenantModel):
    """A post of a board. A reply names what it answers; `depth` counts the steps up to the post that began it.

    `writer`, `writer_email` and `member_id` are as they were when it was written and are emptied when the customer
    leaves. `content` is plain text or cleaned HTML. `rating` is 1 to 5, 0 for none.
    """

    class ReplyStatus(models.TextChoices):
        NONE = "", _("Asks for no answer")
        WAITING = "N", _("Waiting for an answer")
        IN_PROGRESS = "P", _("In progress")
        ANSWERED = "C", _("Answered")

    not_exported = ("password",)

    shop_no = models.PositiveSmallIntegerField()
    board_no = models.PositiveSmallIntegerField(choices=BoardNo)
    parent = TenantForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    depth = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=1)
    product = TenantForeignKey("catalog.Product", on_delete=models.SET_NULL, null=True, related_name="+")
    order_number = models.CharField(max_length=32, blank=True)
    customer = TenantForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="+")
    member_id = models.CharField(max_length=20, blank=True)
    is_by_store = models.BooleanField(default=False)
    writer = models.CharField(_("writer"), max_length=100, blank=True)
    writer_email = models.EmailField(blank=True)
    nick_name = models.CharField(max_length=50, blank=True)
    title = models.CharField(_("title"), max_length=256)
    content = models.TextField(_("text"))
    rating = models.PositiveSmallIntegerField(_("rating"), default=0)
    is_secret = models.BooleanField(_("secret"), default=False)
    password = models.CharField(max_length=128, blank=True)
    is_notice = models.BooleanField(_("notice"), default=False)
    is_fixed = models.BooleanField(_("kept on top"), default=False)
    is_displayed = models.BooleanField(_("display"), default=True)
    reply_status = models.CharField(max_length=1, choices=ReplyStatus, blank=True, default=ReplyStatus.NONE)
    reply_user_id = models.CharField(max_length=20, blank=True)
    hits = models.PositiveIntegerField(default=0)
    client_ip = models.GenericIPAddressField(null=True)
    input_channel = models.CharField(max_length=1, choices=InputChannel, default=InputChannel.PC)
    attachments = models.JSONField(default=list, help_text="Of files elsewhere: [{name, url}].")
    app_values = models.JSONField(default=dict, help_text="What apps keep with it and nothing here reads.")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager.from_queryset(ArticleQuerySet)()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(condition=models.Q(rating__lte=BEST_RATING), name="article_rating_to_five"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True, depth=0) | models.Q(parent__isnull=False, depth__gt=0),
                name="article_depth_of_replies",
            ),
        ]
        indexes = [
            models.Index(fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"], name="article_newest"),
            models.Index(
                fields=["mall_id", "product", "shop_no", "board_no", "-created_at", "-id"], name="article_of_product"
            ),
            models.Index(fields=["mall_id", "parent", "id"], name="article_replies"),
            models.Index(fields=["mall_id", "customer"], name="article_of_customer"),
            models.Index(
                fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"],
                condition=models.Q(reply_status="N"),
                name="article_unanswered",
            ),
            models.Index(
                fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"],
                condition=models.Q(is_displayed=False),
                name="article_hidden",
            ),
            models.Index(
                fields=["mall_id", "shop_no", "board_no", "-created_at", "-id"],
                condition=models.Q(is_fixed=True),
                name="article_fixed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Comment(TenantModel):
    """A remark below a post. `shop_no` and `board_no` are the post's: apps read a whole board's comments by number."""

    not_exported = ("password",)

    article = TenantForeignKey(Article, on_delete=models.CASCADE, related_name="comments")
    shop_no = models.PositiveSmallIntegerField()
    board_no = models.PositiveSmallIntegerField(choices=BoardNo)
    parent = TenantForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    customer = TenantForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="+")
    member_id = models.CharField(max_length=20, blank=True)
    is_by_store = models.BooleanField(default=False)
    writer = models.CharField(_("writer"), max_length=100, blank=True)
    content = models.TextField(_("text"))
    rating = models.PositiveSmallIntegerField(default=0)
    is_secret = models.BooleanField(_("secret"), default=False)
    password = models.CharField(max_length=128, blank=True)
    client_ip = models.GenericIPAddressField(null=True)
    input_channel = models.CharField(max_length=1, choices=InputChannel, default=InputChannel.PC)
    attachments = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(condition=models.Q(rating__lte=BEST_RATING), name="comment_rating_to_five"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "article", "id"], name="comment_of_article"),
            models.Index(fields=["mall_id", "shop_no", "board_no", "id"], name="comment_of_board"),
            models.Index(fields=["mall_id", "parent"], name="comment_replies"),
            models.Index(fields=["mall_id", "customer"], name="comment_of_customer"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
