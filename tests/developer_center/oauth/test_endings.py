"""What ends an app's way into a mall, and that nothing of it is left (R2.50, R2.53, ASVS 10.4.9, security.md F14)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.domain.operators import remove_operator, set_active
from accounts.jobs import schedule
from accounts.jobs.tasks import LedgerTask
from accounts.models import AuditEntry, Job, Mall
from developer_center.domain import change_app, install, review_app
from developer_center.domain.end_tokens import drop_expired
from developer_center.models import AccessToken, App, AppEvent, Grant, Installation, RefreshToken, UsedCode
from developer_center.queries.callers import caller_of
from developer_center.schedules import DROP_EXPIRED_TOKENS
from developer_center.tasks import drop_expired_tokens_task
from tests.developer_center.oauth.conftest import AppServer, answer_in, wish
from tests.factories import OperatorFactory
from tests.factories_apps import AppFactory, InstallationFactory, make_token

pytestmark = pytest.mark.django_db
KEPT = (Grant, AccessToken, RefreshToken)


def left_of(app: App) -> int:
    return sum(model.objects.filter(application=app).count() for model in KEPT)


def entries(mall: Mall) -> list[tuple[str, str]]:
    with tenancy.mall(mall.pk):
        rows = AuditEntry.objects.filter(object_type="installation").order_by("pk")
        return list(rows.values_list("action", "actor_kind"))


@pytest.fixture
def tokens(server: AppServer, give_code) -> dict[str, str]:
    """What the app got: an access token, a refresh token, and a code it has not used yet."""
    answer = server.exchange(give_code()).json()
    return {**answer, "code": give_code()}


def is_out(server: AppServer, tokens: dict[str, str]) -> bool:
    """Whether neither the code nor the refresh token gives anything any more."""
    answers = (server.exchange(tokens["code"]), server.refresh(tokens["refresh_token"]))
    return all((a.status_code, a.json()["error"]) == (400, "invalid_grant") for a in answers)


def test_removing_the_app_ends_its_codes_and_tokens(server: AppServer, tokens, mall: Mall, other_mall: Mall):
    elsewhere = InstallationFactory(app=server.app, mall=other_mall)
    make_token(elsewhere)
    owner = mall.operators.get(is_owner=True)
    installation = Installation.objects.get(mall=mall)
    with tenancy.mall(mall.pk):
        install.remove(mall.pk, installation.pk, actor=Actor.operator(owner.user_id))
        install.remove(mall.pk, installation.pk, actor=Actor.operator(owner.user_id))
        entry = AuditEntry.objects.get(action="app.removed")
    installation.refresh_from_db()
    assert installation.state == "removed"
    assert installation.removed_at is not None
    assert entry.before["app"] == "Order helper"
    assert entry.before["client_id"] == server.app.client_id
    assert left_of(server.app) == 1  # the other mall's
    assert is_out(server, tokens)


def test_an_app_of_another_mall_cannot_be_removed(mall: Mall, other_mall: Mall):
    installation = InstallationFactory(mall=other_mall)
    with tenancy.mall(mall.pk), pytest.raises(Installation.DoesNotExist):
        install.remove(mall.pk, installation.pk, actor=Actor.system())


def test_a_reissued_secret_ends_all_tokens_and_has_malls_consent_again(
    server: AppServer, tokens, mall: Mall, other_mall: Mall
):
    """R2.50, R2.53."""
    removed = InstallationFactory(app=server.app, mall=other_mall, state="removed")
    bystander = InstallationFactory(mall=mall)
    make_token(bystander)
    old = AppServer(App.objects.get(pk=server.app.pk))
    change_app.reissue_secret(server.app.user, server.app.pk)
    refused = old.refresh(tokens["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    server.app.refresh_from_db()
    assert left_of(server.app) == 0
    assert is_out(server, tokens)
    assert Installation.objects.get(app=server.app, mall=mall).state == "needs_approval"
    removed.refresh_from_db()
    bystander.refresh_from_db()
    assert (removed.state, bystander.state) == ("removed", "active")
    assert AccessToken.objects.count() == 1
    assert AppEvent.objects.get(action="secret_reissued").after == {"installations": 1}


def test_after_a_reissue_the_next_consent_lets_the_app_work_again(server: AppServer, tokens, owner):
    change_app.reissue_secret(server.app.user, server.app.pk)
    server.app.refresh_from_db()
    assert owner.get(wish(server.app)).status_code == 200  # asked, not sent on
    code = answer_in(owner.post(wish(server.app), {"answer": "agree"}))["code"]
    assert server.exchange(code).status_code == 200


def test_changed_permissions_keep_the_consent_and_ask_for_what_is_new(server: AppServer, tokens, owner, mall: Mall):
    change_app.change_permissions(
        server.app.user, server.app.pk, scopes=["mall.read_product", "mall.read_design"], operator_rights_url=""
    )
    assert Installation.objects.get(mall=mall).state == "active"
    assert server.refresh(tokens["refresh_token"]).json()["scopes"] == ["mall.read_product"]
    assert answer_in(owner.get(wish(server.app)))["error"] == "invalid_scope"  # read_store is ticked no more
    assert owner.get(wish(server.app, scope="mall.read_product,mall.read_design")).status_code == 200


def test_a_deleted_app_is_gone_from_every_mall_and_stands_in_their_histories(
    server: AppServer, tokens, mall: Mall, other_mall: Mall
):
    InstallationFactory(app=server.app, mall=other_mall)
    review_app.delete_on_inquiry(server.app.pk, staff_id=1, reason="asked for")
    assert not App.objects.filter(pk=server.app.pk).exists()
    assert not Installation.objects.exists()
    assert [model.objects.count() for model in (*KEPT, UsedCode)] == [0, 0, 0, 0]
    assert entries(mall)[-1] == entries(other_mall)[-1] == ("app.removed", "system")


def test_the_end_of_an_account_takes_the_malls_apps_out(server: AppServer, tokens, mall: Mall, other_mall: Mall):
    """R0-G, security.md F14."""
    elsewhere = InstallationFactory(app=server.app, mall=other_mall)
    delete_account(mall.operators.get(is_owner=True).user_id, actor=Actor.system())
    assert Installation.objects.get(mall=mall).state == "removed"
    elsewhere.refresh_from_db()
    assert elsewhere.state == "active"
    assert left_of(server.app) == 0
    assert is_out(server, tokens)


def test_the_end_of_a_developers_account_takes_their_apps_out_of_all_malls(mall: Mall, other_mall: Mall):
    developer = mall.operators.get(is_owner=True).user
    app = AppFactory(user=developer)
    make_token(InstallationFactory(app=app, mall=mall))
    make_token(InstallationFactory(app=app, mall=other_mall))
    delete_account(developer.pk, actor=Actor.system())
    assert set(Installation.objects.values_list("state", flat=True)) == {"removed"}
    assert left_of(app) == 0
    assert entries(other_mall) == [("app.removed", "system")]


def run_jobs(name: str) -> None:
    from developer_center import tasks  # noqa: PLC0415 - the task by its name

    task: LedgerTask = getattr(tasks, name)
    for job in Job.objects.filter(task=task.name, state=Job.State.WAITING):
        task(job_id=job.pk)


@pytest.mark.parametrize("way", ["suspended", "removed"])
def test_the_tokens_of_an_operator_who_leaves_die_and_their_app_waits(server: AppServer, client, mall: Mall, way: str):
    owner = mall.operators.get(is_owner=True)
    leaver = OperatorFactory(mall=mall, menus=["apps", "products", "store"])
    client.force_login(leaver.user)
    code = answer_in(client.post(wish(server.app), {"answer": "agree"}))["code"]
    answer = server.exchange(code).json()
    others = InstallationFactory(mall=mall)  # consented to by the owner
    make_token(others)
    with tenancy.mall(mall.pk):
        if way == "removed":
            remove_operator(owner, leaver.pk)
        else:
            set_active(owner, leaver.pk, is_active=False)
    assert server.refresh(answer["refresh_token"]).json()["error"] == "invalid_grant"  # at once
    run_jobs("end_tokens_of_operator_task")
    assert left_of(server.app) == 0
    assert Installation.objects.get(app=server.app).state == "needs_approval"
    assert ("app.suspended", "system") in entries(mall)
    others.refresh_from_db()
    assert others.state == "active"
    assert left_of(others.app) == 1


# --- What the clock drops --------------------------------------------------------------------------------------


def test_the_daily_job_is_in_the_clocks_book():
    assert DROP_EXPIRED_TOKENS in {one.task for one in schedule.registered()}
    assert drop_expired_tokens_task.name == DROP_EXPIRED_TOKENS


def test_what_is_over_is_dropped_and_what_can_be_used_stays(server: AppServer, give_code):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        give_code()
        old = server.exchange(give_code()).json()
        clock.shift(dt.timedelta(days=10))
        fresh = server.exchange(give_code()).json()
        clock.shift(dt.timedelta(days=4, seconds=1))
        drop_expired()
        assert Grant.objects.count() == 0
        # Two hours are over for both access tokens; one still says what its refresh token is for.
        assert (AccessToken.objects.count(), RefreshToken.objects.count(), UsedCode.objects.count()) == (1, 1, 2)
        assert server.refresh(old["refresh_token"]).status_code == 400
        assert server.refresh(fresh["refresh_token"]).status_code == 200


def test_used_codes_are_remembered_as_long_as_a_family_can_live(server: AppServer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        UsedCode.objects.create(checksum="a", app=server.app, token_family=uuid.uuid4())
        clock.shift(dt.timedelta(days=89))
        UsedCode.objects.create(checksum="b", app=server.app, token_family=uuid.uuid4())
        clock.shift(dt.timedelta(days=1, seconds=1))
        drop_expired()
        assert list(UsedCode.objects.values_list("checksum", flat=True)) == ["b"]


def test_dropping_goes_on_until_nothing_is_left(server: AppServer, mall: Mall):
    installation = InstallationFactory(app=server.app, mall=mall)
    for _number in range(5):
        make_token(installation, seconds=-1)
    usable = make_token(installation)
    assert drop_expired(batch=2) == 5
    assert AccessToken.objects.count() == 1
    assert usable


def test_a_token_does_not_reach_what_its_developer_no_longer_asks_for(server: AppServer, mall: Mall):
    """R2.37: at once, without a new consent."""
    raw = make_token(InstallationFactory(app=server.app, mall=mall))
    assert "mall.read_order" in caller_of(raw, timezone.now()).scopes
    change_app.change_permissions(server.app.user, server.app.pk, scopes=["mall.read_store"], operator_rights_url="")
    assert caller_of(raw, timezone.now()).scopes == {"mall.read_store"}
