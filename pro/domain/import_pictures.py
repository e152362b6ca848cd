"""Fetch the pictures of imported products, after their page is committed; addresses are strangers' words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import enqueue, finish_inside, report_progress, running_job_id
from accounts.tenancy import acted_for
from catalog.domain.images import MOST_IMAGES, TooManyImages, add_images
from catalog.domain.set_image import StorageFull
from catalog.models import Product
from catalog.pictures import Picture, PictureRefused, read_picture
from pro.domain.requests import Kind
from pro.domain.switches import may_run
from pro.marketplaces import registry
from pro.marketplaces.errors import InvalidRequest, MarketDown
from pro.marketplaces.pictures import fetch_picture
from pro.models import ImportPicture, MarketListing
from pro.models.request import KEYS

PICTURES_TASK: Final = "pro.import_pictures"
MOST_PICTURES: Final = 10
CLAIM: Final = dt.timedelta(minutes=5)
CHUNK: Final = 10
CHUNKS_A_TURN: Final = 5
MOST_ATTEMPTS: Final = 3
TRY_AGAIN: Final = dt.timedelta(minutes=2)


def note_pictures(request_id: int, found: Iterable[tuple[MarketListing, Sequence[str]]]) -> int:
    """Write down what is to be fetched, in the transaction of the products; answers how many there are."""
    rows = [
        ImportPicture(listing=listing, request_id=request_id, position=place, url=url[:2000])
        for listing, urls in found
        for place, url in enumerate(list(dict.fromkeys(urls))[:MOST_PICTURES])
    ]
    ImportPicture.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def fetch_pictures(request_id: int) -> dt.datetime | None:
    """Fetch some of what is still to be fetched; the mall is acted for. Answers when to look again, None: never.

    In turns: what is left after CHUNKS_A_TURN claims goes on in a job of its own, behind those of others, so that a
    large import holds up nobody's work. Several workers share the rows: each claims a few, and a claim ends by
    itself. OFF stops it between two claims; what was not fetched stays noted.
    """
    done = 0
    for _turn in range(CHUNKS_A_TURN):
        with tenancy.step():
            if not may_run(KEYS[Kind.IMPORT]):
                return None
            claimed = _claim(request_id)
            left = ImportPicture.objects.filter(request_id=request_id, error="").count()
        if not claimed:
            return timezone.now() + TRY_AGAIN if left else None
        for row in claimed:
            _fetch(row)
        done += len(claimed)
        report_progress(running_job_id(), done, done + max(0, left - len(claimed)))
    _go_on(request_id)
    return None


def _go_on(request_id: int) -> None:
    with tenancy.step():
        has_more = ImportPicture.objects.filter(request_id=request_id, error="").exists()
        if has_more and finish_inside(running_job_id()):
            enqueue(PICTURES_TASK, mall_id=acted_for(), request_id=request_id, page=0)


def _claim(request_id: int) -> list[ImportPicture]:
    now = timezone.now()
    waiting = ImportPicture.objects.filter(request_id=request_id, error="").exclude(claimed_until__gt=now)
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:CHUNK])
    ImportPicture.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_until=now + CLAIM)
    listings = MarketListing.objects.select_related("account").in_bulk([row.listing_id for row in rows])
    for row in rows:
        row.listing = listings[row.listing_id]
    return rows


def _fetch(row: ImportPicture) -> None:
    try:
        picture = read_picture(fetch_picture(row.url, registry.market(row.listing.account.code)))
    except MarketDown as error:
        _fail(row, str(error), is_passing=True)
    except InvalidRequest as error:
        _fail(row, error.detail, is_passing=False)
    except PictureRefused as error:
        _fail(row, f"picture_{error.reason}", is_passing=False)
    else:
        _keep(row, picture)


def _keep(row: ImportPicture, picture: Picture) -> None:
    with tenancy.step():
        deleted, _each = ImportPicture.objects.filter(pk=row.pk).delete()
        if not deleted or row.listing.product_id is None:
            return  # another worker was faster, the account was unlinked, or the product is gone
        try:
            with transaction.atomic():
                add_images(row.listing.product_id, [picture], actor=Actor.system())
        except Product.DoesNotExist:
            return
        except (TooManyImages, StorageFull) as error:
            text = f"At most {MOST_IMAGES} pictures." if isinstance(error, TooManyImages) else "No space is left."
            row.error, row.pk = text, None
            row.save(force_insert=True)


def _fail(row: ImportPicture, error: str, *, is_passing: bool) -> None:
    attempts = row.attempts + 1
    is_final = not is_passing or attempts >= MOST_ATTEMPTS
    with tenancy.step():
        ImportPicture.objects.filter(pk=row.pk).update(
            attempts=attempts,
            claimed_until=None if is_final else timezone.now() + TRY_AGAIN,
            error=error[:300] if is_final else "",
        )
