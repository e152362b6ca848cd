"""What the pages of work requests show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.menu import Label
from accounts.models import Job, Shop
from accounts.tenancy import current_mall_id
from catalog.domain.facts import BASE_SHOP_NO
from catalog.sheet_columns import COLUMNS
from pro.marketplaces import registry
from pro.models import (
    MAIN_DISPLAY,
    Contract,
    ImportPicture,
    ImportRun,
    Operation,
    OperationRun,
    OperationRunItem,
    OperationSwitch,
    WorkRequest,
    WorkRequestBody,
    WorkRequestRow,
)
from pro.models.request import KEYS
from pro.operations.base import Text
from pro.operations.words import failure_text
from pro.queries.main_display import is_standing
from pro.request_words import FIELD_LABELS, REASONS, TONES, WHAT, flag_texts

Kind = WorkRequest.Kind
ROWS_SHOWN: Final = 100
UNREGISTERED: Final = frozenset({"tracks_stock", "display", "selling", "categories", "extra_inputs"})
CARDS: Final = (
    (Kind.REGISTER, "package", "pro:request_register"),
    (Kind.IMPORT, "download", "pro:request_import"),
    (Kind.EDIT, "edit", "pro:request_edit"),
    (Kind.PROMOTION, "star", "pro:request_promotion"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A kind that can be requested; `is_on` False: its service is off, and the card says so."""

    title: Label
    text: Text
    icon: str
    url: str
    is_on: bool = True


def cards() -> list[Card]:
    """Only work that can be requested (R3.4, R3.90); a few queries."""
    keys = [*KEYS.values(), MAIN_DISPLAY]
    visible = set(Operation.objects.filter(key__in=keys, is_visible=True).values_list("key", flat=True))
    off = set(OperationSwitch.objects.filter(key__in=KEYS.values(), is_on=False).values_list("key", flat=True))
    shown = [
        Card(kind.label, WHAT[kind], icon, reverse(url_name), is_on=KEYS[kind] not in off)
        for kind, icon, url_name in CARDS
        if KEYS[kind] in visible
    ]
    if is_standing():
        stop_text = _("End the automatic display of products on the main page.")
        shown.append(Card(_("Stop the main display"), stop_text, "layout", reverse("pro:stop_main_display")))
    elif MAIN_DISPLAY in visible:
        apply_text = _("Have the sections of the main page filled every two hours.")
        shown.append(Card(_("Main display"), apply_text, "layout", reverse("pro:main_display")))
    agent_text = _("Have anything else of the service turned off at once, or ask a question.")
    shown.append(Card(_("Talk to an agent"), agent_text, "message-circle", reverse("pro:agent")))
    return shown


def overseas_shops() -> list[Shop]:
    """The open mall's shops besides the base shop."""
    rows = Shop.objects.filter(mall_id=current_mall_id(), shop_no__gt=BASE_SHOP_NO, is_active=True)
    return list(rows.select_related("mall").order_by("shop_no"))


def requests_found(kind: str, state: str) -> QuerySet[WorkRequest]:
    """The open mall's requests of a kind and in a state; empty words narrow nothing."""
    equals = {name: value for name, value in {"kind": kind, "state": state}.items() if value}
    return WorkRequest.objects.filter(mall_id=current_mall_id(), **equals)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list: what it is about, in words."""

    request: WorkRequest
    about: str

    @property
    def tone(self) -> str:
        return TONES[self.request.state]

    @property
    def reason(self) -> str:
        return reason_text(self.request)


def request_rows(found: list[WorkRequest]) -> list[RequestRow]:
    """With what each is about; one query."""
    ids = [request.pk for request in found]
    bodies = {body.request_id: body for body in WorkRequestBody.objects.filter(request_id__in=ids)}
    return [RequestRow(request, _about(request, bodies.get(request.pk))) for request in found]


def reason_text(request: WorkRequest) -> str:
    """Why a request was refused or cut short, in the present language or as support wrote it."""
    return request.reason or str(REASONS.get(request.reason_code, request.reason_code))


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a request in words."""

    row: WorkRequestRow

    @property
    def label(self) -> str:
        return str(self.row.cells.get("name") or self.row.cells.get("code") or f"#{self.row.row_no}")

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Field and what is wrong with it."""
        return [(str(COLUMNS.get(name, "")), failure_text(text)) for name, text in self.row.errors.items()]

    @property
    def flags(self) -> list[str]:
        return flag_texts(self.row.flags)


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything about one request. `market` and the counts of pictures are of an import."""

    request: WorkRequest
    body: WorkRequestBody
    about: str
    shops: list[Shop]
    rows: list[ShownRow]
    rows_total: int
    run: OperationRun | None
    failures: list[OperationRunItem]
    imported: ImportRun | None
    market: Text
    pictures_left: int
    pictures_failed: int
    field: Text
    job: Job | None

    @property
    def tone(self) -> str:
        return TONES[self.request.state]

    @property
    def reason(self) -> str:
        return reason_text(self.request)

    @property
    def more_rows(self) -> int:
        return max(0, self.rows_total - len(self.rows))

    @property
    def rate(self) -> str:
        """The rate of an import without needless zeros."""
        found = self.imported.rate if self.imported else None
        return format(found.normalize(), "f") if found is not None else ""

    @property
    def failed_things(self) -> list[tuple[str, str]]:
        return [(item.label, failure_text(item.error)) for item in self.failures]


