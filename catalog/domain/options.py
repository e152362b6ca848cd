"""Options of a product, the combinations they make, and what a shopper may type in beside them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

MOST_OPTIONS: Final = 5
MOST_VALUES: Final = 100
MOST_VARIANTS: Final = 300
MOST_EXTRA_INPUTS: Final = 5
VALUE_LENGTH: Final = 40  # five of them with their marks fit into an order item's 250 characters
LONGEST_INPUT: Final = 200


class OptionsRefused(ValueError):
    """Options that make no sense: `reason`, and the place of the option (from 0) where one is to blame.

    Reasons: too_many_options, no_name, no_values, name_twice, value_twice, too_long, too_many_values,
    too_many_variants, bad_length.
    """

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.index = index


@dataclass(frozen=True, slots=True)
class Option:
    """A name with its values: Colour with Red and Blue."""

    name: str
    values: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As `Product.options` keeps it."""
        return {"name": self.name, "values": list(self.values)}


@dataclass(frozen=True, slots=True)
class ExtraInput:
    """A line that the shopper types in, such as an engraving."""

    name: str
    is_required: bool = False
    max_length: int = 20

    def as_json(self) -> dict[str, Any]:
        """As `Product.extra_inputs` keeps it."""
        return {"name": self.name, "is_required": self.is_required, "max_length": self.max_length}


def check_options(options: Sequence[Option]) -> None:
    """Raise OptionsRefused where options have no or the same names, no or the same values, or make too many variants.

    At most 5 options, 100 values each, 300 combinations, 40 characters a name or value.
    """
    if len(options) > MOST_OPTIONS:
        raise OptionsRefused("too_many_options")
    for index, option in enumerate(options):
        _check_option(option, index)
    _check_names([option.name for option in options])
    count = 1
    for option in options:
        count *= len(option.values)
    if count > MOST_VARIANTS:
        raise OptionsRefused("too_many_variants")


def check_extra_inputs(inputs: Sequence[ExtraInput]) -> None:
    """Raise OptionsRefused: at most 5, each with a name of its own and room for 1 to 200 characters."""
    if len(inputs) > MOST_EXTRA_INPUTS:
        raise OptionsRefused("too_many_options")
    for index, wanted in enumerate(inputs):
        if not wanted.name or len(wanted.name) > VALUE_LENGTH:
            raise OptionsRefused("too_long" if wanted.name else "no_name", index)
        if not 1 <= wanted.max_length <= LONGEST_INPUT:
            raise OptionsRefused("bad_length", index)
    _check_names([wanted.name for wanted in inputs])


def combinations(options: Iterable[Option]) -> list[tuple[str, ...]]:
    """Every choice of one value per option, the last option changing fastest; no options make one empty choice."""
    return list(itertools.product(*(option.values for option in options)))


def options_of(stored: Iterable[dict[str, Any]]) -> tuple[Option, ...]:
    """From `Product.options`."""
    return tuple(Option(str(row["name"]), tuple(map(str, row["values"]))) for row in stored)


def extra_inputs_of(stored: Iterable[dict[str, Any]]) -> tuple[ExtraInput, ...]:
    """From `Product.extra_inputs`."""
    return tuple(ExtraInput(str(row["name"]), bool(row["is_required"]), int(row["max_length"])) for row in stored)


def earlier_values(before: Sequence[Option], after: Sequence[Option]) -> list[dict[str, str]]:
    """Per option that stays: new value -> the value it had before.

    A value at the place of one that is gone, in a list that is as long as before, is that one by a new name: so its
    stock and additional price stay. A value that is still there is itself.
    """
    return [_renamed(old.values, new.values) for old, new in zip(before, after, strict=False)]


def _renamed(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    known = {value: value for value in new if value in old}
    if len(old) == len(new):
        pairs = zip(new, old, strict=True)
        known |= {value: earlier for value, earlier in pairs if value not in old and earlier not in new}
    return known


def _check_option(option: Option, index: int) -> None:
    if not option.name:
        raise OptionsRefused("no_name", index)
    if not option.values:
        raise OptionsRefused("no_values", index)
    if len(option.values) > MOST_VALUES:
        raise OptionsRefused("too_many_values", index)
    if max(map(len, (option.name, *option.values))) > VALUE_LENGTH:
        raise OptionsRefused("too_long", index)
    if len({value.casefold() for value in option.values}) < len(option.values):
        raise OptionsRefused("value_twice", index)


def _check_names(names: list[str]) -> None:
    folded = [name.casefold() for name in names]
    for index, name in enumerate(folded):
        if name in folded[:index]:
            raise OptionsRefused("name_twice", index)
