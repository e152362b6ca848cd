"""The heart on a product's page, which is kept for all, and the list among the account's pages (R2.41, ADR 0005)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts import tenancy
from accounts.models import Mall, Shop
from catalog.models import Product, ProductListing, Variant
from orders.domain import wishlist
from orders.models import CartItem, Customer, WishlistItem
from tests.factories_catalog import make_product
from tests.storefront.buying import origin, sign_up

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
HTMX = {"HX-Request": "true"}
FILLED, EMPTY = 'aria-pressed="true"', 'aria-pressed="false"'


def press(shopper: Client, mall: Mall, product: Product, wished: str = "1", *, prefix: str = "", **more):
    headers = {"Origin": origin(mall)} | more.pop("headers", {})
    return shopper.post(f"{prefix}/wishlist/{product.pk}/", {"wished": wished} | more, headers=headers)


def kept(mall: Mall) -> list[tuple[int, int, int | None]]:
    with tenancy.mall(mall.pk):
        return list(WishlistItem.objects.order_by("pk").values_list("shop_no", "product", "variant"))


@pytest.fixture
def cup(mall) -> Product:
    with tenancy.mall(mall.pk):
        return make_product("Cup")


@pytest.fixture
def shirt(mall) -> Product:
    """One option with two values."""
    with tenancy.mall(mall.pk):
        product = make_product("Shirt")
        product.options = [{"name": "Size", "values": ["S", "L"]}]
        product.save()
        product.variants.update(option_values=["S"])
        Variant.objects.create(product=product, option_values=["L"], position=1, stock=3, tracks_stock=True)
        return product


def test_a_press_on_the_heart_keeps_the_product_and_the_next_lets_it_go(shopper, mall, cup):
    sign_up(shopper)
    answer = press(shopper, mall, cup, headers=HTMX)
    assert answer.status_code == 200
    assert FILLED in answer.content.decode()
    assert "store-messages" in answer.content.decode()
    assert [row[:2] for row in kept(mall)] == [(1, cup.pk)]
    assert EMPTY in press(shopper, mall, cup, "0", headers=HTMX).content.decode()
    assert kept(mall) == []


def test_without_scripts_the_heart_leads_back_to_the_product_which_says_so(shopper, mall, cup):
    sign_up(shopper)
    answer = press(shopper, mall, cup)
    assert (answer.status_code, answer["Location"]) == (302, f"/product/{cup.pk}/")
    assert "Cup" in shopper.get(f"/tools/?product={cup.pk}").content.decode()


def test_the_choice_is_kept_where_all_is_chosen(shopper, mall, cup, shirt):
    sign_up(shopper)
    with tenancy.mall(mall.pk):
        large = shirt.variants.get(position=1)
        only = cup.variants.get()
    press(shopper, mall, shirt)
    press(shopper, mall, cup)
    assert kept(mall) == [(1, shirt.pk, None), (1, cup.pk, only.pk)]
    press(shopper, mall, shirt, **{"option-0": "1"})
    assert kept(mall) == [(1, shirt.pk, large.pk), (1, cup.pk, only.pk)]


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(shopper, mall, cup):
    answer = press(shopper, mall, cup)
    assert answer.status_code == 302
    assert answer["Location"] == f"/login/?next=%2Fproduct%2F{cup.slug}%2F{cup.pk}%2F"
    assert "관심상품에 담으려면" in shopper.get(answer["Location"]).content.decode()
    hinted = press(shopper, mall, cup, headers=HTMX)
    assert (hinted.status_code, hinted["HX-Redirect"]) == (204, answer["Location"])
    assert kept(mall) == []
    away = shopper.get("/wishlist/")
    assert (away.status_code, away["Location"]) == (302, "/login/?next=%2Fwishlist%2F")


def test_a_press_from_another_site_is_refused(shopper, mall, cup):
    sign_up(shopper)
    for header in ({"Origin": "https://elsewhere.example"}, {}):
        assert shopper.post(f"/wishlist/{cup.pk}/", {"wished": "1"}, headers=header).status_code == 403
    assert kept(mall) == []


def test_what_the_shop_does_not_display_is_404(shopper, mall, other_mall):
    sign_up(shopper)
    with tenancy.mall(mall.pk):
        hidden = make_product("Hidden", display=False)
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs")
    for product in (hidden, theirs):
        assert press(shopper, mall, product).status_code == 404
    assert kept(mall) == kept(other_mall) == []


def test_a_full_list_says_so(shopper, mall, cup, shirt, monkeypatch):
    monkeypatch.setattr(wishlist, "MOST_WISHES", 1)
    sign_up(shopper)
    press(shopper, mall, cup)
    answer = press(shopper, mall, shirt, headers=HTMX).content.decode()
    assert EMPTY in answer
    assert 'class="store-message is-error"' in answer
    assert [row[1] for row in kept(mall)] == [cup.pk]


def test_the_page_is_the_same_for_all_and_its_heart_is_filled_by_the_tools(shopper, mall, cup):
    """ADR 0005: nothing of one shopper gets into a page that is kept."""
    address = f"/product/cup/{cup.pk}/"
    before = shopper.get(address).content
    sign_up(shopper)
    press(shopper, mall, cup, headers=HTMX)
    assert shopper.get(address).content == before
    assert EMPTY in before.decode()
    assert f'hx-get="/tools/?product={cup.pk}"' in before.decode()
    tools = shopper.get(f"/tools/?product={cup.pk}").content.decode()
    assert 'id="store-wish" hx-swap-oob="true"' in tools
    assert FILLED in tools
    for other in ("", "?product=", "?product=x", "?product=999999999999999999999", f"?product={cup.pk + 1}"):
        assert "store-wish" not in shopper.get(f"/tools/{other}").content.decode()
    stranger = Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")
    assert stranger.get(f"/tools/?product={cup.pk}").status_code == 204


def test_a_heart_costs_the_tools_one_query(shopper, mall, cup, django_assert_num_queries):
    sign_up(shopper)
    press(shopper, mall, cup, headers=HTMX)
    shopper.get("/tools/")
    with django_assert_num_queries(8):
        shopper.get("/tools/")
    with django_assert_num_queries(9):
        shopper.get(f"/tools/?product={cup.pk}")


def test_a_product_that_cannot_be_bought_has_a_heart_too(shopper, mall):
    with tenancy.mall(mall.pk):
        gone = make_product("Gone", stock=0)
    sign_up(shopper)
    page = shopper.get(f"/product/gone/{gone.pk}/").content.decode()
    assert "store-heart" in page
    assert "cart_add" not in page
    press(shopper, mall, gone)
    assert "Gone" in shopper.get("/wishlist/").content.decode()


def test_a_refused_cart_shows_the_heart_as_it_is(shopper, mall, shirt):
    sign_up(shopper)
    path = f"/cart/add/{shirt.pk}/"
    assert EMPTY in shopper.post(path, {"quantity": "1"}, headers={"Origin": origin(mall)}).content.decode()
    press(shopper, mall, shirt)
    assert FILLED in shopper.post(path, {"quantity": "1"}, headers={"Origin": origin(mall)}).content.decode()


def test_the_list_says_what_can_be_put_into_the_cart(shopper, mall, cup, shirt):
    with tenancy.mall(mall.pk):
        named = make_product("Ring")
        named.extra_inputs = [{"name": "Engraving", "is_required": True, "max_length": 20}]
        named.save()
        out, stopped, hidden = make_product("Out"), make_product("Stopped"), make_product("Hidden")
        unchosen = make_product("Plate")
        unchosen.options = [{"name": "Colour", "values": ["Blue"]}]
        unchosen.save()
    sign_up(shopper)
    press(shopper, mall, shirt, **{"option-0": "1"})
    for product in (cup, named, out, stopped, hidden, unchosen):
        press(shopper, mall, product)
    with tenancy.mall(mall.pk):
        out.variants.update(stock=0)
        ProductListing.objects.filter(product=stopped).update(selling=False)
        ProductListing.objects.filter(product=hidden).update(display=False)
    lines = shopper.get("/wishlist/").context["lines"]
    assert [(line.name, line.state, line.option_text, line.choice) for line in lines] == [
        ("Plate", "choose", "", {}),
        ("Hidden", "not_on_sale", "", {}),
        ("Stopped", "not_on_sale", "", {}),
        ("Out", "sold_out", "", {}),
        ("Ring", "choose", "", {}),
        ("Cup", "ready", "", {}),
        ("Shirt", "ready", "L", {"option-0": 1}),
    ]
    assert [bool(line.url) for line in lines] == [True, False, True, True, True, True, True]


def test_a_line_is_put_into_the_cart_as_it_was_chosen_and_removed(shopper, mall, shirt):
    sign_up(shopper)
    press(shopper, mall, shirt, **{"option-0": "1"})
    page = shopper.get("/wishlist/")
    (line,) = page.context["lines"]
    assert '<input type="hidden" name="option-0" value="1">' in page.content.decode()
    data = {"quantity": "1"} | {name: str(value) for name, value in line.choice.items()}
    assert shopper.post(f"/cart/add/{shirt.pk}/", data, headers={"Origin": origin(mall)}).status_code == 302
    with tenancy.mall(mall.pk):
        assert CartItem.objects.get().variant.option_values == ["L"]
    gone = press(shopper, mall, shirt, "0", next="/wishlist/")
    assert (gone.status_code, gone["Location"]) == (302, "/wishlist/")
    assert kept(mall) == []


def test_a_line_goes_into_the_cart_with_the_fewest_pieces_that_are_sold(shopper, mall, cup):
    with tenancy.mall(mall.pk):
        Product.objects.filter(pk=cup.pk).update(app_facts={"minimum_quantity": 3})
    sign_up(shopper)
    press(shopper, mall, cup)
    assert '<input type="hidden" name="quantity" value="3">' in shopper.get("/wishlist/").content.decode()


def test_each_shop_and_each_customer_has_a_list_of_its_own(shopper, mall, cup):
    Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        ProductListing.objects.create(product=cup, shop_no=2, display=True, selling=True, price=9)
    sign_up(shopper)
    press(shopper, mall, cup, prefix="/shop2")
    assert [row[:2] for row in kept(mall)] == [(2, cup.pk)]
    assert shopper.get("/wishlist/").context["lines"] == []
    page = shopper.get("/shop2/wishlist/")
    assert [line.url for line in page.context["lines"]] == [f"/shop2/product/{cup.slug}/{cup.pk}/"]
    assert "Wish list" in page.content.decode()
    other = Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")
    sign_up(other, member_id="jiho", email="jiho@example.com")
    press(other, mall, cup, "0", prefix="/shop2")
    assert other.get("/shop2/wishlist/").context["lines"] == []
    assert len(kept(mall)) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(shopper, mall, count, django_assert_num_queries):
    sign_up(shopper)
    with tenancy.mall(mall.pk):
        products = [make_product(f"Cup {number}", image=True) for number in range(count)]
    for product in products:
        press(shopper, mall, product)
    shopper.get("/wishlist/")
    with django_assert_num_queries(13):
        assert len(shopper.get("/wishlist/").context["lines"]) == count


def test_a_long_list_comes_in_pages(shopper, mall):
    sign_up(shopper)
    with tenancy.mall(mall.pk):
        products = [make_product(f"Cup {number}") for number in range(21)]
        for product in products:
            WishlistItem.objects.create(customer_id=_customer_id(), shop_no=1, product=product)
    first = shopper.get("/wishlist/").context
    assert [line.name for line in first["lines"]] == [f"Cup {number}" for number in range(20, 0, -1)]
    second = shopper.get(f"/wishlist/{first['page'].next_url}").context
    assert [line.name for line in second["lines"]] == ["Cup 0"]


def _customer_id() -> int:
    return Customer.objects.get().pk