def request_detail(request: WorkRequest) -> Detail:
    """Bad rows first, then the others in their order. In the request's mall."""
    body = WorkRequestBody.objects.get(request_id=request.pk)
    rows = WorkRequestRow.objects.filter(request_id=request.pk)
    bad = list(rows.filter(state=WorkRequestRow.State.FAILED).order_by("row_no")[:ROWS_SHOWN])
    good = rows.exclude(state=WorkRequestRow.State.FAILED).order_by("row_no")[: ROWS_SHOWN - len(bad)]
    run = OperationRun.objects.filter(key=KEYS[Kind(request.kind)], slot=f"request-{request.pk}").first()
    is_import = request.kind == Kind.IMPORT
    failures = OperationRunItem.objects.filter(run=run, state=OperationRunItem.State.FAILED).order_by("pk")
    pictures = ImportPicture.objects.filter(request_id=request.pk)
    counts = pictures.aggregate(left=Count("pk", filter=Q(error="")), failed=Count("pk", filter=~Q(error="")))
    code = body.payload.get("code", "")
    return Detail(
        request=request,
        body=body,
        about=_about(request, body),
        shops=[shop for shop in overseas_shops() if shop.shop_no in body.shops],
        rows=[ShownRow(row) for row in [*bad, *good]],
        rows_total=rows.count(),
        run=run,
        failures=list(failures[:ROWS_SHOWN]) if is_import else [],
        imported=ImportRun.objects.filter(request_id=request.pk).first() if is_import else None,
        market=registry.market(code).name if code in registry.codes() else "",
        pictures_left=counts["left"],
        pictures_failed=counts["failed"],
        field=FIELD_LABELS.get(body.payload.get("field", ""), ""),
        job=Job.objects.filter(pk=request.job_id or 0, mall_id=request.mall_id).first(),
    )


def bad_row_lines(request: WorkRequest) -> Iterator[list[str]]:
    """Rows that failed as they were handed in, with what is wrong in each: a head and a line each."""
    names = [name for name in COLUMNS if name not in UNREGISTERED]
    yield [_("Row"), *(str(COLUMNS[name]) for name in names), _("What is wrong")]
    rows = WorkRequestRow.objects.filter(request_id=request.pk, state=WorkRequestRow.State.FAILED)
    for row in rows.order_by("row_no"):
        wrong = "; ".join(f"{label}: {text}" if label else text for label, text in ShownRow(row).errors)
        yield [str(row.row_no), *(str(row.cells.get(name, "")) for name in names), wrong]


def _about(request: WorkRequest, body: WorkRequestBody | None) -> str:
    payload: dict[str, Any] = body.payload if body else {}
    if request.kind in {Kind.EDIT, Kind.IMPORT}:
        return str(payload.get("name") or payload.get("label") or "")
    count = request.total_rows
    return ngettext("%(count)s product", "%(count)s products", count) % {"count": count}


def is_active() -> bool:
    """Whether PRO works for the open mall now."""
    return bool(Contract.objects.active().filter(mall_id=current_mall_id()).exists())
