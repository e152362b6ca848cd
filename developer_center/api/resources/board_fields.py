"""What apps send of posts and comments: filters of lists and the fields of a write."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from developer_center.api.params import TF, Choices, Int, Ints, Moment, Period

MOST_FILES: Final = 5
LONGEST_TEXT: Final = 200_000
KINDS: Final = ["all", "normal", "notice", "fixed"]
LONGEST_PERIOD_DAYS: Final = 366


class ArticleFilters(Period):
    """Filters of the list of posts. A period is one year at most."""

    article_no = Ints(required=False)
    board_category_no = Int(required=False)
    start_date = Moment(required=False)
    end_date = Moment(required=False, ends=True)
    input_channel = serializers.ChoiceField(choices=["P", "M"], required=False)
    search = serializers.ChoiceField(
        choices=["subject", "content", "writer_name", "product", "member_id"], required=False
    )
    keyword = serializers.CharField(max_length=100, required=False)
    reply_status = serializers.ChoiceField(choices=["N", "P", "C"], required=False)
    comment = TF(required=False)
    attached_file = TF(required=False)
    article_type = Choices(KINDS, required=False)
    product_no = Int(required=False)
    has_product = TF(required=False)
    is_notice = TF(required=False)
    is_display = TF(required=False)
    supplier_id = serializers.CharField(max_length=16, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "start_date" in attrs and (attrs["end_date"] - attrs["start_date"]).days > LONGEST_PERIOD_DAYS:
            raise serializers.ValidationError({"end_date": "A period is one year at most."})
        if ("search" in attrs) != ("keyword" in attrs):
            missing = "keyword" if "search" in attrs else "search"
            raise serializers.ValidationError({missing: "search and keyword are required together."})
        return attrs


class FileFields(serializers.Serializer[Any]):
    """A file elsewhere."""

    name = serializers.CharField(max_length=200)
    url = serializers.URLField(max_length=500)

    def validate_url(self, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise serializers.ValidationError("An address begins with https:// or http://.")
        return url


class NewArticleFields(serializers.Serializer[Any]):
    """What an app writes as a post."""

    writer = serializers.CharField(max_length=100)
    title = serializers.CharField(max_length=256)
    content = serializers.CharField(max_length=LONGEST_TEXT)
    client_ip = serializers.IPAddressField()
    reply_article_no = Int(required=False, allow_null=True, min_value=1)
    created_date = Moment(required=False)
    writer_email = serializers.EmailField(required=False, allow_blank=True)
    member_id = serializers.CharField(max_length=20, required=False, allow_blank=True)
    notice = TF(required=False, default=False)
    fixed = TF(required=False, default=False)
    deleted = serializers.ChoiceField(choices=["T", "F", "B"], required=False, default="F")
    rating = Int(required=False, allow_null=True, max_value=5)
    sales_channel = serializers.CharField(max_length=20, required=False, allow_blank=True)
    secret = TF(required=False, default=False)
    password = serializers.CharField(max_length=128, required=False, allow_blank=True)
    reply_mail = serializers.ChoiceField(choices=["Y", "N"], required=False)
    board_category_no = Int(required=False, allow_null=True)
    nick_name = serializers.CharField(max_length=50, required=False, allow_blank=True)
    input_channel = serializers.ChoiceField(choices=["P", "M"], required=False, default="P")
    reply_user_id = serializers.CharField(max_length=20, required=False, allow_blank=True)
    reply_status = serializers.ChoiceField(choices=["N", "P", "C"], required=False, allow_null=True)
    product_no = Int(required=False, allow_null=True, min_value=1)
    category_no = Int(required=False, allow_null=True)
    order_id = serializers.CharField(max_length=32, required=False, allow_blank=True)
    naverpay_review_id = serializers.CharField(max_length=20, required=False, allow_blank=True)
    attach_file_urls = serializers.ListField(child=FileFields(), required=False, max_length=MOST_FILES)


class ChangedArticleFields(serializers.Serializer[Any]):
    """What an app may change of a post."""

    title = serializers.CharField(max_length=256)
    content = serializers.CharField(max_length=LONGEST_TEXT)
    rating = Int(min_value=1, max_value=5)
    sales_channel = serializers.CharField(max_length=20, allow_blank=True)
    board_category_no = Int(allow_null=True)
    display = TF()
    notice = TF()
    fixed = TF()
    attach_file_url1 = serializers.URLField(max_length=500, allow_blank=True)
    attach_file_url2 = serializers.URLField(max_length=500, allow_blank=True)
    attach_file_url3 = serializers.URLField(max_length=500, allow_blank=True)
    attach_file_url4 = serializers.URLField(max_length=500, allow_blank=True)
    attach_file_url5 = serializers.URLField(max_length=500, allow_blank=True)


class CommentFilters(serializers.Serializer[Any]):
    """Filters of the comments of a post."""

    comment_no = Ints(required=False)


class SinceComment(serializers.Serializer[Any]):
    """Where a list of a board's comments begins: after this number."""

    since_comment_no = Int(required=False, min_value=1)


class NewCommentFields(serializers.Serializer[Any]):
    """What an app writes below a post."""

    content = serializers.CharField(max_length=10_000)
    writer = serializers.CharField(max_length=100)
    password = serializers.CharField(max_length=20)
    member_id = serializers.CharField(max_length=20, required=False, allow_blank=True)
    rating = Int(required=False, allow_null=True, max_value=5)
    secret = TF(required=False, default=False)
    parent_comment_no = Int(required=False, allow_null=True, min_value=1)
    input_channel = serializers.ChoiceField(choices=["P", "M"], required=False, default="P")
    created_date = Moment(required=False)
    attach_file_urls = serializers.ListField(child=FileFields(), required=False, max_length=MOST_FILES)
