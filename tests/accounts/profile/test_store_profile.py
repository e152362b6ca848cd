"""My Store > Store profile."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry, AuditPersonal, Mall

PAGE = "/admin/store/profile/"
GOOD = {
    "name": "꽃가게",
    "business_name": "Flowers Ltd.",
    "representative": "Kim Flower",
    "registration_number": "123-45-67890",
    "address": "1 Road, Seoul",
    "phone": "02-123-4567",
    "contact_email": "shop@example.com",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("operator_with_store", 200), ("operator_without_store", 403), (None, 302)]
)
def test_the_page_needs_the_right_store(client, cast, mall, who, status):
    cast.sign_in(client, who)
    assert client.get(PAGE).status_code == status
    name = mall.name
    assert client.post(PAGE, GOOD).status_code == (302 if status == 200 else status)
    mall.refresh_from_db()
    assert mall.name == (GOOD["name"] if status == 200 else name)


@pytest.mark.django_db
def test_changes_are_saved_and_stand_in_the_history_with_both_values(client, cast, mall, other_mall):
    cast.sign_in(client, "owner")
    client.post(PAGE, GOOD)
    assert client.post(PAGE, GOOD | {"phone": "02-999-9999"}).status_code == 302
    mall.refresh_from_db()
    assert mall.phone == "02-999-9999"
    other_mall.refresh_from_db()
    assert other_mall.phone == ""
    page = client.get(PAGE).content.decode()
    assert "<del>02-123-4567</del>" in page
    assert "<ins>02-999-9999</ins>" in page
    assert mall.host in page


@pytest.mark.django_db
def test_values_of_persons_stand_in_the_erasable_part(client, cast, mall):
    cast.sign_in(client, "owner")
    client.post(PAGE, GOOD)
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="mall.profile_changed")
        personal = AuditPersonal.objects.get(entry=entry).values["after"]
        assert set(entry.after) == {"name", "business_name", "registration_number"}
        assert set(personal) == {"representative", "address", "phone", "contact_email"}


@pytest.mark.django_db
def test_saving_the_same_again_writes_no_history(client, cast, mall):
    cast.sign_in(client, "owner")
    client.post(PAGE, GOOD)
    client.post(PAGE, GOOD)
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="mall.profile_changed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("name", "", 422), ("name", "x" * 1_000_000, 422), ("contact_email", "nonsense", 422), ("phone", "1\x00", 400)],
)
def test_bad_input_names_the_field_and_saves_nothing(client, cast, mall, field, value, status):
    cast.sign_in(client, "owner")
    response = client.post(PAGE, GOOD | {field: value})
    assert response.status_code == status
    mall.refresh_from_db()
    assert mall.business_name == ""
    if status == 422:
        assert f'href="#id_{field}"' in response.content.decode()
        assert "Flowers Ltd." in response.content.decode()


@pytest.mark.django_db
def test_forged_fields_are_not_read(client, cast, mall):
    cast.sign_in(client, "owner")
    client.post(PAGE, GOOD | {"host": "stolen", "status": "deleted", "country": "US", "id": "1"})
    after = Mall.objects.get(pk=mall.pk)
    assert (after.host, after.status, after.country) == (mall.host, "open", "KR")
