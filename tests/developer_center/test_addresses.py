"""Which App URLs and Redirect URLs are taken (R2.8, R2.9, R2.31, R2.32, R9.7, R9.9)."""

from __future__ import annotations

import pytest

from developer_center.addresses import AddressRefused, checked, is_whole_domain
from developer_center.forms.app import AddressLinesField


@pytest.mark.parametrize(
    "url",
    [
        "https://app.example.com",
        "https://app.example.com:8443/start?a=1&b=%EA%B0%80",
        "https://203.0.113.7/x",
        "http://localhost:3000/callback",
        "http://127.0.0.1/callback",
    ],
)
def test_whole_https_addresses_are_taken_and_loopback_in_development(url):
    assert checked(f"  {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example.com",
        "ftp://app.example.com",
        "javascript:alert(1)",
        "//app.example.com/x",
        "app.example.com",
        "https://",
        "https:///x",
        "https://app.example.com:99999",
        "https://app.example.com:0/",
        "https://user:pass@app.example.com",
        "https://app.example.com/#part",
        "https://app.example.com/a b",
        "https://app.example.com/\x00",
        "https://app.example.com/가게",
        "https://-bad-.example.com",
        "https://app..example.com",
        "https://*.example.com",
        "https://[::1",
        "http://localhost.example.com/x",
        "https://app.example.com/" + "a" * 200,
    ],
)
def test_others_are_refused_with_the_rule(url):
    with pytest.raises(AddressRefused) as refusal:
        checked(url)
    assert str(refusal.value)


def test_production_takes_no_http_at_all(settings):
    settings.ALLOWS_LOOPBACK_APPS = False
    with pytest.raises(AddressRefused, match="https"):
        checked("http://localhost:3000/callback")


def test_bytes_count_not_letters():
    assert checked("https://a.example/" + "a" * 182)
    with pytest.raises(AddressRefused, match="200 bytes"):
        checked("https://a.example/" + "a" * 183)


def test_a_domain_alone_is_known_as_such():
    assert is_whole_domain("https://example.com")
    assert is_whole_domain("https://example.com/")
    assert not is_whole_domain("https://example.com/callback")
    assert not is_whole_domain("https://example.com/?a=1")


def test_lines_are_one_address_each_without_doubles_and_ten_at_most():
    field = AddressLinesField(required=False)
    assert field.clean(" https://a.example/1 \r\n\r\nhttps://a.example/2\nhttps://a.example/1") == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    assert len(field.clean("\n".join(f"https://a.example/{n}" for n in range(10)))) == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n".join(f"https://a.example/{n}" for n in range(11)), "At most 10"),
        ("https://a.example/1\nhttp://b.example/2", "2. http://b.example/2"),
    ],
)
def test_a_line_that_is_wrong_is_named(text, said):
    with pytest.raises(Exception, match=said):
        AddressLinesField(required=False).clean(text)
