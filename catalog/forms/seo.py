"""What search engines are told of a page, as part of the form of its product, category or board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop
from catalog.models.seo import SEO_LENGTHS, Seo


class SeoForm(forms.Form):
    """The fields of Seo for one shop; the prefix tells shops apart."""

    title = forms.CharField(
        label=_("Page title"),
        max_length=SEO_LENGTHS["title"],
        required=False,
        help_text=_("* What stands on the browser's tab and in search results. Empty: the name and the store."),
    )
    description = forms.CharField(
        label=_("Description for search engines"),
        max_length=SEO_LENGTHS["description"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("* The lines under the title in search results. Empty: they are made from the page."),
    )
    keywords = forms.CharField(
        label=_("Search words"),
        max_length=SEO_LENGTHS["keywords"],
        required=False,
        help_text=_("* Parted by commas."),
    )
    author = forms.CharField(label=_("Author"), max_length=SEO_LENGTHS["author"], required=False)
    is_hidden = forms.BooleanField(
        label=_("Hide from search engines"),
        required=False,
        help_text=_("* The page asks search engines to leave it out, and the sitemap does not name it."),
    )

    def __init__(self, data: Any, *, seo: Seo, shop: Shop) -> None:
        self.shop = shop
        super().__init__(data, prefix=f"seo_{shop.shop_no}", initial=asdict(seo) | {"is_hidden": not seo.is_exposed})

    @classmethod
    def for_shops(cls, data: Any, kept: dict[str, Any], shops: Iterable[Shop]) -> list[Self]:
        """One for each shop, with what a row keeps by shop number."""
        return [cls(data, seo=Seo.in_shop(kept, shop.shop_no), shop=shop) for shop in shops]

    def values(self) -> dict[str, Any]:
        """The cleaned values as fields of Seo."""
        values = dict(self.cleaned_data)
        return values | {"is_exposed": not values.pop("is_hidden", False)}

    @property
    def is_used(self) -> bool:
        """Whether the store says anything of its own; the part is open then."""
        return bool(self.errors) or any(self[name].value() for name in self.fields)
