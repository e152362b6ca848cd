"""A copy of everything a mall holds, made on request."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataExport(models.Model):
    """One ZIP of a mall's data, kept for some days under PRIVATE_ROOT."""

    mall = models.ForeignKey("accounts.Mall", on_delete=models.CASCADE, related_name="exports")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    job = models.ForeignKey("accounts.Job", on_delete=models.SET_NULL, null=True)
    path = models.CharField(max_length=200, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"export {self.pk} of mall {self.mall_id}"
