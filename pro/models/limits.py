"""What may not be sold overseas: words that screening looks for, and what the merchant reads about them (R3.113)."""

from __future__ import annotations

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class SalesLimit(models.Model):
    """A kind of goods that is unsuitable for overseas sale. Staff edit the rows; all malls share them.

    `words` are looked for in names of categories, and of products where `checks_products` says so; `exceptions` are
    longer phrases in which such a word means something else ("wine glass").
    """

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_ko = models.CharField(_("name in Korean"), max_length=80)
    text = models.TextField(_("why it is limited"))
    text_ko = models.TextField(_("why it is limited, in Korean"))
    words = models.TextField(
        _("words"), help_text=_("One per line, English and Korean. Upper and lower case are the same.")
    )
    exceptions = models.TextField(
        _("exceptions"),
        blank=True,
        help_text=_("Phrases that do not count though a word stands in them."),
    )
    checks_products = models.BooleanField(
        _("look in product names too"), default=True, help_text=_("Otherwise only in names of categories.")
    )
    is_active = models.BooleanField(
        _("in force"), default=True, help_text=_("Not in force: not screened for, and not on the merchants' page.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("overseas sales limit")
        verbose_name_plural = _("overseas sales limits")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """The name in the present language."""
        return self.name_ko if translation.get_language() == "ko" else self.name

    @property
    def description(self) -> str:
        """Why it is limited, in the present language."""
        return self.text_ko if translation.get_language() == "ko" else self.text
