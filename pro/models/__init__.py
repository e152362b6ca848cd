"""PRO's tables."""

from pro.models.contract import Contract
from pro.models.credit import MessageCredit
from pro.models.display import (
    DisplayAreaKind,
    DisplayFailure,
    DisplayRun,
    DisplayService,
    DisplaySlot,
    DisplayStartCount,
)
from pro.models.operation import Area, Operation, OperationRun, OperationRunItem, OperationSwitch

__all__ = [
    "Area",
    "Contract",
    "DisplayAreaKind",
    "DisplayFailure",
    "DisplayRun",
    "DisplayService",
    "DisplaySlot",
    "DisplayStartCount",
    "MessageCredit",
    "Operation",
    "OperationRun",
    "OperationRunItem",
    "OperationSwitch",
]
