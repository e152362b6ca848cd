"""Readers give a value in its type or say what is missing; garbage is never passed on (security.md F9)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pro.marketplaces import reader
from pro.marketplaces.answer import Answer
from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.redaction import hint, redacted
from pro.marketplaces.xml import children, read_xml


def test_values_come_in_their_types():
    data = {
        "a": {"b": "x\x00y", "n": "1,480.0000", "i": 7, "no": None},
        "list": [{"k": 1}],
        "when": "2026-11-28T23:59:59",
    }
    assert reader.text(data, "a.b") == "xy"
    assert reader.number(data, "a.n") == Decimal("1480.0000")
    assert reader.integer(data, "a.i") == 7
    assert reader.text(data, "a.no", "none") == "none"
    assert reader.items(data, "list") == [{"k": 1}]
    assert reader.stock(data, "a.no") is None
    assert reader.moment(data, "when", dt.timezone(dt.timedelta(hours=9))).utcoffset() == dt.timedelta(hours=9)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (reader.text, {"nested": 1}),
        (reader.text, True),
        (reader.number, "NaN"),
        (reader.number, "Infinity"),
        (reader.number, "1e400"),
        (reader.number, "twelve"),
        (reader.amount, "-1"),
        (reader.integer, "1.5"),
        (reader.items, {"a": 1}),
        (reader.items, ["a"]),
        (reader.texts, [1]),
    ],
)
def test_a_value_of_another_shape_is_refused(read, value):
    with pytest.raises(BadAnswer, match="x"):
        read({"x": value}, "x")


def test_a_missing_name_is_named():
    with pytest.raises(BadAnswer, match=r"has no error\.code"):
        reader.text({"error": {}}, "error.code")


@pytest.mark.parametrize(
    "body", [b'{"a": NaN}', b'{"a": 1', b"<html><body>no</body></html>", b"[" * 100_000, b"\xff\xfe{"]
)
def test_json_that_is_none_is_a_bad_answer(body):
    with pytest.raises(BadAnswer):
        Answer(200, {}, body).data()


def test_xml_in_korean_bytes_with_and_without_prefix_reads_alike():
    """11st answers in EUC-KR, and its ns2 prefixes come and go (integrations.md 1.9)."""
    words = '<?xml version="1.0" encoding="euc-kr"?><ns2:list xmlns:ns2="http://x"><ns2:one><name>똠방각하</name></ns2:one></ns2:list>'
    assert children(read_xml(words.encode("cp949")), "one") == [{"name": "똠방각하"}]
    assert children(read_xml(b"<list><one><name>a</name></one><one><name>b</name></one></list>"), "one") == [
        {"name": "a"},
        {"name": "b"},
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"<a><b></a>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b"",
    ],
)
def test_xml_that_is_cut_or_dangerous_is_a_bad_answer(body):
    with pytest.raises(BadAnswer):
        read_xml(body)


def test_secrets_leave_no_trace_in_any_form():
    """R1.24"""
    secret = "s3cr/et key+value"
    words = f"{secret} s3cr%2Fet%20key%2Bvalue s3cr%2Fet+key%2Bvalue czNjci9ldCBrZXkrdmFsdWU= s3cr\\/et key+value fine"
    assert redacted(words, [secret, ""]) == "[hidden] [hidden] [hidden] [hidden] [hidden] fine"
    assert (hint("SL000000_dummy99"), hint("short")) == ("my99", "")
