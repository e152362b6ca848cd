"""What merchants ask PRO to do (업무 요청, R3.3): a head that support sees, and on the mall's side what it is about."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mall
from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models import Product
from pro.models.market import EXTERNAL_ID_LENGTH, MarketAccount, MarketListing

CODE_LENGTH: Final = 20


class WorkRequest(models.Model):
    """The head of a request: kind, state, who decided, how far it is. Control plane; what it says is the mall's.

    `number` counts per mall. `reason` is what support wrote, `reason_code` what a rule found (`pro.request_words`).
    """

    class Kind(models.TextChoices):
        REGISTER = "register", _("Product registration")
        IMPORT = "import", _("Import from a marketplace")
        EDIT = "edit", _("Product edit")
        PROMOTION = "promotion", _("Promotion products")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        CHECKING = "checking", _("Checking")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        PARTLY = "partly", _("Partly done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    mall = models.ForeignKey(Mall, on_delete=models.CASCADE, related_name="work_requests", verbose_name=_("mall"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    requested_by = models.BigIntegerField(editable=False, help_text="User who asked.")
    language = models.CharField(max_length=2, editable=False, help_text="What that user reads.")
    total_rows = models.PositiveIntegerField(_("rows"), default=0)
    done_rows = models.PositiveIntegerField(_("rows done"), default=0)
    failed_rows = models.PositiveIntegerField(_("rows failed"), default=0)
    reason = models.TextField(_("reason"), blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    checked_by = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True, help_text="Staff who let it run or refused it; none: the setting.")
    job_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    checked_at = models.DateTimeField(_("check began"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("work request")
        verbose_name_plural = _("work requests")
        constraints = [models.UniqueConstraint(fields=["mall", "number"], name="work_request_number_once_per_mall")]
        indexes = [
            models.Index(fields=["mall", "-id"], name="work_request_newest"),
            models.Index(fields=["state", "due_at"], name="work_request_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.mall_id}/{self.number}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def waits(self) -> bool:
        """Whether support has not decided yet."""
        return self.state in {self.State.RECEIVED, self.State.CHECKING}


OVER: Final = frozenset(
    {WorkRequest.State.DONE, WorkRequest.State.PARTLY, WorkRequest.State.REFUSED, WorkRequest.State.WITHDRAWN}
)
KEYS: Final[dict[str, str]] = {  # the line of the service scope that carries a kind out
    WorkRequest.Kind.REGISTER: "request-register",
    WorkRequest.Kind.IMPORT: "market-import",
    WorkRequest.Kind.EDIT: "request-edit",
    WorkRequest.Kind.PROMOTION: "promotion-products",
}


class WorkRequestBody(TenantModel):
    """What a request says. `shops` are overseas shops where the products are offered; the base shop always has them.

    `payload` is of the kind: import `{account, label}`, edit `{product, shop_no, field}`, promotion `{shop_no,
    starts_at, ends_at, badges, main_category, position}`.
    """

    request_id = models.BigIntegerField()
    payload = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)
    shops = models.JSONField(_("shops"), default=list, blank=True)
    sells_in_base = models.BooleanField(_("sold in the base shop"), default=False)
    file_name = models.CharField(_("file"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "request_id"], name="request_body_once")]

    def __str__(self) -> str:
        return f"body of request {self.request_id}"


class WorkRequestRow(TenantModel):
    """One product of a request: its cells as they were handed in, and what became of it.

    `errors` are texts by the name of the cell, in the language of who asked; `flags` are codes of what still is to
    be done, such as a missing weight (R3.122).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    request_id = models.BigIntegerField()
    row_no = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    errors = models.JSONField(default=dict, blank=True)
    flags = models.JSONField(default=list, blank=True)
    product = TenantForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="request_rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "request_id", "row_no"], name="request_row_once")]
        indexes = [
            models.Index(fields=["mall_id", "request_id", "state", "row_no"], name="request_rows_by_state"),
            models.Index(fields=["mall_id", "product"], name="request_row_of_product"),
        ]

    def __str__(self) -> str:
        return f"row {self.row_no} of request {self.request_id}"


class ImportChoice(TenantModel):
    """The one marketplace account that this mall's products come from, for ever (R3.19 to R3.22).

    It hangs on no account, so that it stays where that one is unlinked. The database refuses every change of it, and
    its deletion until the mall itself is deleted.
    """

    code = models.CharField(_("marketplace"), max_length=CODE_LENGTH)
    external_id = models.CharField(_("account at the marketplace"), max_length=EXTERNAL_ID_LENGTH)
    label = models.CharField(max_length=200)
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id"], name="import_choice_once_per_mall")]

    def __str__(self) -> str:
        return f"{self.code} {self.external_id}"


class ImportRun(TenantModel):
    """How far an import is: everything up to `cursor` is in the shop, in the same commit as the cursor.

    `rate` is in units of the base shop's currency for one of the market's, taken once when the import begins; none:
    both are the same.
    """

    account = TenantForeignKey(MarketAccount, on_delete=models.CASCADE, related_name="imports")
    request_id = models.BigIntegerField()
    cursor = models.TextField(blank=True)
    pages = models.PositiveIntegerField(default=0)
    is_complete = models.BooleanField(default=False)
    total = models.PositiveIntegerField(null=True, help_text="None: the market does not say.")
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    rate = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    rate_source = models.CharField(max_length=40, blank=True)
    rate_on = models.DateField(null=True)
    began_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "request_id"], name="import_run_once_per_request")]
        indexes = [models.Index(fields=["mall_id", "account"], name="import_run_of_account")]

    def __str__(self) -> str:
        return f"import of request {self.request_id}"

    @property
    def seen(self) -> int:
        """Products dealt with, however it ended."""
        return self.made + self.known + self.failed


class ImportPicture(TenantModel):
    """A picture of an imported product that is still to be fetched, or could not be; a fetched one leaves no row."""

    listing = TenantForeignKey(MarketListing, on_delete=models.CASCADE, related_name="pictures")
    request_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    url = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, help_text="Not empty: it is not tried again.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "listing", "position"], name="import_picture_once_per_place")
        ]
        indexes = [models.Index(fields=["mall_id", "request_id", "id"], name="import_pictures_of_request")]

    def __str__(self) -> str:
        return f"picture {self.position} of listing {self.listing_id}"
