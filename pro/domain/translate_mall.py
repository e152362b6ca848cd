"""Translate what waits in one mall: in order, in turns, so that no mall's backlog holds up another's (R3.34, R3.35)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import PassingError, enqueue, finish_inside, report_progress, running_job_id
from accounts.tenancy import acted_for
from pro.domain.copy_products import malls_with_overseas_shops
from pro.domain.engine_stops import stop_engine, stop_of
from pro.domain.queue_translations import TRANSLATE_MALL, Target, queue_edits, queue_products, targets
from pro.domain.runs import close_run, note_failure, note_items, open_run
from pro.domain.store_translation import (
    Key,
    Stored,
    claim_tasks,
    release_claims,
    renew_claims,
    store_task,
)
from pro.domain.switches import may_run
from pro.domain.translate_names import translate_names
from pro.domain.translation_answers import Answers, forget_old_answers
from pro.models import OperationRun, TranslationTask
from pro.operations.base import Treated
from pro.translation.engines import Engine, EngineBusy, EngineError, KeyRefused, QuotaUsedUp, chosen_engine
from pro.translation.fields import FieldWork
from pro.translation.send import Sent, send

log = structlog.get_logger(__name__)

KEY: Final = "translation"
GROUP: Final = 25  # products whose fields go out together: enough to fill requests of fifty texts


@dataclass
class _Turn:
    """One job's share: which engine, for which occasion, and how many products it may still do."""

    engine: Engine
    slot: str
    left: int
    done: int = 0

    def beat(self) -> None:
        """Before each request: the job and what it has claimed stay its own, however slow the engine is."""
        report_progress(running_job_id(), self.done, self.done + self.left)
        with tenancy.step():
            renew_claims()


def wake_malls(day: dt.date) -> int:
    """Enqueue the day's translation of each mall that PRO works for and that has an overseas shop."""
    mall_ids = malls_with_overseas_shops()
    for mall_id in mall_ids:
        enqueue(TRANSLATE_MALL, mall_id=mall_id, slot=day.isoformat())
    return len(mall_ids)


def translate_mall(slot: str) -> int:
    """Queue what is new and translate up to TRANSLATION_TURN_PRODUCTS products; answers how many.

    What is left then goes on in a job of its own, behind those of other malls. Raises PassingError while the engine
    is busy or away; its quota's end or a refused key stops it for all malls, and everything waits. The mall is acted
    for, not open: nothing waits inside a transaction.
    """
    engine = chosen_engine()
    with tenancy.step():
        if engine is None or not may_run(KEY) or stop_of(engine.name):
            return 0
        forget_old_answers()
        wanted = [target for target in targets() if engine.supports(target.source, target.language)]
    turn = _Turn(engine, slot, settings.TRANSLATION_TURN_PRODUCTS)
    for target in wanted:
        queue_products(target)
        queue_edits(target)
    for target in wanted:
        if not _translate(target, turn):
            return turn.done
    _go_on(turn, wanted)
    return turn.done


def _translate(target: Target, turn: _Turn) -> bool:
    """One language; False where all work ends now: OFF, or the engine stopped."""
    while turn.left > 0:
        claimed = _claim(target, turn)
        if claimed is None:
            return False
        run, works = claimed
        if run is None:
            break
        answers = Answers(turn.engine, target, turn.beat)
        sent = send(works, turn.engine, target.source, target.language, answers)
        _store(run, works, sent, target, turn)
        answers.forget(works[key] for key in sent.results)
        if sent.stop is not None:
            return _stop(sent.stop, turn, target)
    stop = translate_names(target, turn.engine) if turn.left > 0 else None
    if stop is not None:
        return _stop(stop, turn, target)
    with tenancy.step():
        if not _is_waiting(target):
            _close(target, turn)
    return True


def _claim(target: Target, turn: _Turn) -> tuple[OperationRun | None, dict[Key, FieldWork]] | None:
    """The next products and their run (none: nothing waits); None where PRO may not work here any more."""
    with tenancy.step():
        if not may_run(KEY):
            run = OperationRun.objects.filter(key=KEY, slot=f"{turn.slot}-{target.language}").first()
            if run is not None:
                close_run(run, OperationRun.State.OFF)
            return None
        works = claim_tasks(target, min(GROUP, turn.left))
        return (_run_of(target, turn) if works else None), works


def _store(run: OperationRun, works: dict[Key, FieldWork], sent: Sent[Key], target: Target, turn: _Turn) -> None:
    """Each product commits on its own, so that a worker that is killed here has lost only what was not stored yet."""
    task_ids = [task_id for task_id, _keys in groupby(works, key=lambda key: key[0])]
    for task_id in task_ids:
        fields = [name for owner, name in works if owner == task_id]
        results = {name: sent.results[task_id, name] for name in fields if (task_id, name) in sent.results}
        errors = {name: sent.errors[task_id, name] for name in fields if (task_id, name) in sent.errors}
        if not results and not errors:
            continue
        own = {name: works[task_id, name] for name in fields}
        with tenancy.step():
            if not may_run(KEY):  # turned off while the engine was thinking
                release_claims()
                return
            stored = store_task(task_id, own, results, errors, target)
            if stored is not None:
                _note(run, stored)
        turn.left -= 1
        turn.done += 1
        report_progress(running_job_id(), turn.done, turn.done + turn.left)


def _note(run: OperationRun, stored: Stored) -> None:
    if stored.errors:
        text = "; ".join(f"{name}: {error}" for name, error in stored.errors.items())
        note_failure(run, "product", stored.product_id, label=stored.name, error=text)
    else:
        note_items(run, "product", [(stored.product_id, Treated(stored.name, stored.before, stored.after))])


def _stop(error: EngineError, turn: _Turn, target: Target) -> bool:
    """Give back what was claimed. Raises PassingError for what passes by itself; False: nothing more today."""
    with tenancy.step():
        release_claims()
        if isinstance(error, QuotaUsedUp | KeyRefused):
            stop = stop_engine(turn.engine.name, error)
            _close(target, turn, f"translation_stopped_{stop.reason}")
            log.warning("engine_stopped", engine=turn.engine.name, reason=stop.reason, until=stop.until.isoformat())
            return False
    if isinstance(error, EngineBusy):
        raise PassingError(str(error), after_seconds=error.after_seconds, counts=False)
    raise PassingError(str(error))


def _run_of(target: Target, turn: _Turn) -> OperationRun:
    slot = f"{turn.slot}-{target.language}"
    return open_run(KEY, slot, shop_no=target.shops[0].shop_no, job_id=running_job_id())


def _close(target: Target, turn: _Turn, code: str = "products_translated") -> None:
    run = OperationRun.objects.filter(key=KEY, slot=f"{turn.slot}-{target.language}").first()
    if run is not None:
        values = {"count": run.changed_items, "language": target.language, "engine": turn.engine.name}
        state = "" if code == "products_translated" else OperationRun.State.PARTLY
        close_run(run, state, summary={"code": code, "values": values})


def _is_waiting(target: Target) -> bool:
    now = timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    waiting = TranslationTask.objects.filter(free, language=target.language, state=TranslationTask.State.WAITING)
    return bool(waiting.filter(try_after__lte=now).exists())


def _go_on(turn: _Turn, wanted: list[Target]) -> None:
    """Leave the rest to a job behind those of other malls; with this one closed in the same commit, once."""
    with tenancy.step():
        if any(_is_waiting(target) for target in wanted) and finish_inside(running_job_id()):
            enqueue(TRANSLATE_MALL, mall_id=acted_for(), slot=turn.slot)
