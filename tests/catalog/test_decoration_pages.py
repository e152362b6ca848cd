"""The merchant registers decoration images and icons and has products wear them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Shop
from catalog.domain import decorations
from catalog.domain.set_image import StorageFull
from catalog.models import Decoration, ProductDecoration
from tests.catalog.dressing import ICON, IMAGE, make_decoration, wear
from tests.factories_catalog import make_product, picture_bytes

pytestmark = pytest.mark.django_db
LIST = "catalog:decoration_list"


def new(**changes: object) -> dict[str, object]:
    picture = SimpleUploadedFile("new.png", picture_bytes(), "image/png")
    return {"kind": "image", "name": "New", "picture": picture} | changes


def test_a_picture_is_registered_listed_and_deleted_after_asking(client, cast, mall):
    cast.sign_in(client, "owner")
    assert client.post(reverse(LIST), new()).status_code == 302
    with tenancy.mall(mall.pk):
        made = Decoration.objects.get()
        wear(make_product().pk, made)
    page = client.get(reverse(LIST)).content.decode()
    assert made.code in page
    address = reverse("catalog:decoration_delete", args=[made.pk])
    assert "1 product wears it" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    with tenancy.mall(mall.pk):
        assert not Decoration.objects.exists()
        assert not ProductDecoration.objects.exists()
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "banner"}, "kind"),
        ({"picture": SimpleUploadedFile("x.png", b"no picture")}, "picture"),
        ({"picture": ""}, "picture"),
    ],
)
def test_what_is_no_picture_or_has_no_name_is_told(client, cast, mall, changes, field):
    cast.sign_in(client, "owner")
    response = client.post(reverse(LIST), new(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    with tenancy.mall(mall.pk):
        assert not Decoration.objects.exists()


def test_a_full_disk_and_a_full_list_are_told(client, cast, mall, monkeypatch):
    cast.sign_in(client, "owner")

    def full(_picture: object) -> None:
        raise StorageFull

    with monkeypatch.context() as patched:
        patched.setattr(decorations, "store_picture", full)
        assert client.post(reverse(LIST), new()).status_code == 422
    monkeypatch.setattr(decorations, "MOST_DECORATIONS", 1)
    assert client.post(reverse(LIST), new()).status_code == 302
    response = client.post(reverse(LIST), new(name="Another"))
    assert response.status_code == 422
    with tenancy.mall(mall.pk):
        assert Decoration.objects.get().name == "New"


def test_a_product_wears_what_is_ticked_where_and_as_long_as_is_said_in_each_shop(client, cast, mall):
    Shop.objects.create(mall=mall, shop_no=2, language="en", currency="USD", name="Overseas")
    with tenancy.mall(mall.pk):
        product = make_product()
        mark, icon, other = make_decoration(), make_decoration(ICON, "Best"), make_decoration(ICON, "Hot")
    cast.sign_in(client, "owner")
    address = reverse("catalog:product_decorations", args=[product.pk])
    ticked = {
        f"image-wears_{mark.pk}": "on",
        f"image-place_{mark.pk}": "B-R",
        "image-starts_at": "2026-11-01T09:00",
        "image-ends_at": "2026-12-01T09:00",
        f"icon-wears_{other.pk}": "on",
    }
    assert client.post(address, ticked).status_code == 302
    assert client.post(f"{address}?shop=2", {f"icon-wears_{icon.pk}": "on"}).status_code == 302
    with tenancy.mall(mall.pk):
        rows = ProductDecoration.objects.order_by("shop_no", "decoration_id")
        seen = [(row.shop_no, row.decoration_id, row.vertical + row.horizontal, row.ends_at) for row in rows]
    ends_at = dt.datetime(2026, 12, 1, 9, tzinfo=timezone.get_default_timezone())
    assert seen == [(1, mark.pk, "BR", ends_at), (1, other.pk, "TL", None), (2, icon.pk, "TL", None)]
    page = client.get(address).content.decode()
    assert 'value="2026-11-01T09:00"' in page
    assert '<option value="B-R" selected>' in page
    assert "Decorations changed" in page
    assert "New (Bottom right)" in page
    client.post(address, {f"icon-wears_{icon.pk}": "on", f"icon-wears_{other.pk}": "on"})
    with tenancy.mall(mall.pk):
        left = (
            ProductDecoration.objects.filter(shop_no=1).order_by("position").values_list("decoration__name", flat=True)
        )
        assert list(left) == ["Hot", "Best"]


def test_a_half_period_and_too_many_are_told_and_nothing_is_written(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product()
        made = [make_decoration(ICON, f"Icon {number}").pk for number in range(6)]
    cast.sign_in(client, "owner")
    address = reverse("catalog:product_decorations", args=[product.pk])
    one = {f"icon-wears_{made[0]}": "on"}
    for wrong in (
        one | {"icon-starts_at": "2026-11-01T09:00"},
        one | {"icon-starts_at": "2026-11-02T09:00", "icon-ends_at": "2026-11-01T09:00"},
        {f"icon-wears_{pk}": "on" for pk in made},
    ):
        response = client.post(address, wrong)
        assert response.status_code == 422
        assert "error-summary" in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not ProductDecoration.objects.exists()


def test_pages_need_the_right_and_another_malls_rows_are_404(client, cast, mall, other_mall):
    rows = {}
    for one in (mall, other_mall):
        with tenancy.mall(one.pk):
            rows[one] = (make_product().pk, make_decoration(IMAGE, "New").pk)

    def statuses(of) -> list[int]:
        product, decoration = rows[of]
        pages = [("product_decorations", product), ("decoration_delete", decoration)]
        return [client.get(reverse(f"catalog:{name}", args=[pk])).status_code for name, pk in pages]

    for who, status in (("owner", 200), ("operator_without_products", 403), ("other_mall", 404)):
        client.logout()
        cast.sign_in(client, who)
        assert statuses(mall) == [status, status]
    cast.sign_in(client, "owner")
    assert statuses(other_mall) == [404, 404]
    product, _decoration = rows[mall]
    assert client.get(reverse("catalog:product_decorations", args=[product]) + "?shop=9").status_code == 404
