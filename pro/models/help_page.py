"""Help and FAQ pages of PRO that staff edit without a release (R3.92, R3.97)."""

from __future__ import annotations

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class HelpPage(models.Model):
    """A page of help in English and Korean. Bodies are cleaned HTML; a link `page:pro:status` leads to a page by name.

    Rows are made from files of the release where they are missing, and never overwritten. Shared by all malls.
    """

    class Kind(models.TextChoices):
        GUIDE = "guide", _("Guide")
        FAQ = "faq", _("Question and answer")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=150)
    title_ko = models.CharField(_("title in Korean"), max_length=150)
    body = models.TextField(_("text"))
    body_ko = models.TextField(_("text in Korean"))
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_visible = models.BooleanField(_("visible"), default=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("help page")
        verbose_name_plural = _("help pages")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key

    @property
    def shown_title(self) -> str:
        """The title in the present language."""
        return self.title_ko if translation.get_language() == "ko" else self.title

    @property
    def shown_body(self) -> str:
        """The text in the present language, as it is stored."""
        return self.body_ko if translation.get_language() == "ko" else self.body
