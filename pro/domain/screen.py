"""Screen the mall of an application: categories and products against the overseas sales limits (R3.113, R3.114)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain.dormancy import owner_of
from accounts.jobs import report_progress, running_job_id
from accounts.tenancy import acted_for
from catalog.models import Category, Product
from pro.domain.contract import activate
from pro.domain.contract_notes import move, tell_owner
from pro.domain.sales_limits import Screening, rules_in_force
from pro.models import Contract

NAMES_AT_A_TIME: Final = 1000
State = Contract.State


def screen(contract_id: int) -> None:
    """Screen the mall that is acted for and write down what came of it; a second call for a decided one does nothing.

    A hit suspends the contract with the reason. Without one it waits for staff, or becomes active where
    PRO_CLEAN_CONTRACTS_PASS is set. What was decided while it looked stays decided.
    """
    if not _begin(contract_id):
        return
    screening = Screening(rules_in_force())
    for kind, rows in _names():
        screening.look_at(kind, rows)
    with tenancy.step():
        _finish(contract_id, screening)


def _begin(contract_id: int) -> bool:
    with tenancy.step():
        contract = _undecided(contract_id)
        if contract is None:
            return False
        if contract.state == State.APPLIED:
            contract.state = State.SCREENING
            contract.save(update_fields=["state"])
            record("pro.screening_began", contract, actor=Actor.system(), after={"state": contract.state})
        return True


def _names() -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Names of all categories and products, a piece at a time, each in a step of its own; moves the job's bar."""
    done, total = 0, _count()
    for kind, model in (("category", Category), ("product", Product)):
        last = 0
        while True:
            piece = _piece(model, last)
            if not piece:
                break
            yield kind, piece
            last, done = piece[-1][0], done + len(piece)
            report_progress(running_job_id(), done, max(done, total))


def _count() -> int:
    with tenancy.step():
        return Category.objects.count() + Product.objects.count()


def _piece(model: type[Category | Product], last: int) -> list[tuple[int, str]]:
    with tenancy.step():
        rows = model.objects.filter(pk__gt=last).order_by("pk")
        return list(rows.values_list("pk", "name")[:NAMES_AT_A_TIME])


def _finish(contract_id: int, screening: Screening) -> None:
    contract = _undecided(contract_id)
    if contract is None:
        return
    contract.findings, contract.screened_at = screening.findings, timezone.now()
    limits = [hit["limit"] for hit in contract.findings]
    record("pro.screened", contract, actor=Actor.system(), after={"found": limits})
    if contract.findings:
        move(contract, State.SUSPENDED, "pro.suspended", actor=Actor.system(), reason=_reason(contract))
        tell_owner(contract, "pro_suspended")
    elif settings.PRO_CLEAN_CONTRACTS_PASS:
        activate(contract, actor=Actor.system())
    else:
        contract.save(update_fields=["findings", "screened_at"])


def _undecided(contract_id: int) -> Contract | None:
    rows = Contract.objects.select_for_update(of=("self",)).select_related("mall").filter(mall_id=acted_for())
    return rows.filter(pk=contract_id, state__in=[State.APPLIED, State.SCREENING], screened_at__isnull=True).first()


def _reason(contract: Contract) -> str:
    """In the owner's language, because the row keeps one text; pages show the findings in the reader's."""
    with translation.override(owner_of(contract.mall_id).language or settings.LANGUAGE_CODE):
        name = "name_ko" if translation.get_language() == "ko" else "name"
        names = ", ".join(hit[name] for hit in contract.findings)
        return _("Goods that cannot be sold overseas were found: %(names)s.") % {"names": names}
