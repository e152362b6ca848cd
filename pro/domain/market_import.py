"""Bring a market's products into the base shop, page by page (R3.14, R3.29).

Each page is one commit: its products, the listings that say which market product they are, and the cursor behind it.
So a worker that is killed, a task that is delivered thrice and two imports at once make no product twice and leave
none out. The market is called outside of transactions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import PassingError, enqueue, is_last_attempt, report_progress, running_job_id
from catalog.domain.facts import base_shop
from catalog.models import Product
from pro.domain.import_pictures import PICTURES_TASK, note_pictures
from pro.domain.imported_product import Exchange, NotImportable, Terms, make_product
from pro.domain.market_credentials import connected
from pro.domain.offer_products import lock_overseas_shops, offer_products
from pro.domain.requests import Kind, finish, running_request
from pro.domain.runs import close_run, note_failure, note_items, open_run
from pro.domain.switches import may_run
from pro.marketplaces import registry
from pro.marketplaces.errors import MarketError
from pro.marketplaces.types import MarketProduct, Page
from pro.models import ImportRun, MarketAccount, MarketListing, OperationRun, WorkRequest, WorkRequestBody
from pro.models.request import KEYS
from pro.operations.base import Treated
from pro.rates.base import RateAway, RateUnknown
from pro.rates.choose import rate_for

log = structlog.get_logger(__name__)

KEY: Final = KEYS[Kind.IMPORT]
MARKET_PRODUCT: Final = "market_product"
STOPPED: Final = "stopped"  # codes of pro.request_words
UNLINKED: Final = "unlinked"
NO_RATE: Final = "no_rate"


def run_import(request_id: int) -> None:
    """Import on from where the cursor stands; the mall is acted for. A request that is over is left as it is.

    A market that is away or throttles puts the job back (PassingError) and the next run goes on behind the last page;
    an error that only people can end closes the request with its reason.
    """
    found = _begin(request_id)
    if found is None:
        return
    run, account, body = found
    pages = 0
    try:
        with connected(account) as connector:
            for page in _pages(connector.iter_products(run.cursor), run.cursor):
                if not _take(request_id, page, body):
                    return
                pages += 1
    except MarketError as error:
        if error.is_passing and (pages or not is_last_attempt()):
            # A run that got further does not count as a failed attempt: a long import may meet many pauses.
            raise PassingError(str(error), after_seconds=error.retry_after, counts=not pages) from None
        _end(request_id, f"market_{error.code}")
        return
    _end(request_id, "")


def _begin(request_id: int) -> tuple[ImportRun, MarketAccount, WorkRequestBody] | None:
    """Everything the import needs, written down once; None where there is nothing to do (any more)."""
    with tenancy.step():
        found = running_request(request_id)
        if found is None:
            return None
        request, body = found
        account = MarketAccount.objects.filter(pk=body.payload["account"]).first()
        run = ImportRun.objects.filter(request_id=request_id).first()
        base = base_shop().currency
    if account is None:
        _end(request_id, UNLINKED)
        return None
    if run is None:
        run = _open(request, account, base)
    if run is not None and run.is_complete:
        _end(request_id, "")
        return None
    return (run, account, body) if run is not None else None


def _open(request: WorkRequest, account: MarketAccount, base: str) -> ImportRun | None:
    currency = registry.market(account.code).currency
    try:
        rate = rate_for(base, currency, may_wait=not is_last_attempt())
    except RateAway as error:
        raise PassingError(str(error)) from error
    except RateUnknown:
        _end(request.pk, NO_RATE)
        return None
    values: dict[str, Any] = {"currency": currency}
    if rate is not None:
        values |= {"rate": rate.value, "rate_source": rate.source, "rate_on": rate.on}
    with tenancy.step():
        if not may_run(KEY) or not MarketAccount.objects.select_for_update().filter(pk=account.pk).exists():
            _close(request.pk, STOPPED)
            return None
        row: ImportRun
        row, _is_new = ImportRun.objects.get_or_create(request_id=request.pk, account=account, defaults=values)
        operation = open_run(KEY, f"request-{request.pk}", request_id=request.pk, job_id=running_job_id())
        finding = {"code": "market_import", "values": {"account": account.label, "market": account.code}}
        OperationRun.objects.filter(pk=operation.pk).update(finding=finding)
    return row


def _pages(answered: Iterator[Page], cursor: str) -> Iterator[tuple[str, Page]]:
    """Each page with the cursor that it stands behind."""
    for page in answered:
        yield cursor, page
        cursor = page.cursor


def _take(request_id: int, page: tuple[str, Page], body: WorkRequestBody) -> bool:
    """Put one page into the shop; False where the import is not to go on."""
    stood, content = page
    with tenancy.step():
        # The account's row first: imports of one account take their turns here, and unlinking waits.
        account = MarketAccount.objects.select_for_update().filter(pk=body.payload["account"]).first()
        if account is None:
            _close(request_id, UNLINKED)
            return False
        run: ImportRun = ImportRun.objects.select_for_update().get(request_id=request_id)
        if run.cursor != stood or run.is_complete:
            return False  # another delivery of this job is at it
        if not may_run(KEY):
            _close(request_id, STOPPED)
            return False
        found = running_request(request_id)
        if found is None:
            return False
        _make_all(found[0], body, run, account, content)
        run.cursor, run.pages, run.is_complete = content.cursor, run.pages + 1, not content.cursor
        run.total = content.total if content.total is not None else run.total
        run.save()
        total = max(run.total or 0, run.seen)
        _count(request_id, run, total)
        if content.cursor and content.cursor == stood:  # it would be read for ever
            _close(request_id, "market_market_down")
            return False
    report_progress(running_job_id(), run.seen, total)
    return True


def _make_all(request: WorkRequest, body: WorkRequestBody, run: ImportRun, account: MarketAccount, page: Page) -> None:
    actor = Actor.operator(request.requested_by)
    operation = OperationRun.objects.get(key=KEY, slot=f"request-{request.pk}")
    shops = lock_overseas_shops()
    base = base_shop().currency
    codes = [one.seller_code for one in page.products if one.seller_code]
    taken = frozenset(Product.objects.filter(code__in=codes).values_list("code", flat=True))
    terms = Terms(Exchange(base, run.rate), body.sells_in_base, taken)
    made: dict[int, tuple[MarketProduct, MarketListing]] = {}
    for item in _unknown(page.products, account, run):
        product, listing, reason = _make_one(item, account, terms, actor)
        if product is None or listing is None:
            run.failed += int(_note_failed(operation, item, reason))
        else:
            run.made += 1
            made[product.pk] = (item, listing)
            terms = Terms(terms.exchange, terms.sells_in_base, terms.taken_codes | {product.code})
    offered = {product_id: item.is_selling for product_id, (item, _listing) in made.items()}
    flags = offer_products(offered, shops, body.shops, actor=actor)
    note_items(
        operation,
        "product",
        [
            (product_id, _treated(item, account, flags.get(product_id, [])))
            for product_id, (item, _listing) in made.items()
        ],
    )
    if note_pictures(request.pk, [(listing, item.image_urls) for item, listing in made.values()]):
        enqueue(PICTURES_TASK, mall_id=request.mall_id, request_id=request.pk, page=run.pages)


def _unknown(items: Sequence[MarketProduct], account: MarketAccount, run: ImportRun) -> list[MarketProduct]:
    """Those that no listing knows, each once; a product that was deleted here stays known and is not brought back."""
    numbers = [item.external_id for item in items]
    listings = MarketListing.objects.filter(account=account, external_id__in=numbers)
    known = set(listings.values_list("external_id", flat=True))
    run.known += sum(number in known for number in set(numbers))
    fresh = {item.external_id: item for item in items if item.external_id not in known}
    return list(fresh.values())


def _make_one(
    item: MarketProduct, account: MarketAccount, terms: Terms, actor: Actor
) -> tuple[Product | None, MarketListing | None, str]:
    """The listing is claimed before the product is made: its number is unique, whoever else imports."""
    try:
        with transaction.atomic():
            listing = MarketListing(
                account=account,
                external_id=item.external_id,
                origin=MarketListing.Origin.IMPORTED,
                title=item.name.replace("\0", "")[:300],
                price=item.price,
                currency=item.currency,
                stock=item.stock,
            )
            listing.save(force_insert=True)
            product = make_product(item, terms, actor=actor)
            MarketListing.objects.filter(pk=listing.pk).update(product=product)
    except NotImportable as error:
        return None, None, error.reason
    except DatabaseError as error:
        log.warning("import_not_stored", number=item.external_id, error=str(error)[:200])
        return None, None, "market_not_storable"
    return product, listing, ""


def _treated(item: MarketProduct, account: MarketAccount, flags: Sequence[str]) -> Treated:
    after = {"marketplace": account.code, "number": item.external_id, "price": f"{item.price} {item.currency}"}
    return Treated(item.name[:250], {}, after | ({"flags": list(flags)} if flags else {}))


def _note_failed(operation: OperationRun, item: MarketProduct, reason: str) -> bool:
    """The market's number as a whole number of its own: a failed product has none of ours."""
    number = int.from_bytes(hashlib.sha256(item.external_id.encode()).digest()[:8], "big") >> 1
    label = f"{item.name} ({item.external_id})".replace("\0", "")
    return note_failure(operation, MARKET_PRODUCT, number, label=label, error=reason)


