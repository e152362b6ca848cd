"""Decoration images and icons of products, through the API (products/{no}/decorationimages, products/{no}/icons)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry, Shop
from catalog.models import ProductDecoration
from tests.catalog.dressing import ICON, IMAGE, make_decoration, wear
from tests.developer_center.api.test_products import error, product
from tests.factories_catalog import make_product

KINDS = {"decorationimages": (IMAGE, "decorationimage", "decorationimage"), "icons": (ICON, "icons", "icon")}
NO_PERIOD = {"use_show_date": "F", "show_start_date": None, "show_end_date": None}
PERIOD = {
    "use_show_date": "T",
    "show_start_date": "2026-11-01T00:00:00+09:00",
    "show_end_date": "2099-01-01T10:00:00+09:00",
}


@pytest.fixture
def cup(mall) -> int:
    with tenancy.mall(mall.pk):
        return make_product(price=10000).pk


@pytest.fixture
def codes(mall) -> dict[str, list[str]]:
    """Two registered codes of each kind."""
    with tenancy.mall(mall.pk):
        return {
            name: [make_decoration(kind, text).code for text in ("New", "Best")] for name, (kind, *_) in KINDS.items()
        }


def worn(row: dict[str, Any]) -> list[str]:
    return [one["code"] for one in row["image_list"]]


def test_what_the_mall_registered_is_listed_by_kind_with_the_addresses_of_the_pictures(api, mall, other_mall, codes):
    with tenancy.mall(other_mall.pk):
        make_decoration(name="Theirs")
    images = api.get("products/decorationimages").json()["decorationimages"]
    icons = api.get("products/icons").json()["icons"]
    assert [one["code"] for one in images] == codes["decorationimages"]
    assert [one["code"] for one in icons] == codes["icons"]
    assert images[0]["code"].startswith("image_custom_")
    assert icons[0]["code"].startswith("custom_")
    assert images[0]["path"].startswith(mall.storefront_url)
    assert images[0]["path"].endswith("/products/new-1200.webp")


@pytest.mark.parametrize("name", KINDS)
def test_they_are_put_on_moved_replaced_and_taken_off(api, mall, installation, cup, codes, name):
    _kind, got, made = KINDS[name]
    new, best = codes[name]
    path = f"products/{cup}/{name}"
    assert api.get(path).json()[got] == {"shop_no": 1, "image_list": [], **NO_PERIOD}
    answer = api.post(path, {"image_list": [{"code": new}]})
    assert answer.status_code == 201
    assert worn(answer.json()[made]) == [new]
    assert worn(api.post(path, {"image_list": [{"code": best}]}).json()[made]) == [new, best]
    assert worn(api.post(path, {"image_list": [{"code": new}]}).json()[made]) == [best, new]
    changed = api.put(path, {"image_list": [{"code": new}], **PERIOD}).json()[made]
    assert api.get(path).json()[got] == changed
    assert {key: changed[key] for key in PERIOD} == PERIOD
    assert worn(changed) == [new]
    assert api.put(path, {"image_list": [{"code": new}], **PERIOD}).status_code == 409
    assert api.put(path, {"use_show_date": "F"}).json()[made] == changed | NO_PERIOD
    assert api.delete(f"{path}/{best}").status_code == 404
    assert api.delete(f"{path}/{new}").json() == {made: {"shop_no": 1, "code": new}}
    assert worn(api.get(path).json()[got]) == []
    assert error(api.put(path, PERIOD)).endswith("(parameter.image_list)"), "a period of nothing"
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(action="product.decorations_changed", object_id=cup).order_by("pk")
        assert {(entry.actor_kind, entry.actor_id) for entry in entries} == {("app", installation.app_id)}
        assert entries.count() == 6
        told = entries[2].after["icons" if name == "icons" else "decoration_images"]
        assert [text.partition(" ")[0] for text in told] == ["Best", "New"]


def test_an_image_lies_where_it_is_put_and_at_the_top_on_the_left_without_a_word(api, cup, codes):
    new, best = codes["decorationimages"]
    corner = {"image_horizontal_position": "R", "image_vertical_position": "B"}
    row = api.post(f"products/{cup}/decorationimages", {"image_list": [{"code": new, **corner}, {"code": best}]}).json()
    assert row["decorationimage"]["image_list"] == [
        {"code": new, "path": row["decorationimage"]["image_list"][0]["path"], **corner},
        {
            "code": best,
            "path": row["decorationimage"]["image_list"][1]["path"],
            "image_horizontal_position": "L",
            "image_vertical_position": "T",
        },
    ]


def test_each_shop_has_its_own_and_embeds_give_the_same(api, mall, cup, codes):
    Shop.objects.create(mall=mall, shop_no=2, language="en", currency="USD", name="Overseas")
    path = f"products/{cup}/decorationimages"
    api.post(path, {"image_list": [{"code": codes["decorationimages"][0]}]}, shop_no=2)
    api.post(path, {"image_list": [{"code": codes["decorationimages"][1]}], **PERIOD})
    for shop_no in (1, 2):
        alone = api.get(path, {"shop_no": shop_no}).json()["decorationimage"]
        assert worn(alone) == [codes["decorationimages"][2 - shop_no]]
        query = {"shop_no": shop_no, "embed": "decorationimages"}
        assert api.get(f"products/{cup}", query).json()["product"]["decorationimages"] == alone
        assert [row["decorationimages"] for row in api.get("products", query).json()["products"]] == [alone]


def test_the_icons_of_a_product_are_those_of_its_row(api, cup, codes):
    new, best = codes["icons"]
    api.post(f"products/{cup}/icons", {"image_list": [{"code": best}], **PERIOD})
    row = product(api, cup)
    assert row["icon"] == [best]
    assert row["icon_show_period"] == {"start_date": PERIOD["show_start_date"], "end_date": PERIOD["show_end_date"]}
    assert api.put(f"products/{cup}", {"icon": [new, best]}).json()["product"]["icon"] == [new, best]
    icons = api.get(f"products/{cup}/icons").json()["icons"]
    assert worn(icons) == [new, best]
    assert icons["show_end_date"] == PERIOD["show_end_date"]
    assert api.put(f"products/{cup}", {"icon": []}).json()["product"]["icon"] == []
    assert error(api.put(f"products/{cup}", {"icon": ["icon_01_01"]})).endswith("(parameter.icon)")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "image_list"),
        ({"image_list": []}, "image_list"),
        ({"image_list": [{"image_horizontal_position": "L"}]}, "code"),
        ({"image_list": [{"code": "image_custom_999999"}]}, "image_list.code"),
        ({"image_list": [{"code": "custom_1"}]}, "image_list.code"),
        ({"image_list": [{"code": "NEW", "image_horizontal_position": "X"}]}, "image_horizontal_position"),
        ({"image_list": [{"code": "NEW"}, {"code": "NEW"}]}, "image_list.code"),
        ({"image_list": [{"code": "NEW"}], "use_show_date": "T"}, "show_start_date"),
        ({"image_list": [{"code": "NEW"}], "show_start_date": "2026-01-01"}, "show_end_date"),
        (
            {"image_list": [{"code": "NEW"}], "show_start_date": "2026-01-02", "show_end_date": "2026-01-01"},
            "show_end_date",
        ),
        ({"image_list": [{"code": "NEW"}], "show_start_date": "soon"}, "show_start_date"),
        ({"image_list": [{"code": f"image_custom_{number}"} for number in range(10)]}, "image_list"),
    ],
)
def test_wrong_values_are_422_and_write_nothing(api, mall, cup, codes, body, field):
    text = codes["decorationimages"][0]
    entries = [one | ({"code": text} if one.get("code") == "NEW" else {}) for one in body.get("image_list", [])]
    response = api.post(f"products/{cup}/decorationimages", body | ({"image_list": entries} if entries else {}))
    assert error(response).endswith(f"{field})")
    with tenancy.mall(mall.pk):
        assert not ProductDecoration.objects.exists()


def test_six_icons_are_too_many_also_one_after_the_other(api, mall, cup):
    with tenancy.mall(mall.pk):
        made = [make_decoration(ICON, f"Icon {number}").code for number in range(6)]
    path = f"products/{cup}/icons"
    assert api.post(path, {"image_list": [{"code": code} for code in made[:5]]}).status_code == 201
    assert error(api.post(path, {"image_list": [{"code": made[5]}]})).endswith("(parameter.image_list)")
    assert len(worn(api.get(path).json()["icons"])) == 5


def test_nothing_of_another_mall_is_read_written_or_worn(api, mall, other_mall, cup):
    with tenancy.mall(other_mall.pk):
        theirs, decoration = make_product().pk, make_decoration()
        wear(theirs, decoration)
    path = f"products/{theirs}/decorationimages"
    body = {"image_list": [{"code": decoration.code}]}
    for response in (api.get(path), api.post(path, body), api.put(path, body), api.delete(f"{path}/{decoration.code}")):
        assert response.status_code == 404
    assert error(api.post(f"products/{cup}/decorationimages", body)).endswith("(parameter.image_list.code)")
    with tenancy.mall(other_mall.pk):
        assert ProductDecoration.objects.get().decoration_id == decoration.pk


def test_a_list_embeds_them_in_one_query_whatever_its_length(api, mall, django_assert_num_queries):
    counted = []
    for _round in range(2):
        with tenancy.mall(mall.pk):
            for number in range(1 + 2 * _round):
                wear(make_product(f"Cup {_round} {number}").pk, make_decoration(name=f"Mark {_round} {number}"))
        with django_assert_num_queries(8) as found:
            api.get("products", {"embed": "decorationimages"})
        counted.append(len(found))
    assert counted == [8, 8]


def test_a_period_may_begin_later_and_be_over(api, cup, codes):
    """The API tells all of them; shoppers see those whose period it is (tests/storefront/test_decorations.py)."""
    today = timezone.localdate()
    body = {
        "image_list": [{"code": codes["icons"][0]}],
        "show_start_date": (today - dt.timedelta(days=3)).isoformat(),
        "show_end_date": (today - dt.timedelta(days=2)).isoformat(),
    }
    row = api.post(f"products/{cup}/icons", body).json()["icon"]
    assert row["use_show_date"] == "T"
    assert row["show_end_date"] == f"{today - dt.timedelta(days=2)}T23:59:59+09:00"
    assert worn(row) == [codes["icons"][0]]
