"""Work requests, carried out by jobs."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import MallTask, PassingError
from pro.domain.edit_request import run_edit
from pro.domain.import_pictures import PICTURES_TASK, fetch_pictures
from pro.domain.market_import import run_import
from pro.domain.promotion_request import run_promotion
from pro.domain.register_request import run_registration
from pro.domain.requests import RUN_TASK, Kind
from pro.models import WorkRequest

RUNNERS = {
    Kind.REGISTER: run_registration,
    Kind.IMPORT: run_import,
    Kind.EDIT: run_edit,
    Kind.PROMOTION: run_promotion,
}


@shared_task(name=RUN_TASK, base=MallTask)
def run_request_task(*, request_id: int) -> None:
    """Carry out one request; delivered again it goes on, or finds it over."""
    kind = WorkRequest.objects.values_list("kind", flat=True).get(pk=request_id, mall_id=tenancy.acted_for())
    RUNNERS[Kind(kind)](request_id)


@shared_task(name=PICTURES_TASK, base=MallTask)
def import_pictures_task(*, request_id: int, page: int) -> None:
    """Fetch pictures of imported products; some may have to wait for their turn."""
    again_at = fetch_pictures(request_id)
    if again_at is not None:
        wait = max(1.0, (again_at - timezone.now()).total_seconds())
        raise PassingError("Pictures wait for another try.", after_seconds=wait, counts=False)
