"""What an app lets be ruled about a mall's operators, and what was ruled (R2.43, R2.44).

Control plane, like the operators and installations that the rows are about: names of screens, no shopper's data.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Operator
from developer_center.models.app import URL_MOST_BYTES, App
from developer_center.models.installation import Installation

RIGHT_MOST_LETTERS = 81  # screen:action, 40 each


class RightsList(models.Model):
    """The screens and actions that an app published, as they were last read; one for all its malls.

    `screens` is [{"id", "name": {language: text}, "actions": [{"id", "name"}]}], checked when it was read.
    """

    app = models.OneToOneField(App, on_delete=models.CASCADE, related_name="rights_list")
    url = models.CharField(max_length=URL_MOST_BYTES, help_text="Where it was read.")
    screens = models.JSONField(default=list)
    fetched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("list of screens")
        verbose_name_plural = _("lists of screens")

    def __str__(self) -> str:
        return f"screens of app {self.app_id}"


class OperatorRights(models.Model):
    """What one sub-operator may do in one installed app: "screen" and "screen:action" of its list."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="operator_rights")
    operator = models.ForeignKey(Operator, on_delete=models.CASCADE, related_name="app_rights")
    granted = ArrayField(models.CharField(max_length=RIGHT_MOST_LETTERS), default=list)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("operator's rights in an app")
        verbose_name_plural = _("operators' rights in apps")
        constraints = [
            models.UniqueConstraint(fields=["installation", "operator"], name="rights_once_per_operator_and_app")
        ]

    def __str__(self) -> str:
        return f"operator {self.operator_id} in installation {self.installation_id}"
