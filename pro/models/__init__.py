"""PRO's tables."""

from pro.models.contract import Contract
from pro.models.credit import MessageCredit
from pro.models.operation import Area, Operation, OperationRun, OperationRunItem, OperationSwitch
from pro.models.promotion_product import PromotionProduct

__all__ = [
    "Area",
    "Contract",
    "MessageCredit",
    "Operation",
    "OperationRun",
    "OperationRunItem",
    "OperationSwitch",
    "PromotionProduct",
]
