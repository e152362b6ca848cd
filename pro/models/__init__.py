"""PRO's tables."""

from pro.models.contract import Contract
from pro.models.credit import MessageCredit
from pro.models.operation import Area, Operation, OperationRun, OperationRunItem, OperationSwitch
from pro.models.overseas import EngineStop, NameTranslation, OverseasCopy, TranslationTask, TranslationUsage

__all__ = [
    "Area",
    "Contract",
    "EngineStop",
    "MessageCredit",
    "NameTranslation",
    "Operation",
    "OperationRun",
    "OperationRunItem",
    "OperationSwitch",
    "OverseasCopy",
    "TranslationTask",
    "TranslationUsage",
]
