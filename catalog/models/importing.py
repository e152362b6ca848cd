"""An uploaded sheet of products, how far it is read, and what was wrong in it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel


class ProductImport(TenantModel):
    """One CSV or XLSX file under PRIVATE_ROOT. Rows are applied in chunks, and `done_rows` moves in the same commit.

    So a job that dies and runs again goes on where it stopped and applies no row twice.
    """

    not_exported = ("path",)

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    file_name = models.CharField(_("file"), max_length=120)
    path = models.CharField(max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    refusal = models.CharField(max_length=400, blank=True, help_text="Why nothing of the file could be read.")
    language = models.CharField(max_length=2, default="en", help_text="Of whoever uploaded it; errors are told in it.")
    user_id = models.BigIntegerField(help_text="Whoever uploaded it.")
    job_id = models.BigIntegerField(null=True)
    total_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("product import")
        verbose_name_plural = _("product imports")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        """Nothing more will happen."""
        return self.state in {self.State.DONE, self.State.REFUSED}


class ProductImportError(TenantModel):
    """What was wrong with one field of one row; the row was not applied."""

    product_import = TenantForeignKey(ProductImport, on_delete=models.CASCADE, related_name="errors")
    row_no = models.PositiveIntegerField(help_text="As a spreadsheet counts; the header is row 1.")
    field = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    code = models.CharField(max_length=80, blank=True, help_text="Product number or code that the row names.")

    class Meta:
        indexes = [models.Index(fields=["mall_id", "product_import", "id"], name="import_error_in_order")]

    def __str__(self) -> str:
        return f"row {self.row_no}: {self.text}"
