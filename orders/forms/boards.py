"""Forms of the merchant's board pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop
from accounts.row_ids import row_id
from catalog.description import as_line, cleaned
from catalog.forms.seo import SeoForm
from catalog.models.seo import Seo
from orders.models import Board, BoardNo
from orders.queries.boards import ArticleFilter

LONGEST_TEXT = 50_000


class ArticleFilterForm(forms.Form):
    """What the list is narrowed to; nonsense in the address narrows nothing."""

    board = forms.TypedChoiceField(choices=BoardNo, coerce=int, required=False, widget=forms.HiddenInput)
    shop = forms.CharField(max_length=2, required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("waiting", _("Waiting for an answer")), ("hidden", _("Hidden"))],
        required=False,
    )
    product = forms.CharField(
        label=_("Product number"),
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "type": "search"}),
    )

    def wanted(self, shop_no: int) -> ArticleFilter:
        self.is_valid()
        values = self.cleaned_data
        return ArticleFilter(
            shop_no=shop_no,
            board_no=values.get("board") or BoardNo.REVIEW,
            state=values.get("state", ""),
            product_id=row_id(values.get("product", "")),
        )


class SaysSomething(forms.Form):
    """A text of which something must be left once it is cleaned."""

    content = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "* Plain text or HTML. An empty line begins a new paragraph.\n"
            "* Scripts, styles and forms in HTML are taken out."
        ),
    )

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"]
        if not as_line(cleaned(content)):
            raise forms.ValidationError(_("Nothing of this text can be shown. Write some words."), code="empty")
        return content


class ReplyForm(SaysSomething):
    """The store's answer to a post."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].label = _("Reply")
        self.fields["content"].widget.attrs["rows"] = 5


class NoticeForm(SaysSomething):
    """What the store announces."""

    title = forms.CharField(label=_("Title"), max_length=256)
    is_fixed = forms.BooleanField(label=_("Keep on top of the list"), required=False)
    field_order = ("title", "content", "is_fixed")


class BoardSeoForm(SeoForm):
    """What search engines are told of a board and its posts; words in brackets stand for words of the page."""

    is_hidden = None  # type: ignore[assignment]  # boards are shown, or not in use

    def __init__(self, data: Any, *, seo: Seo, shop: Shop) -> None:
        super().__init__(data, seo=seo, shop=shop)
        self.fields["title"].help_text = _(
            "* What stands on the browser's tab and in search results. Empty: the name and the store.\n"
            "* [MALL_NAME], [BOARD_NAME], [BOARD_GUIDE] and [ARTICLE_TITLE] are replaced, in the other texts too."
        )


class BoardForm(forms.ModelForm[Board]):
    """How a shop's board is set up."""

    class Meta:
        model = Board
        fields = (
            "name",
            "guide",
            "is_used",
            "is_displayed",
            "uses_comments",
            "is_secret_only",
            "page_size",
            "product_page_size",
        )
        labels = {
            "name": _("Name"),
            "guide": _("Guide text"),
            "is_used": _("Use this board"),
            "is_displayed": _("List it on the page of all boards"),
            "uses_comments": _("Allow comments"),
            "is_secret_only": _("Secret questions only"),
            "page_size": _("Posts per page"),
            "product_page_size": _("Posts on a product page"),
        }
        help_texts = {
            "name": _("* Empty: the standard name in the language of the shop."),
            "guide": _("* Stands above the list and the form."),
            "is_secret_only": _("* Only the store and the writer can read what is asked."),
        }
        widgets = {"guide": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.board_no != BoardNo.QUESTION:
            del self.fields["is_secret_only"]
        if self.instance.board_no == BoardNo.NOTICE:
            del self.fields["product_page_size"]
