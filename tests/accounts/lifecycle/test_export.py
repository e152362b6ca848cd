"""The owner's copy of everything the mall holds (R0-G: before the account is deleted)."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain import write_archive
from accounts.domain.delete_account import delete_account
from accounts.domain.export_data import drop_expired_exports, make_export, path_of, request_export
from accounts.models import DataExport, Job, Mall, OutboxMessage, SealedField, User
from accounts.tenancy.catalog import tenant_models
from tests.ledger import run_due_jobs
from tests.mailbox import mails

PAGE = "/admin/account/export/"


def make(mall: Mall, owner: User) -> zipfile.ZipFile:
    with tenancy.mall(mall.pk):
        export = request_export(mall.pk, user_id=owner.pk)
    with tenancy.acting_for(mall.pk):
        make_export(export.pk)
    export.refresh_from_db()
    return zipfile.ZipFile(path_of(export))


def lines(archive: zipfile.ZipFile, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.read(f"data/{name}.jsonl").decode().splitlines()]


def test_every_tenant_model_is_in_it_with_this_malls_rows_only(mall, other_mall, owner):
    """It grows with the apps by itself."""
    for one in (mall, other_mall):
        with tenancy.mall(one.pk):
            record("mall.changed", one, actor=Actor.system(), personal={"name": f"of {one.host}"})
    archive = make(mall, owner)
    names = {
        f"data/{model._meta.label_lower.replace('.', '_')}.jsonl" for model in tenant_models() if model.is_exported
    }
    assert names <= set(archive.namelist())
    personal = lines(archive, "accounts_auditpersonal")
    assert [row["values"] for row in personal] == [{"name": f"of {mall.host}"}]
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert other_mall.host.encode() not in everything


def test_the_malls_own_rows_are_in_it_without_passwords_and_keys(mall, owner):
    archive = make(mall, owner)
    assert [row["host"] for row in lines(archive, "mall")] == [mall.host]
    assert [row["shop_no"] for row in lines(archive, "shop")] == [1]
    [user] = lines(archive, "user")
    assert (user["login_id"], user["email"]) == (owner.login_id, owner.email)
    assert "password" not in user
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert owner.password.encode() not in everything
    assert mall.host in archive.read("README.txt").decode()


def test_no_secret_column_of_any_model_is_exported():
    for model in [*tenant_models(), User, OutboxMessage]:
        secret = {field.attname for field in model._meta.concrete_fields if isinstance(field, SealedField)}
        names = set(write_archive.fields_of(model))
        assert not names & (secret | {"password", "seal_token"})
        assert not [name for name in names if name.endswith("_hash")]


def test_uploaded_files_are_in_it(mall, other_mall, owner):
    for one in (mall, other_mall):
        folder = Path(settings.MEDIA_ROOT) / str(one.pk) / "products"
        folder.mkdir(parents=True)
        (folder / "a.webp").write_bytes(f"picture of {one.host}".encode())
        (folder / ".b.webp.1.part").write_bytes(b"torn")
    archive = make(mall, owner)
    assert [name for name in archive.namelist() if name.startswith("files/")] == ["files/products/a.webp"]
    assert archive.read("files/products/a.webp") == f"picture of {mall.host}".encode()


def test_rows_are_read_in_chunks_and_none_is_lost_or_doubled(mall, owner, monkeypatch):
    monkeypatch.setattr(write_archive, "CHUNK", 3)
    for count in (3, 4):
        with tenancy.mall(mall.pk):
            for _number in range(count):
                record("mall.changed", mall, actor=Actor.system())
    entries = [row for row in lines(make(mall, owner), "accounts_auditentry") if row["action"] == "mall.changed"]
    assert len({row["id"] for row in entries}) == len(entries) == 7


def test_the_job_makes_it_moves_the_bar_and_mails_the_page_not_the_file(committed, mall, owner):
    with tenancy.mall(mall.pk):
        export = request_export(mall.pk, user_id=owner.pk)
    run_due_jobs()
    export.refresh_from_db()
    assert export.ready_at is not None
    assert export.job.state == Job.State.DONE
    assert export.job.total_items == export.job.done_items > 0
    assert export.expires_at - export.ready_at == settings.EXPORT_KEPT
    assert export.size_bytes == path_of(export).stat().st_size
    [mail] = mails(to=owner.email)
    assert mail.subject == "Your data export is ready"
    assert mail.link.endswith(PAGE)


def test_a_second_wish_while_one_runs_is_the_same(mall, owner):
    with tenancy.mall(mall.pk):
        first = request_export(mall.pk, user_id=owner.pk)
        assert request_export(mall.pk, user_id=owner.pk) == first
    assert Job.objects.filter(task="accounts.export_data").count() == 1


def test_making_it_twice_changes_nothing(mall, owner):
    make(mall, owner)
    export = DataExport.objects.get()
    with tenancy.acting_for(mall.pk):
        make_export(export.pk)
    assert DataExport.objects.get().ready_at == export.ready_at
    assert OutboxMessage.objects.filter(kind="export_ready").count() == 1


def test_a_deletion_meanwhile_leaves_no_file(mall, owner, monkeypatch):
    with tenancy.mall(mall.pk):
        export = request_export(mall.pk, user_id=owner.pk)
    real = write_archive.line_of

    def delete_midway(row, fields):
        if mall.operators.filter(is_active=True).exists():
            delete_account(owner.pk, actor=Actor.operator(owner.pk))
        return real(row, fields)

    monkeypatch.setattr(write_archive, "line_of", delete_midway)
    with pytest.raises(tenancy.MallGone), tenancy.acting_for(mall.pk):
        make_export(export.pk)
    assert [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()] == []


def test_a_job_of_a_deleted_mall_ends_cancelled(committed, mall, owner):
    with tenancy.mall(mall.pk):
        export = request_export(mall.pk, user_id=owner.pk)
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DELETED)
    run_due_jobs("accounts.export_data")
    assert Job.objects.get(pk=export.job_id).state == Job.State.CANCELLED


def test_it_goes_after_a_week(mall, owner):
    make(mall, owner)
    export = DataExport.objects.get()
    path = path_of(export)
    drop_expired_exports(export.expires_at - dt.timedelta(seconds=1))
    assert path.is_file()
    drop_expired_exports(export.expires_at)
    assert not path.exists()
    assert not DataExport.objects.exists()


class TestPage:
    def test_ask_watch_download(self, committed, mall, cast, client):
        cast.sign_in(client, "owner")
        assert "No export yet" in client.get(PAGE).content.decode()
        text = client.post(PAGE, follow=True).content.decode()
        export = DataExport.objects.get()
        progress = f"{PAGE}{export.pk}/progress/"
        assert f'hx-get="{progress}"' in text
        assert "HX-Refresh" not in client.get(progress)
        run_due_jobs()
        assert client.get(progress)["HX-Refresh"] == "true"
        assert f"{PAGE}{export.pk}/download/" in client.get(PAGE).content.decode()
        response = client.get(f"{PAGE}{export.pk}/download/")
        assert response["Content-Disposition"].startswith(f'attachment; filename="{mall.host}-')
        assert response["Content-Type"] == "application/zip"
        assert response.streaming
        assert b"".join(response.streaming_content)[:2] == b"PK"

    @pytest.mark.parametrize(
        ("who", "status"), [("owner", 200), ("operator_with_orders", 403), ("other_mall", 404), (None, 302)]
    )
    def test_only_the_owner_of_this_mall_downloads(self, committed, mall, owner, cast, client, who, status):
        make(mall, owner)
        cast.sign_in(client, who)
        for page in ("download", "progress"):
            response = client.get(f"{PAGE}{DataExport.objects.get().pk}/{page}/")
            assert response.status_code == status
            response.close()

    def test_past_its_time_there_is_nothing_to_download(self, mall, owner, cast, client):
        make(mall, owner)
        export = DataExport.objects.get()
        DataExport.objects.update(expires_at=timezone.now())
        cast.sign_in(client, "owner")
        assert client.get(f"{PAGE}{export.pk}/download/").status_code == 404
        assert "No export yet" in client.get(PAGE).content.decode()

    def test_an_export_that_failed_says_so_and_can_be_asked_for_again(self, mall, owner, cast, client):
        with tenancy.mall(mall.pk):
            request_export(mall.pk, user_id=owner.pk)
        Job.objects.update(state=Job.State.FAILED)
        cast.sign_in(client, "owner")
        assert "did not work" in client.get(PAGE).content.decode()
        client.post(PAGE)
        assert DataExport.objects.count() == 2

    def test_a_sub_operator_cannot_ask(self, mall, cast, client):
        cast.sign_in(client, "operator_with_orders")
        assert client.post(PAGE).status_code == 403
        assert not DataExport.objects.exists()

    def test_the_owner_of_a_dormant_mall_gets_at_the_data(self, dormant_mall, cast, client):
        cast.sign_in(client, "owner")
        assert client.post(PAGE).status_code == 302
        assert DataExport.objects.count() == 1
