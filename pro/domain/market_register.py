"""Register chosen products at a market: a job, a line of Work status, never the same product twice (R1.20)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.jobs import PassingError, enqueue, report_progress, running_job_id
from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.models import Product
from pro.domain import market_products
from pro.domain.market_credentials import connected, needs_merchant, note_trouble
from pro.domain.market_sends import is_held_back
from pro.domain.runs import close_run, is_noted, note_failure, note_item, open_run
from pro.domain.switches import may_run
from pro.marketplaces import registry
from pro.marketplaces.connector import Connector
from pro.marketplaces.errors import InvalidRequest, MarketDown, MarketError, RateLimited
from pro.marketplaces.types import MarketProduct, Registered
from pro.models import MarketAccount, MarketListing, OperationRun
from pro.operations.base import Treated

KEY: Final = "market-register"
REGISTER_TASK: Final = "pro.register_at_market"
MOST_PRODUCTS: Final = 500
PRODUCT: Final = "product"
HELD_BACK: Final = "market_held_back"  # codes of pro.market_words
UNKNOWN_OUTCOME: Final = "market_unknown_outcome"


class RegistrationRefused(Exception):
    """Nothing was started; `reason` is nothing_chosen, too_many, no_shop, not_running or trouble."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def start_registration(
    account_id: int, product_ids: Sequence[int], choices: Mapping[str, str], *, actor: Actor
) -> OperationRun:
    """Open a run and have a job register the products. In the open mall; raises RegistrationRefused."""
    account: MarketAccount = MarketAccount.objects.get(pk=account_id)
    ids = list(Product.objects.filter(pk__in=product_ids).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise RegistrationRefused("nothing_chosen")
    if len(ids) > MOST_PRODUCTS:
        raise RegistrationRefused("too_many")
    if account.state != MarketAccount.State.LINKED:
        raise RegistrationRefused("trouble")
    if market_products.shop_for(registry.market(account.code).currency) is None:
        raise RegistrationRefused("no_shop")
    if not may_run(KEY):
        raise RegistrationRefused("not_running")
    run = open_run(KEY, f"{account_id}-{secrets.token_hex(6)}")
    job = enqueue(
        REGISTER_TASK,
        mall_id=current_mall_id(),
        account_id=account_id,
        run_id=run.pk,
        product_ids=ids,
        choices=dict(choices),
    )
    run.job_id, run.total_items = job.pk, len(ids)
    run.finding = {
        "code": "market_register",
        "values": {"account": account.label, "market": account.code, "count": len(ids)},
    }
    run.save(update_fields=["job_id", "total_items", "finding"])
    record("market_account.registration_started", account, actor=actor, after={"products": len(ids), "run": run.pk})
    return run


def register_products(run_id: int, account_id: int, product_ids: Sequence[int], choices: Mapping[str, str]) -> None:
    """Register what the run has not dealt with yet; the mall is acted for.

    Before each product it is asked whether it may still run. A market that is away puts the job back (PassingError);
    an answer that did not come is noted as unknown and never sent again by itself.
    """
    with tenancy.step():
        run: OperationRun = OperationRun.objects.get(pk=run_id)
        account = MarketAccount.objects.filter(pk=account_id).first()
        shop = market_products.shop_for(registry.market(account.code).currency) if account else None
        if run.is_over:
            return
        if account is None or shop is None:
            close_run(run, OperationRun.State.OFF)
            return
    with connected(account) as connector:
        for place, product_id in enumerate(product_ids):
            if not _register_one(connector, run, account, (product_id, shop), choices):
                return
            report_progress(running_job_id(), place + 1, len(product_ids))
    with tenancy.step():
        MarketAccount.objects.filter(pk=account.pk).update(last_sync_at=timezone.now())
        close_run(run, summary=run.finding)


def _register_one(
    connector: Connector,
    run: OperationRun,
    account: MarketAccount,
    what: tuple[int, Shop],
    choices: Mapping[str, str],
) -> bool:
    """Deal with one product; False once the run is not to go on."""
    product_id, shop = what
    with tenancy.step():
        if not may_run(KEY) or not MarketAccount.objects.filter(pk=account.pk).exists():
            close_run(run, OperationRun.State.OFF)
            return False
        item = _prepared(run, account, product_id, shop)
    if item is None:
        return True
    try:
        made = _send(connector, item, choices)
    except PassingError:  # it was not even asked: the job comes back to this very product
        with tenancy.step():
            _mark(run, None)
        raise
    except MarketError as error:
        return _fail(run, account, (product_id, item.name), error)
    _keep(run, account, product_id, item, made)
    return True


def _send(connector: Connector, item: MarketProduct, choices: Mapping[str, str]) -> Registered:
    try:
        return connector.register_product(item, choices)
    except (RateLimited, MarketDown) as error:
        if error.retry_after is not None:
            raise PassingError(str(error), after_seconds=error.retry_after, counts=False) from None
        raise


def _prepared(run: OperationRun, account: MarketAccount, product_id: int, shop: Shop) -> MarketProduct | None:
    """What to send; None where there is nothing to do, which is noted. Marks the product as on its way."""
    if is_noted(run, PRODUCT, product_id):
        return None
    name = Product.objects.filter(pk=product_id).values_list("name", flat=True).first() or f"#{product_id}"
    if run.summary.get("sending") == product_id:  # a worker died between the call and its answer
        note_failure(run, PRODUCT, product_id, label=name, error=UNKNOWN_OUTCOME)
        return None
    known = MarketListing.objects.filter(account=account, product_id=product_id).first()
    if known is not None:
        note_item(run, PRODUCT, product_id, Treated(name, {"number": known.external_id}, {"number": known.external_id}))
        return None
    if is_held_back(product_id, account):
        note_failure(run, PRODUCT, product_id, label=name, error=HELD_BACK)
        return None
    try:
        item = market_products.for_market(product_id, shop)
    except InvalidRequest as error:
        note_failure(run, PRODUCT, product_id, label=name, error=error.detail)
        return None
    _mark(run, product_id)
    return item


def _keep(run: OperationRun, account: MarketAccount, product_id: int, item: MarketProduct, made: Registered) -> None:
    with tenancy.step():
        if MarketAccount.objects.select_for_update().filter(pk=account.pk).exists():  # not unlinked meanwhile
            MarketListing(
                account=account,
                product_id=product_id,
                external_id=made.external_id,
                url=made.url[:500],
                origin=MarketListing.Origin.REGISTERED,
                title=item.name[:300],
                price=item.price,
                currency=item.currency,
                stock=item.stock,
            ).save(force_insert=True)
        after = {"marketplace": account.code, "number": made.external_id}
        note_item(run, PRODUCT, product_id, Treated(item.name, {}, after))
        _mark(run, None)


def _fail(run: OperationRun, account: MarketAccount, what: tuple[int, str], error: MarketError) -> bool:
    """Note why one product did not go; False where none would, because the account itself is in trouble."""
    words = error.detail or error.code
    if isinstance(error, MarketDown):
        words = UNKNOWN_OUTCOME
    with tenancy.step():
        note_failure(run, PRODUCT, what[0], label=what[1], error=words)
        _mark(run, None)
    if needs_merchant(error):
        note_trouble(account.pk, error)
        with tenancy.step():
            close_run(run, OperationRun.State.FAILED, error=error.code)
        return False
    return True


def _mark(run: OperationRun, product_id: int | None) -> None:
    run.summary = {} if product_id is None else {"sending": product_id}
    OperationRun.objects.filter(pk=run.pk).update(summary=run.summary)
