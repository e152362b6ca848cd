"""Accounts' tables: the control plane, and the audit log of each mall."""

from accounts.models.audit import AuditEntry, AuditPersonal, LegalRecord
from accounts.models.export import DataExport
from accounts.models.job import Job, ScheduleMark
from accounts.models.mall import Currency, Mall, Operator, Shop
from accounts.models.outbox import OutboxMessage, RefusedAddress
from accounts.models.reactivation import ReactivationRequest
from accounts.models.sealed import SealedField, SealedModel
from accounts.models.session import EmailVerification, KnownDevice, RateCounter, Session
from accounts.models.user import LoginIdRegistry, User

__all__ = [
    "AuditEntry",
    "AuditPersonal",
    "Currency",
    "DataExport",
    "EmailVerification",
    "Job",
    "KnownDevice",
    "LegalRecord",
    "LoginIdRegistry",
    "Mall",
    "Operator",
    "OutboxMessage",
    "RateCounter",
    "ReactivationRequest",
    "RefusedAddress",
    "ScheduleMark",
    "SealedField",
    "SealedModel",
    "Session",
    "Shop",
    "User",
]
