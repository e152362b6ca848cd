"""Values of a query and of a body, as serializers' fields (wire contract 2.1, 2.3)."""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import Any, Final

from rest_framework import serializers
from rest_framework.fields import empty

from developer_center.wire import SEOUL

MOST_VALUES: Final = 100
LARGEST_INT: Final = 2**63 - 1
MOMENT: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}:\d{2})(?:\.\d+)?(?P<zone>Z|[ +-]\d{2}:?\d{2})?)?"
)


class TF(serializers.ChoiceField):
    """T or F, as a truth."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=["T", "F"], **kwargs)

    def to_internal_value(self, data: Any) -> bool:  # type: ignore[override]
        return bool(super().to_internal_value(data) == "T")


class Int(serializers.IntegerField):
    """A whole number that PostgreSQL can hold; neither a truth nor a fraction."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", LARGEST_INT)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool | float):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Amount(serializers.DecimalField):
    """Money, as text or number: 0 to 2147483647 with two places."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 2_147_483_647)
        super().__init__(max_digits=14, decimal_places=2, **kwargs)


class Texts(serializers.CharField):
    """Up to 100 values, separated by commas, any of which may hold."""

    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]
        values = [value.strip() for value in super().to_internal_value(data).split(",")]
        if len(values) > MOST_VALUES:
            raise serializers.ValidationError(f"At most {MOST_VALUES} values are taken.")
        return [value for value in values if value]


class Ints(Texts):
    """Up to 100 whole numbers, separated by commas."""

    def to_internal_value(self, data: Any) -> list[int]:  # type: ignore[override]
        values = super().to_internal_value(data)
        if not all(value.isascii() and value.isdigit() and len(value) <= 18 for value in values):
            raise serializers.ValidationError("Whole numbers are expected, separated by commas.")
        return [int(value) for value in values]


class Choices(Texts):
    """Up to 100 of a few values, separated by commas."""

    def __init__(self, choices: list[str], **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]
        values = super().to_internal_value(data)
        unknown = [value for value in values if value not in self.choices]
        if unknown:
            raise serializers.ValidationError(f"{unknown[0]} is none of {', '.join(self.choices)}.")
        return values


class Moment(serializers.CharField):
    """A day or a time, in Seoul where no offset is given; a `+` that came as a space is taken for what it was.

    `ends`: a day stands for its last moment, so that a period includes it.
    """

    def __init__(self, *, ends: bool = False, **kwargs: Any) -> None:
        self.ends = ends
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> dt.datetime:  # type: ignore[override]
        found = MOMENT.fullmatch(super().to_internal_value(data).strip())
        if found is None:
            raise serializers.ValidationError("A date is written YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS+09:00.")
        try:
            at = self._moment(found)
            for zone in (dt.UTC, SEOUL):  # kept in the one, told in the other: beyond the calendar it could not be read
                at.astimezone(zone)
        except (ValueError, OverflowError) as error:
            raise serializers.ValidationError("There is no such date.") from error
        return at

    def _moment(self, found: re.Match[str]) -> dt.datetime:
        if found["time"] is None:
            day = dt.datetime.fromisoformat(found["day"]).replace(tzinfo=SEOUL)
            return day + dt.timedelta(days=1, microseconds=-1) if self.ends else day
        zone = (found["zone"] or "").replace(" ", "+").replace("Z", "+00:00")
        at = dt.datetime.fromisoformat(f"{found['day']}T{found['time']}{zone}")
        return at if at.tzinfo else at.replace(tzinfo=SEOUL)


class Period(serializers.Serializer[Any]):
    """Base of filters with pairs of `..._start_date` and `..._end_date`, which are required together (contract 2.1).

    Only the fields that a query names are made for it: a list has dozens, and most calls name two.
    """

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        declared = self._declared_fields
        given = getattr(self, "initial_data", None)
        wanted = [name for name in declared if given is None or name in given or _has_a_say(declared[name])]
        return {name: copy.deepcopy(declared[name]) for name in wanted}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        names = [str(name) for name in self._declared_fields]
        for start in [name for name in names if name.endswith("start_date")]:
            self._check_pair(attrs, start, start.removesuffix("start_date") + "end_date")
        return attrs

    @staticmethod
    def _check_pair(given: dict[str, Any], start: str, end: str) -> None:
        if (start in given) != (end in given):
            raise serializers.ValidationError(
                {end if start in given else start: "Start and end are required together."}
            )
        if start in given and given[start] > given[end]:
            raise serializers.ValidationError({end: "The period ends before it begins."})


def _has_a_say(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    """A field that counts without being named: it is required, or has a default."""
    return bool(field.required) or field.default is not empty
