"""상품 수정 요청: another text for one translated field of a product in one overseas shop (R3.39, R9.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import running_job_id
from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.domain.facts import BASE_SHOP_NO
from catalog.domain.options import VALUE_LENGTH
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import Product, ProductListing
from catalog.models.listing import TRANSLATED_FIELDS
from catalog.models.product import NAME_LENGTH, SUMMARY_LENGTH
from pro.domain.requests import (
    Asker,
    Kind,
    RequestRefused,
    Row,
    Where,
    Wish,
    file_request,
    finish,
    running_request,
)
from pro.domain.runs import close_run, note_failure, note_finding, note_item, open_run
from pro.domain.switches import may_run
from pro.models import OperationRun, WorkRequest, WorkRequestBody, WorkRequestRow
from pro.models.request import KEYS
from pro.operations.base import Finding, Treated

KEY: Final = KEYS[Kind.EDIT]
LENGTHS: Final = {
    "name": NAME_LENGTH,
    "summary": SUMMARY_LENGTH,
    "material": 400,
    "short_description": 2000,
    "description": 100_000,
    "options": 10_000,
    "extra_inputs": 1000,
}


class BadText(Exception):
    """The wanted text cannot be so. `reason` is too_long, unknown_word (then `word`), no_pair or same."""

    def __init__(self, reason: str, word: str = "") -> None:
        super().__init__(reason)
        self.reason, self.word = reason, word


@dataclass(frozen=True, slots=True)
class Edit:
    """Which field of which product in which shop, and the wanted text; options as lines of `base = wanted`."""

    product_id: int
    shop_no: int
    field: str
    text: str


def present_text(listing: ProductListing, field: str) -> str:
    """What the shop shows now, as a form shows it: options and extra inputs as lines of `base = here`."""
    if field == "options":
        pairs: list[tuple[str, str]] = []
        for base, here in zip(listing.product.options, listing.options, strict=True):
            pairs += [(base["name"], here["name"]), *zip(base["values"], here["values"], strict=True)]
        return "\n".join(dict.fromkeys(f"{base} = {here}" for base, here in pairs))
    if field == "extra_inputs":
        names = [row["name"] for row in listing.product.extra_inputs]
        return "\n".join(f"{name} = {listing.extra_input_name(name)}" for name in names)
    return listing.text(field)


def overseas_listing(product_id: int, shop_no: int) -> ProductListing | None:
    """The listing of a product in a shop of the open mall that is not the base shop."""
    rows = ProductListing.objects.filter(product_id=product_id, shop_no=shop_no).exclude(shop_no=BASE_SHOP_NO)
    found: ProductListing | None = rows.select_related("product").first()
    return found


def file_edit(edit: Edit, *, note: str, asker: Asker) -> WorkRequest:
    """Ask for an edit. Raises RequestRefused: no_listing or not_running; and BadText."""
    listing = overseas_listing(edit.product_id, edit.shop_no)
    if listing is None or edit.field not in TRANSLATED_FIELDS:
        raise RequestRefused("no_listing")
    wanted_value(listing, edit)
    before = present_text(listing, edit.field)
    if before == edit.text:
        raise BadText("same")
    payload = {"product": edit.product_id, "name": listing.product.name, "shop_no": edit.shop_no, "field": edit.field}
    row = Row({"text": edit.text, "before": before}, 1)
    wish = Wish(Kind.EDIT, Where([edit.shop_no], note=note), payload, rows=[row])
    return file_request(wish, asker=asker)


def run_edit(request_id: int) -> None:
    """Write the wanted text into the listing, marked as set by hand, so that no translation overwrites it."""
    with tenancy.step():
        found = running_request(request_id)
        if found is None:
            return
        request, body = found
        run = open_run(
            KEY,
            f"request-{request.pk}",
            request_id=request.pk,
            job_id=running_job_id(),
            shop_no=body.payload["shop_no"],
        )
        if not may_run(KEY):
            close_run(run, OperationRun.State.OFF)
            finish(request_id, reason_code="stopped")
            return
        note_finding(run, Finding("request_edit", {"number": request.number}), total=1)
        row = WorkRequestRow.objects.select_for_update(of=("self",)).get(request_id=request_id)
        reason = _apply(request, body, row, run)
        row.save(update_fields=["state", "product", "errors"])
        is_done = int(not reason)
        WorkRequest.objects.filter(pk=request_id).update(done_rows=is_done, failed_rows=1 - is_done)
        close_run(run, summary={"code": "request_edited", "values": {"number": request.number}} if is_done else {})
        finish(request_id, reason_code=reason)


def _apply(request: WorkRequest, body: WorkRequestBody, row: WorkRequestRow, run: OperationRun) -> str:
    """The code of what stood in the way; empty where it is done."""
    edit = Edit(body.payload["product"], body.payload["shop_no"], body.payload["field"], row.cells["text"])
    product = Product.objects.select_for_update(no_key=True).filter(pk=edit.product_id).first()
    shop = Shop.objects.select_related("mall").filter(mall_id=current_mall_id(), shop_no=edit.shop_no).first()
    listing = overseas_listing(edit.product_id, edit.shop_no)
    if product is None or shop is None or listing is None:
        row.state = WorkRequestRow.State.FAILED
        note_failure(run, "request_row", row.pk, label=body.payload["name"], error="no_listing")
        return "no_listing"
    before = present_text(listing, edit.field)
    try:
        value = wanted_value(listing, edit)
    except BadText:  # its options changed in the meantime
        row.state = WorkRequestRow.State.FAILED
        note_failure(run, "product", product.pk, label=product.name, error="words_changed")
        return "words_changed"
    facts = ListingFacts(listing.display, listing.selling, listing.price, {edit.field: value})
    after = set_listing(product.pk, shop, facts, actor=Actor.operator(request.requested_by))
    after.product = product
    row.state, row.product = WorkRequestRow.State.DONE, product
    sides = ({edit.field: before}, {edit.field: present_text(after, edit.field)})
    note_item(run, "product", product.pk, Treated(product.name, *sides))
    return ""


def wanted_value(listing: ProductListing, edit: Edit) -> Any:
    """What `set_listing` takes for the field. Raises BadText."""
    if len(edit.text) > LENGTHS[edit.field] or "\0" in edit.text:
        raise BadText("too_long")
    if edit.field not in {"options", "extra_inputs"}:
        return edit.text
    words = _pairs(edit.text)
    if edit.field == "extra_inputs":
        known = {row["name"] for row in listing.product.extra_inputs}
        _check_known(words, known)
        return {base: text for base, text in words.items() if text != base}
    options = listing.product.options
    _check_known(words, {row["name"] for row in options} | {value for row in options for value in row["values"]})
    return {
        row["name"]: {
            "name": words.get(row["name"], ""),
            "values": {value: words[value] for value in row["values"] if value in words},
        }
        for row in options
    }


def _pairs(text: str) -> dict[str, str]:
    words = {}
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        base, mark, here = line.partition(" = ")
        if not mark or not base or not here:
            raise BadText("no_pair", line[:60])
        if len(here) > VALUE_LENGTH:
            raise BadText("too_long", here[:60])
        words[base] = here
    return words


def _check_known(words: Mapping[str, str], known: set[str]) -> None:
    for base in words:
        if base not in known:
            raise BadText("unknown_word", base[:60])
