"""The product list of the merchant admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.models import ProductListing
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
WIDE = "\uff22\uff2c\uff35\uff25 plate"  # BLUE in full-width letters
LIST = reverse("catalog:product_list")


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_products_as_for_one(
    client, cast, mall, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_product(f"Cup {number}", image=True)
    cast.sign_in(client, "owner")
    client.get(LIST)
    # session, user, operator with mall; categories, list, shop; the door: savepoint, set, set back, release
    with django_assert_num_queries(10):
        response = client.get(LIST)
    assert len(names(response)) == count


def test_another_malls_products_are_not_in_the_list_nor_in_the_export(client, cast, mall, other_mall):
    with tenancy.mall(mall.pk):
        make_product("Mine")
    with tenancy.mall(other_mall.pk):
        make_product("Theirs")
    cast.sign_in(client, "owner")
    assert names(client.get(LIST)) == ["Mine"]
    exported = b"".join(client.get(reverse("catalog:product_export")).streaming_content).decode("utf-8-sig")
    assert "Mine" in exported
    assert "Theirs" not in exported


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("operator_with_products", 200), ("operator_without_products", 403), (None, 302)],
)
@pytest.mark.parametrize("page", ["product_list", "product_export", "product_new"])
def test_the_pages_need_the_products_menu(client, cast, mall, who, status, page):
    cast.sign_in(client, who)
    assert client.get(reverse(f"catalog:{page}")).status_code == status


def test_an_empty_list_says_what_to_do_next(client, cast, mall):
    cast.sign_in(client, "owner")
    page = client.get(LIST).content.decode()
    assert "Add your first product" in page
    assert reverse("catalog:product_new") in page


def test_a_name_is_found_by_its_beginning_without_case_or_width(client, cast, mall):
    with tenancy.mall(mall.pk):
        for name in ("Blue cup", "blueberry", "Cup, blue", WIDE, "Blu"):
            make_product(name)
    cast.sign_in(client, "owner")
    assert sorted(names(client.get(LIST, {"name": "BLUE"}))) == ["Blue cup", "blueberry", WIDE]
    nothing = client.get(LIST, {"name": "100%"})
    assert names(nothing) == []
    assert "No product fits these filters" in nothing.content.decode()


def test_filters_narrow_and_a_choice_that_is_none_narrows_nothing(client, cast, mall):
    with tenancy.mall(mall.pk):
        make_product("shown")
        make_product("hidden", display=False)
        make_product("resting", selling=False)
    cast.sign_in(client, "owner")
    assert names(client.get(LIST, {"display": "no"})) == ["hidden"]
    assert names(client.get(LIST, {"display": "yes", "selling": "no"})) == ["resting"]
    assert len(names(client.get(LIST, {"display": "maybe"}))) == 3


def test_what_another_shop_of_the_mall_displays_does_not_count_here(client, cast, shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("elsewhere", display=False, selling=False)
        ProductListing.objects.create(product=product, shop_no=2, display=True, selling=True, price=product.price)
    cast.sign_in(client, "owner")
    assert names(client.get(LIST, {"display": "yes"})) == []
    assert names(client.get(LIST, {"selling": "yes"})) == []
    assert names(client.get(LIST)) == ["elsewhere"]
    assert "elsewhere" not in shopper.get("/").content.decode()
    assert shopper.get(f"/product/{product.pk}/").status_code == 404


def test_pages_go_on_by_key_and_come_back(client, cast, mall):
    with tenancy.mall(mall.pk):
        for number in range(65):
            make_product(f"Cup {number:02}")
    cast.sign_in(client, "owner")
    seen, address = [], LIST
    while address:
        page = client.get(address)
        seen += names(page)
        address = page.context["page"].next_url and LIST + page.context["page"].next_url
    assert seen == [f"Cup {number:02}" for number in reversed(range(65))]
    back = client.get(LIST + page.context["page"].previous_url)
    assert names(back) == seen[30:60]
    assert not client.get(LIST).context["page"].first_url


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40, "1e3", "٣", ""])
def test_a_cursor_that_is_no_id_shows_the_first_page(client, cast, mall, cursor):
    with tenancy.mall(mall.pk):
        make_product("Cup")
    cast.sign_in(client, "owner")
    assert names(client.get(LIST, {"before": cursor})) == ["Cup"]


def test_ticked_products_are_hidden_at_once_and_each_has_an_entry(client, cast, mall, other_mall):
    with tenancy.mall(mall.pk):
        first, second, third = make_product("a"), make_product("b"), make_product("c", display=False)
    with tenancy.mall(other_mall.pk):
        foreign = make_product("foreign")
    cast.sign_in(client, "owner")
    ticked = [first.pk, second.pk, third.pk, foreign.pk]
    response = client.post(
        reverse("catalog:product_bulk") + "?display=yes", {"action": "display-off", "product": ticked}
    )
    assert response.status_code == 302
    assert response["Location"] == LIST + "?display=yes"
    with tenancy.mall(mall.pk):
        assert not ProductListing.objects.filter(display=True).exists()
        entries = AuditEntry.objects.filter(action="product.changed").order_by("id")
        assert [entry.object_id for entry in entries] == [first.pk, second.pk]
        assert entries[0].after == {"display": False, "shop_no": 1}
    with tenancy.mall(other_mall.pk):
        assert ProductListing.objects.get().display


@pytest.mark.parametrize(
    "data",
    [{}, {"action": "explode", "product": "1"}, {"action": "display-on"}, {"action": "display-on", "product": "x"}],
)
def test_a_switch_that_makes_no_sense_changes_nothing_and_says_so(client, cast, mall, data):
    cast.sign_in(client, "owner")
    response = client.post(reverse("catalog:product_bulk"), data, follow=True)
    assert response.status_code == 200
    assert "alert-danger" in response.content.decode()


def test_the_export_is_the_filtered_list_and_no_cell_is_a_formula(client, cast, mall):
    with tenancy.mall(mall.pk):
        make_product("=HYPERLINK(1)", price=1500, summary="@now", stock=3)
        make_product("hidden", display=False, tracks_stock=False)
    cast.sign_in(client, "owner")
    response = client.get(reverse("catalog:product_export"), {"display": "yes"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    cells = lines[1].split(",")
    assert cells[1:9] == ["", "'=HYPERLINK(1)", "'@now", "1500", "3", "T", "T", "T"]
    assert response["Content-Disposition"].startswith(f'attachment; filename="products-{mall.host}-')
