"""PRO's tables."""

from pro.models.contract import Contract
from pro.models.credit import MessageCredit
from pro.models.market import MarketAccount, MarketInfoEntry, MarketListing, MarketPlusSettings
from pro.models.operation import Area, Operation, OperationRun, OperationRunItem, OperationSwitch

__all__ = [
    "Area",
    "Contract",
    "MarketAccount",
    "MarketInfoEntry",
    "MarketListing",
    "MarketPlusSettings",
    "MessageCredit",
    "Operation",
    "OperationRun",
    "OperationRunItem",
    "OperationSwitch",
]
