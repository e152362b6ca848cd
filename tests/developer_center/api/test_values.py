"""Values as they come in and go out (wire contract 2.1, 2.3), versions and the notation of shapes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import jsonschema
import pytest

from developer_center import wire
from developer_center.api.contract import notation, shapes
from developer_center.api.contract.index import find, operations
from developer_center.api.params import TF, Amount, Choices, Int, Ints, Moment, Period, Texts
from developer_center.api.versions import as_of, version_of


class Everything(Period):
    numbers = Ints(required=False)
    words = Texts(required=False)
    states = Choices(["N00", "N10"], required=False)
    shown = TF(required=False)
    count = Int(required=False)
    price = Amount(required=False)
    start_date = Moment(required=False)
    end_date = Moment(required=False, ends=True)


def checked(**given: object) -> dict[str, object]:
    serializer = Everything(data=given)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def test_a_comma_means_or():
    assert checked(numbers="1, 2,3", words="a,,b", states="N00,N10") == {
        "numbers": [1, 2, 3],
        "words": ["a", "b"],
        "states": ["N00", "N10"],
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("numbers", "1,x"),
        ("numbers", "1,-2"),
        ("numbers", "9" * 19),
        ("words", ",".join("x" * 101)),
        ("states", "N00,N99"),
        ("shown", "Y"),
        ("shown", True),
        ("count", 1.5),
        ("count", True),
        ("count", -1),
        ("count", 2**63),
        ("price", "NaN"),
        ("price", "-1"),
        ("price", "2147483648"),
        ("price", "1.005"),
        ("start_date", "yesterday"),
        ("start_date", "2026-02-30"),
        ("start_date", "2026-02-20T25:00:00+09:00"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(name, value):
    serializer = Everything(data={name: value})
    assert not serializer.is_valid()
    assert name in serializer.errors


def test_money_is_taken_as_text_and_as_number():
    assert checked(price="1100.00")["price"] == checked(price=1100)["price"] == Decimal(1100)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01", "2026-02-28T15:00:00"),
        ("2026-03-01T09:30:00+09:00", "2026-03-01T00:30:00"),
        ("2026-03-01T09:30:00 09:00", "2026-03-01T00:30:00"),  # the plus came unencoded
        ("2026-03-01 09:30:00", "2026-03-01T00:30:00"),
        ("2026-03-01T00:30:00Z", "2026-03-01T00:30:00"),
    ],
)
def test_a_time_without_offset_is_in_seoul(text, utc):
    at = checked(start_date=text, end_date="2027-01-01")["start_date"]
    assert isinstance(at, dt.datetime)
    assert at.astimezone(dt.UTC).isoformat().removesuffix("+00:00") == utc


def test_a_day_at_the_end_of_a_period_is_in_it():
    end = checked(start_date="2026-03-01", end_date="2026-03-01")["end_date"]
    assert wire.moment(end) == "2026-03-01T23:59:59+09:00"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"start_date": "2026-03-01"}, "end_date"),
        ({"end_date": "2026-03-01"}, "start_date"),
        ({"start_date": "2026-03-02", "end_date": "2026-03-01"}, "end_date"),
    ],
)
def test_start_and_end_come_together_and_in_order(given, name):
    serializer = Everything(data=given)
    assert not serializer.is_valid()
    assert name in serializer.errors


def test_values_go_out_as_the_contract_has_them():
    at = dt.datetime(2026, 3, 1, 0, 30, tzinfo=dt.UTC)
    assert wire.moment(at) == "2026-03-01T09:30:00+09:00"
    assert wire.moment_spaced(at) == "2026-03-01 09:30:00"
    assert (wire.moment(None), wire.moment_spaced(None), wire.day(None)) == (None, None, "")
    assert wire.day(at) == "2026-03-01"
    assert (wire.dec2(Decimal(1100)), wire.dec2(None), wire.dec4(Decimal("1.5"))) == ("1100.00", "0.00", "1.5000")
    assert (wire.tf(1), wire.tf("")) == ("T", "F")


@pytest.mark.parametrize("number", [1, 25, 26, 27, 701, 702, 999_999, 308_915_776])
def test_codes_are_made_of_numbers_and_read_back(number):
    code = wire.product_code(number)
    assert len(code) == 8
    assert code.startswith("P")
    assert wire.product_id_of(code) == number
    variant = wire.variant_code(number, 7)
    assert len(variant) == 12
    assert wire.variant_place_of(variant) == (number, 7)


def test_codes_of_different_numbers_differ():
    assert len({wire.product_code(number) for number in range(1, 20_000)}) == 19_999


@pytest.mark.parametrize("code", ["", "P", "Q000000B", "P00000b1", "P000000BAAA", "x" * 12, "P000000BAA*A"])
def test_what_is_no_code_of_ours_is_none(code):
    assert wire.product_id_of(code) is None
    assert wire.variant_place_of(code) is None


@pytest.mark.parametrize(
    ("header", "version"),
    [
        (None, "2025-06-01"),
        ("nonsense", "2025-06-01"),
        ("2026-03-01", "2026-03-01"),
        ("2099-01-01", "2026-03-01"),
        ("2026-01-15", "2025-12-01"),
        ("2022-06-01", "2024-06-01"),
    ],
)
def test_the_header_chooses_the_version_and_an_expired_one_falls_back(header, version):
    assert version_of(header, "2025-06-01") == version


def test_an_older_version_lacks_what_came_later():
    row = {"shop_no": 1, "unit_system": "M"}
    assert as_of("2025-06-01", "shops", row) == {"shop_no": 1}
    assert as_of("2026-03-01", "shops", row) == row


def test_every_shape_of_the_contract_belongs_to_one_of_its_operations():
    for method, path in shapes._shapes():
        assert find(method, path).path.count("{") == path.count("{}")
    assert len(operations()) == 513


def test_the_notation_is_read_into_a_schema_that_takes_nothing_else():
    schema = notation.required_everywhere(notation.parse("{a:int, b:[{c:TF}], d:{1:str, 2:null}, e:N/M}"))
    jsonschema.validate({"a": 1, "b": [{"c": "T"}], "d": {"1": "", "2": None}, "e": "M"}, schema)
    for wrong in ({"a": 1}, {"a": "1", "b": [], "d": {"1": "", "2": 1}, "e": "M"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


@pytest.mark.parametrize("text", ["{a:}", "{a:int", "[int", "{a:nonsense}", "{a:int} b", ""])
def test_a_broken_notation_is_told(text):
    with pytest.raises(notation.BadNotation):
        notation.parse(text)
