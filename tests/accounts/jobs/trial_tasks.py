"""Tasks that only tests run; `celery -A cafe24clone worker --include tests.accounts.jobs.trial_tasks` knows them."""

from __future__ import annotations

import time
from pathlib import Path

from celery import shared_task

from accounts.jobs import FinalError, MallTask, PassingError, PlatformTask
from cafe24clone.celery import app

__all__ = ["app"]


@shared_task(name="trial.append", base=PlatformTask)
def append(*, path: str, line: str = "ran", seconds: float = 0) -> None:
    """Write a line, work for a while, write another."""
    with Path(path).open("a") as file:
        file.write(f"{line} started\n")
        file.flush()
        time.sleep(seconds)
        file.write(f"{line} ended\n")


class ShortLease(PlatformTask):
    abstract = True
    lease_seconds = 3


@shared_task(name="trial.short_lease", base=ShortLease)
def append_with_short_lease(*, path: str, seconds: float = 0) -> None:
    """The same, but taken for lost after three seconds; the first run is slow, later ones are not."""
    is_first = not Path(path).exists()
    append.run(path=path, seconds=seconds if is_first else 0)


@shared_task(name="trial.fail", base=PlatformTask)
def fail(*, message: str = "no luck") -> None:
    raise RuntimeError(message)


@shared_task(name="trial.give_up", base=PlatformTask)
def give_up(*, path: str, is_mended: bool = False) -> None:
    """Do all that can be done, and say what could not."""
    append.run(path=path)
    if not is_mended:
        raise FinalError("two of three could not be done")


@shared_task(name="trial.wait", base=PlatformTask)
def wait_a_turn() -> None:
    raise PassingError("not my turn", after_seconds=7, counts=False)


@shared_task(name="trial.mall", base=MallTask)
def of_mall(*, path: str) -> None:
    append.run(path=path)
