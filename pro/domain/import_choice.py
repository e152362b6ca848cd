"""Which account this mall's products are imported from: chosen once, for ever (R3.15 to R3.22)."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import record
from catalog.domain.facts import base_shop
from pro.domain.requests import Asker, Kind, RequestRefused, Where, Wish, file_request
from pro.marketplaces import registry
from pro.marketplaces.types import Ability
from pro.models import ImportChoice, MarketAccount, WorkRequest
from pro.models.request import OVER


def importable_accounts() -> list[MarketAccount]:
    """Linked accounts of markets whose products can be read (R3.16); after the first choice that one alone (R3.22)."""
    codes = [market.code for market in registry.markets() if market.can(Ability.IMPORT)]
    rows = MarketAccount.objects.linked().filter(code__in=codes).exclude(external_id="").order_by("pk")
    choice = import_choice()
    if choice is not None:
        rows = rows.filter(code=choice.code, external_id=choice.external_id)
    return list(rows)


def import_choice() -> ImportChoice | None:
    """The open mall's choice; None before the first import."""
    found: ImportChoice | None = ImportChoice.objects.first()
    return found


@transaction.atomic
def file_import(account_id: int, where: Where, *, asker: Asker) -> WorkRequest:
    """Ask for an import from an account; the first request fixes it for ever.

    Two first requests at once: the one that comes second is held to the choice of the first. Raises RequestRefused:
    no_account, other_account, trouble, under_way or not_running.
    """
    account = MarketAccount.objects.select_for_update().filter(pk=account_id).first()
    if account is None or not _can_import(account):
        raise RequestRefused("no_account")
    choice, is_first = ImportChoice.objects.get_or_create(
        defaults={"code": account.code, "external_id": account.external_id, "label": account.label[:200]}
    )
    if (choice.code, choice.external_id) != (account.code, account.external_id):
        raise RequestRefused("other_account")
    if account.state != MarketAccount.State.LINKED:
        raise RequestRefused("trouble")
    going_on = WorkRequest.objects.filter(mall_id=account.mall_id, kind=Kind.IMPORT).exclude(state__in=OVER)
    if going_on.exists():
        raise RequestRefused("under_way")
    if is_first:
        after = {"code": choice.code, "account": choice.external_id}
        record("import_choice.made", choice, actor=asker.actor, after=after)
    payload = {
        "account": account.pk,
        "code": account.code,
        "label": account.label,
        "currency": registry.market(account.code).currency,
        "base_currency": base_shop().currency,
    }
    return file_request(Wish(Kind.IMPORT, where, payload), asker=asker)


def _can_import(account: MarketAccount) -> bool:
    is_known = account.code in registry.codes() and registry.market(account.code).can(Ability.IMPORT)
    return is_known and account.state != MarketAccount.State.CONSENT and bool(account.external_id)
