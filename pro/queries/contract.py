"""The contract of a mall as its pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from pro.models import Contract


@dataclass(frozen=True, slots=True)
class FoundLimit:
    """What screening found of one kind of goods: its name, how many things, and the first of them."""

    title: str
    count: int
    examples: list[Mapping[str, Any]]

    @property
    def more(self) -> int:
        """How many are not among the examples."""
        return self.count - len(self.examples)


def standing_contract(mall_id: int) -> Contract | None:
    """The contract that is not over, if there is one."""
    return Contract.objects.standing().filter(mall_id=mall_id).first()


def newest_contract(mall_id: int) -> Contract | None:
    """The contract that is not over, else the one that ended last."""
    return Contract.objects.filter(mall_id=mall_id).order_by("-pk").first()


def found_limits(contract: Contract) -> list[FoundLimit]:
    """The findings in the present language."""
    name = "name_ko" if translation.get_language() == "ko" else "name"
    return [FoundLimit(str(hit[name]), int(hit["count"]), list(hit["examples"])) for hit in contract.findings]
