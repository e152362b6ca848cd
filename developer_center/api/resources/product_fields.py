"""Fields of what apps write of a product and read back, each in the form it has on the wire."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final

from rest_framework import serializers
from rest_framework.fields import empty

from catalog.description import cleaned
from catalog.domain.product_tags import MOST_TAGS
from developer_center.api.params import Amount, Int
from developer_center.wire import dec2

LONGEST_TEXT: Final = 20_000
LARGEST_INT: Final = 2_147_483_647


class Flag(serializers.ChoiceField):
    """T or F, kept as it is written."""

    def __init__(self) -> None:
        super().__init__(choices=["T", "F"], required=False)


class Code(serializers.ChoiceField):
    """One of a few letters: `Code("NBR")`."""

    def __init__(self, letters: str) -> None:
        super().__init__(choices=list(letters), required=False)


class Never(Code):
    """A choice of two letters of which one promises what this platform cannot keep: refused in words."""

    def __init__(self, refused: str, allowed: str, *, said: str) -> None:
        super().__init__(refused + allowed)
        self.refused, self.said = refused, said

    def to_internal_value(self, data: Any) -> str:
        value = str(super().to_internal_value(data))
        if value == self.refused:
            raise serializers.ValidationError(self.said)
        return value


class Text(serializers.CharField):
    """A text that may be empty."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(max_length=longest, allow_blank=True, **({"required": False} | kwargs))


class Html(Text):
    """A text whose HTML is cleaned as descriptions are."""

    def to_internal_value(self, data: Any) -> str:
        return cleaned(super().to_internal_value(data))


class Dec2(Amount):
    """An amount or rate, kept as text with two places once it is checked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))

    def run_validation(self, data: Any = empty) -> Any:
        return dec2(super().run_validation(data))


class Day(serializers.CharField):
    """YYYY-MM-DD, or nothing."""

    def __init__(self) -> None:
        super().__init__(allow_blank=True, required=False)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            return dt.date.fromisoformat(text).isoformat() if text else ""
        except ValueError as error:
            raise serializers.ValidationError("A date is written YYYY-MM-DD.") from error


class Tags(serializers.ListField):
    """Up to 100 search words, as a list or separated by commas; each once."""

    child = serializers.CharField(max_length=50)

    def __init__(self) -> None:
        super().__init__(required=False, max_length=MOST_TAGS)

    def to_internal_value(self, data: Any) -> list[str]:
        words = [word for word in data.split(",") if word.strip()] if isinstance(data, str) else data
        return list(dict.fromkeys(super().to_internal_value(words)))


class Numbers(serializers.ListField):
    """Whole numbers."""

    child = Int(max_value=LARGEST_INT)

    def __init__(self, most: int = 200) -> None:
        super().__init__(required=False, max_length=most)


class Item(serializers.Serializer[Any]):
    """An entry of a list: whole also in a change, where the serializer around it names only what changes."""

    needs: ClassVar[tuple[str, ...]] = ()

    def run_validation(self, data: Any = empty) -> Any:
        if isinstance(data, dict):
            missing = next((name for name in self.needs if name not in data), None)
            if missing:
                raise serializers.ValidationError({missing: "This field is required."})
        return super().run_validation(data)


class Volume(serializers.Serializer[Any]):
    """Measures of the parcel."""

    use_product_volume = Flag()
    product_width = Text(20)
    product_height = Text(20)
    product_length = Text(20)


class Span(serializers.Serializer[Any]):
    """Two days."""

    start_date = Day()
    end_date = Day()


class Points(Item):
    """Points by way of payment."""

    needs = ("payment_method", "points_rate")

    payment_method = serializers.CharField(max_length=20)
    points_rate = serializers.CharField(max_length=20)


class ShippingPeriod(serializers.Serializer[Any]):
    """Days that shipping takes."""

    minimum = Int(max_value=365)
    maximum = Int(max_value=365)


class Rates(Item):
    """A step of the shipping fee."""

    needs = ("shipping_rates_min", "shipping_rates_max", "shipping_fee")

    shipping_rates_min = Dec2()
    shipping_rates_max = Dec2()
    shipping_fee = Dec2()


class Related(Item):
    """Another product that goes with it."""

    needs = ("product_no",)

    product_no = Int()
    interrelated = serializers.ChoiceField(choices=["T", "F"], default="F")


class Information(Item):
    """A piece of information of the store's own."""

    needs = ("key", "value")

    key = serializers.CharField(max_length=50)
    value = serializers.CharField(max_length=500, allow_blank=True)

    def to_internal_value(self, data: Any) -> Any:
        """The name of a piece of information is its key: there are no definitions of such pieces here."""
        found = super().to_internal_value(data)
        return {"key": found.get("key"), "name": found.get("key"), "value": found.get("value")}


class SizeGuide(serializers.Serializer[Any]):
    """The table of sizes."""

    use = Flag()
    type = Text(20)
    default = Text(50)
    description = Text(LONGEST_TEXT, allow_null=True)


class HsCodes(serializers.Serializer[Any]):
    """Customs codes by country."""

    JPN = Text(20)
    CHN = Text(20)


def several(item: type[serializers.Serializer[Any]], most: int, **kwargs: Any) -> serializers.ListSerializer[Any]:
    """A list of entries, so many at most."""
    return serializers.ListSerializer(child=item(), max_length=most, **({"required": False} | kwargs))


def code_field() -> serializers.RegexField:
    """A code of a brand, supplier ...: eight characters; there are no such rows here, so none is refused."""
    return serializers.RegexField(r"\A[A-Z0-9]{8}\Z", required=False)


def text_list(most: int, longest: int) -> serializers.ListField:
    """Texts, so many at most."""
    return serializers.ListField(child=serializers.CharField(max_length=longest), max_length=most, required=False)
