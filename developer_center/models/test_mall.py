"""A mall that a developer made to try apps in (design 10). Control plane: it says whose mall is a test one."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, Mall

CLICK_BYTES = 16


def new_click() -> str:
    """What a button carries, so that pressing it twice makes one mall."""
    return secrets.token_hex(CLICK_BYTES)


class TestMallQuerySet(models.QuerySet["TestMall"]):
    """Which of them count."""

    def alive(self) -> TestMallQuerySet:
        """Those whose account was not deleted."""
        return self.exclude(mall__status=Mall.Status.DELETED)


class TestMall(models.Model):
    """A mall with an account of its own, made for a developer; `job` fills it with sample data."""

    __test__ = False  # pytest takes classes of this name for tests

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="test_malls", verbose_name=_("developer")
    )
    mall = models.OneToOneField(Mall, on_delete=models.CASCADE, related_name="made_for_test", verbose_name=_("mall"))
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    click = models.CharField(max_length=32, unique=True, help_text="Of the button that made it: one click, one mall.")
    made_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = TestMallQuerySet.as_manager()

    class Meta:
        verbose_name = _("test mall")
        verbose_name_plural = _("test malls")
        indexes = [models.Index(fields=["user", "-id"], name="test_mall_of_developer")]

    def __str__(self) -> str:
        return f"mall {self.mall_id} of developer {self.user_id}"

    @property
    def is_being_filled(self) -> bool:
        return self.job is not None and not self.job.is_over

    @property
    def has_failed(self) -> bool:
        """The sample data could not be made; staff see why on their page of what is stuck."""
        return self.job is not None and self.job.state == Job.State.FAILED