def _count(request_id: int, run: ImportRun, total: int) -> None:
    WorkRequest.objects.filter(pk=request_id).update(
        total_rows=total, done_rows=run.made + run.known, failed_rows=run.failed
    )
    rows = OperationRun.objects.filter(key=KEY, slot=f"request-{request_id}")
    rows.update(total_items=total, done_items=run.seen, failed_items=run.failed)


def _end(request_id: int, reason_code: str) -> None:
    with tenancy.step():
        _close(request_id, reason_code)


def _close(request_id: int, reason_code: str) -> None:
    """Close the run and the request together."""
    operation = OperationRun.objects.filter(key=KEY, slot=f"request-{request_id}").first()
    run = ImportRun.objects.filter(request_id=request_id).first()
    if operation is not None:
        figures = {"made": run.made, "known": run.known, "failed": run.failed} if run else {}
        summary = {"code": "market_imported", "values": figures} if run else {}
        state = ""
        if reason_code:
            state = OperationRun.State.OFF if reason_code in {STOPPED, UNLINKED} else OperationRun.State.FAILED
        close_run(operation, state, summary=summary, error=reason_code)
    if run is not None and not reason_code:
        MarketAccount.objects.filter(pk=run.account_id).update(last_sync_at=timezone.now())
    finish(request_id, reason_code=reason_code)
