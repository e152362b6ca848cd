"""End codes and tokens: of a family, of installations, of people who no longer work in a mall (ASVS 10.4.2, 10.4.9)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from developer_center.domain.locks import held_installation
from developer_center.models import AccessToken, App, Grant, Installation, RefreshToken, UsedCode
from developer_center.models.oauth import checksum_of


def end_family(token_family: uuid.UUID) -> None:
    """Revoke all that came of one consent: refresh tokens are marked, access tokens are gone."""
    RefreshToken.revoke_family(token_family)


def end_pair(refresh: RefreshToken) -> None:
    """Mark a refresh token as used and delete the access token it came with; the caller holds the installation."""
    now, access_id = timezone.now(), refresh.access_token_id
    RefreshToken.objects.filter(pk=refresh.pk).update(access_token=None, revoked=now, updated=now)
    AccessToken.objects.filter(pk=access_id).delete()


def end_tokens_of(installations: models.QuerySet[Installation]) -> None:
    """Delete codes and tokens of installations, which the caller holds."""
    ids = list(installations.values_list("pk", flat=True))
    for model in (Grant, AccessToken, RefreshToken):
        model.objects.filter(installation__in=ids).delete()


def end_tokens_of_gone_people(installation: Installation) -> None:
    """Delete codes and tokens that act for somebody who no longer works anywhere; the caller holds the installation."""
    for model in (Grant, AccessToken, RefreshToken):
        model.objects.filter(installation=installation, user__is_active=False).delete()


def revoke_replayed(app: App, code: str) -> None:
    """A code was shown again: whatever it gave is revoked (RFC 6749 4.1.2). A code of another app ends nothing."""
    used = UsedCode.objects.filter(checksum=checksum_of(code), app=app).first()
    if used is None:
        return
    born = RefreshToken.objects.filter(token_family=used.token_family).first()
    if born is not None:
        held_installation(born.installation_id)
        end_family(used.token_family)


@transaction.atomic
def revoke_token(app: App, token: str, mall_host: str) -> None:
    """Revoke a token and its partner (wire contract 1.3). One that is unknown, of another app or mall: nothing."""
    checksum = checksum_of(token)
    access = AccessToken.objects.filter(token_checksum=checksum, application=app).first()
    refresh = RefreshToken.objects.filter(token_checksum=checksum, application=app).first()
    found = access or refresh
    if found is None:
        return
    installation = held_installation(found.installation_id)
    if installation is None or (mall_host and installation.mall.host != mall_host):
        return
    if access is not None:
        refresh = RefreshToken.objects.filter(access_token=access).first()
        AccessToken.objects.filter(pk=access.pk).delete()
    if refresh is not None and refresh.token_family:
        end_family(refresh.token_family)


def drop_expired(*, batch: int = 1000) -> int:
    """Delete codes, access tokens and refresh tokens whose time is over, so many at once; returns how many.

    An access token stays while its refresh token can still be used: the scopes of the next one stand in it. A used
    code is remembered as long as what it gave can live.
    """
    now = timezone.now()
    over: list[models.QuerySet[Any]] = [
        Grant.objects.filter(expires__lt=now),
        RefreshToken.objects.filter(created__lt=now - RefreshToken.FRESH_FOR),
        AccessToken.objects.filter(expires__lt=now, refresh_token__isnull=True),
        UsedCode.objects.filter(used_at__lt=now - RefreshToken.FAMILY_LIVES_FOR),
    ]
    return sum(_drop(rows, batch) for rows in over)


def _drop(rows: models.QuerySet[Any], batch: int) -> int:
    dropped = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            dropped += rows.model.objects.filter(pk__in=ids).delete()[0]
    return dropped
