"""Kept parts of the admin frame: nobody sees another's rights, store, language, token or address."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.frame_parts import PATH_PLACE, TOKEN_PLACE, Rights, Who, menu_html, top_html

OWNER = Rights(is_owner=True, menus=frozenset())


def bar(who: Who, mark: str = "t0", path: str = "/admin/") -> str:
    return str(top_html(who, csrf_token=mark, full_path=path))


def test_the_menu_differs_by_rights_mode_and_page():
    """R0.26, R0.27: an operator's menu holds what they may open, and marks where they are."""
    orders, products = reverse("orders:list"), reverse("catalog:product_list")
    some = Rights(is_owner=False, menus=frozenset({"orders"}))
    for _each in range(2):  # drawn, then kept
        assert f'href="{products}"' in menu_html(OWNER, "advanced", orders)
        assert f'href="{products}"' not in menu_html(some, "advanced", orders)
        assert f'href="{orders}"' in menu_html(some, "basic", orders)
        assert menu_html(OWNER, "basic", orders) != menu_html(OWNER, "advanced", orders)
        assert re.search(
            rf'href="{orders}"\s+aria-current="page"', menu_html(OWNER, "advanced", f"{orders}20260101-1/")
        )
        assert not re.search(rf'href="{orders}"\s+aria-current', menu_html(OWNER, "advanced", products))
    assert "<a " not in menu_html(None, "advanced", orders)


def test_menu_and_bar_come_in_the_language_of_the_request():
    for language, word in [("en", "Orders"), ("ko", "주문"), ("en", "Orders")]:
        with translation.override(language):
            assert word in menu_html(OWNER, "advanced", "/admin/")
            assert f'lang="{language}"\n              aria-current="true"' in bar(Who("kim", "basic"))


def test_each_request_gets_its_own_token_and_way_back():
    who = Who("kim", "basic", "Kim's store", "http://kim.localhost")
    first, second = bar(who, "token1", "/admin/orders/?a=1&b=2"), bar(who, "token2", "/admin/")
    assert first.count('value="token1"') == 3  # mode, language, log-out
    assert "token1" not in second
    assert 'name="next" value="/admin/orders/?a=1&amp;b=2"' in first
    assert "orders" not in second
    for html in (first, second):
        assert TOKEN_PLACE not in html
        assert PATH_PLACE not in html


def test_names_and_addresses_are_escaped():
    html = bar(Who("kim", "basic", "<script>1</script>"), path='/admin/?q="><script>2</script>')
    assert "<script" not in html
    assert "&lt;script&gt;1" in html


def test_a_path_that_names_a_place_is_not_filled_in():
    html = bar(Who("kim", "basic"), "my-mark", f"/admin/?q={TOKEN_PLACE}")
    assert html.count("my-mark") == 3
    assert html.count(f'value="/admin/?q={TOKEN_PLACE}"') == 2


@pytest.mark.django_db
def test_two_stores_each_see_their_own_bar(client, mall, other_mall):
    for mine, others in [(mall, other_mall), (other_mall, mall), (mall, other_mall)]:
        client.force_login(mine.operators.get(is_owner=True).user)
        page = client.get(reverse("accounts:profile")).content.decode()
        assert mine.storefront_url in page
        assert others.storefront_url not in page
