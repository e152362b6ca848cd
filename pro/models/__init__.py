"""PRO's tables."""

from pro.models.agent import AgentConversation, AgentMessage
from pro.models.contract import Contract
from pro.models.credit import MessageCredit
from pro.models.display import (
    MAIN_DISPLAY,
    DisplayAreaDay,
    DisplayAreaKind,
    DisplayFailure,
    DisplayRun,
    DisplayService,
    DisplaySlot,
    DisplayStartCount,
)
from pro.models.help_page import HelpPage
from pro.models.limits import SalesLimit
from pro.models.market import MarketAccount, MarketInfoEntry, MarketListing, MarketPlusSettings
from pro.models.operation import Area, Operation, OperationRun, OperationRunItem, OperationSwitch
from pro.models.overseas import (
    EngineEntry,
    EngineStop,
    NameTranslation,
    OverseasCopy,
    TranslationAnswer,
    TranslationTask,
    TranslationUsage,
)
from pro.models.promotion_product import PromotionProduct
from pro.models.request import (
    ImportChoice,
    ImportPicture,
    ImportRun,
    WorkRequest,
    WorkRequestBody,
    WorkRequestRow,
)

__all__ = [
    "MAIN_DISPLAY",
    "AgentConversation",
    "AgentMessage",
    "Area",
    "Contract",
    "DisplayAreaDay",
    "DisplayAreaKind",
    "DisplayFailure",
    "DisplayRun",
    "DisplayService",
    "DisplaySlot",
    "DisplayStartCount",
    "EngineEntry",
    "EngineStop",
    "HelpPage",
    "ImportChoice",
    "ImportPicture",
    "ImportRun",
    "MarketAccount",
    "MarketInfoEntry",
    "MarketListing",
    "MarketPlusSettings",
    "MessageCredit",
    "NameTranslation",
    "Operation",
    "OperationRun",
    "OperationRunItem",
    "OperationSwitch",
    "OverseasCopy",
    "PromotionProduct",
    "SalesLimit",
    "TranslationAnswer",
    "TranslationTask",
    "TranslationUsage",
    "WorkRequest",
    "WorkRequestBody",
    "WorkRequestRow",
]
