"""Eight parallel uses of one code and of one refresh token against a real web server (security.md 0.1, F15).

The stock toolkit answered 500 in 9 of 25 rounds of codes and left 93 orphan tokens; of refreshes two or three won in 20
of 25 rounds. Here exactly one wins, seven are refused, and nothing is left over.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from django.db import connections

from accounts import tenancy
from accounts.audit import Actor
from developer_center.domain.authorize import Wish, give_code
from developer_center.domain.install import remove
from developer_center.models import AccessToken, Grant, Installation, RefreshToken, UsedCode
from tests.developer_center.oauth.conftest import REDIRECT
from tests.factories_apps import AppFactory, InstallationFactory
from tests.live import LiveServer, web_server

ROUNDS, USES = 25, 8
pytestmark = pytest.mark.slow


@pytest.fixture
def busy_site(committed: None, tmp_path: Path) -> Iterator[LiveServer]:
    """Four processes of two threads: all eight requests are worked on at once."""
    with web_server(tmp_path, workers=4, threads=2) as server:
        yield server


@pytest.fixture
def installation(committed: None) -> Installation:
    return InstallationFactory(app=AppFactory())


def new_code(installation: Installation) -> str:
    wish = Wish(installation.app, REDIRECT, None, "", tuple(installation.scopes))
    return give_code(wish, installation, installation.user)


def at_once(site: LiveServer, installation: Installation, form: dict[str, str]) -> list[requests.Response]:
    """The same request eight times, each over a connection of its own."""
    app = installation.app
    pair = (app.client_id, app.reveal("secret"))
    barrier, answers = threading.Barrier(USES), []

    def use() -> None:
        barrier.wait()
        answers.append(site.request("POST", "/api/v2/oauth/token", data=form, auth=pair))

    threads = [threading.Thread(target=use) for _each in range(USES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def won(answers: list[requests.Response]) -> dict[str, str]:
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: USES - 1}
    assert {a.json()["error"] for a in answers if a.status_code == 400} == {"invalid_grant"}
    return next(answer.json() for answer in answers if answer.status_code == 200)


def refresh(site: LiveServer, installation: Installation, token: str) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    pair = (installation.app.client_id, installation.app.reveal("secret"))
    return site.request("POST", "/api/v2/oauth/token", data=form, auth=pair)


def test_of_eight_uses_of_one_code_one_wins_and_the_replays_end_what_it_got(
    busy_site: LiveServer, installation: Installation
):
    """ASVS 10.4.2: whoever shows a code again may be a thief, so the winner's tokens are gone too."""
    for _round in range(ROUNDS):
        code = new_code(installation)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        winner = won(at_once(busy_site, installation, form))
        assert refresh(busy_site, installation, winner["refresh_token"]).status_code == 400
    assert (Grant.objects.count(), AccessToken.objects.count()) == (0, 0)
    assert RefreshToken.objects.filter(revoked__isnull=True).count() == 0
    assert UsedCode.objects.count() == RefreshToken.objects.count() == ROUNDS
    assert "Traceback" not in busy_site.log()


def test_of_eight_uses_of_one_refresh_token_one_wins_and_goes_on(busy_site: LiveServer, installation: Installation):
    """An honest client that sends twice keeps its access (design 10)."""
    form = {"grant_type": "authorization_code", "code": new_code(installation), "redirect_uri": REDIRECT}
    pair = (installation.app.client_id, installation.app.reveal("secret"))
    token = busy_site.request("POST", "/api/v2/oauth/token", data=form, auth=pair).json()["refresh_token"]
    for _round in range(ROUNDS):
        answers = at_once(busy_site, installation, {"grant_type": "refresh_token", "refresh_token": token})
        winner = won(answers)
        again = refresh(busy_site, installation, winner["refresh_token"])
        assert again.status_code == 200
        token = again.json()["refresh_token"]
    living = RefreshToken.objects.filter(revoked__isnull=True)
    assert (living.count(), AccessToken.objects.count()) == (1, 1)
    assert living.get().access_token == AccessToken.objects.get()
    assert RefreshToken.objects.count() == 1 + 2 * ROUNDS
    assert RefreshToken.objects.values("token_family").distinct().count() == 1
    assert "Traceback" not in busy_site.log()


def test_an_app_is_removed_while_its_token_is_refreshed_and_nothing_is_left(
    busy_site: LiveServer, installation: Installation
):
    """Security.md F14: whichever is first, no token outlives the removal."""
    pair = (installation.app.client_id, installation.app.reveal("secret"))
    for _round in range(ROUNDS):
        Installation.objects.filter(pk=installation.pk).update(state="active", removed_at=None)
        form = {"grant_type": "authorization_code", "code": new_code(installation), "redirect_uri": REDIRECT}
        token = busy_site.request("POST", "/api/v2/oauth/token", data=form, auth=pair).json()["refresh_token"]
        statuses = both(
            lambda token=token: refresh(busy_site, installation, token).status_code,
            lambda: remove_now(installation),
        )
        assert statuses in ([200, 0], [400, 0])
        assert (AccessToken.objects.count(), RefreshToken.objects.count()) == (0, 0)
    assert "Traceback" not in busy_site.log()


def both(*works: Callable[[], int]) -> list[int]:
    """Run at the same time; what each gave, in the order they were named."""
    barrier, found = threading.Barrier(len(works)), [0] * len(works)

    def run(place: int) -> None:
        barrier.wait()
        found[place] = works[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def remove_now(installation: Installation) -> int:
    """On a connection of its own."""
    try:
        with tenancy.mall(installation.mall_id):
            remove(installation.mall_id, installation.pk, actor=Actor.system())
    finally:
        connections.close_all()
    return 0
