"""An overseas parcel is declared by itself, charged once, tried again while the partner is away (R3.119, R3.120)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import PassingError
from accounts.models import AuditEntry
from orders.declarations import Declaration, DeclarationRefused
from orders.declarations.simulated import SimulatedPartner
from orders.domain.declare_export import DeclarationNotRetryable, open_declarations, retry_declaration
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ExportDeclaration, Order, OrderItem
from tests.ledger import run_due_jobs
from tests.orders.claiming import paid_order
from tests.orders.shop import SYSTEM, make_product

pytestmark = pytest.mark.usefixtures("committed")


class MoodyPartner(SimulatedPartner):
    """Away, refusing or well, as the test says; remembers what it was told."""

    mood: ClassVar[str] = "well"
    told: ClassVar[list[Declaration]] = []

    def file(self, declaration: Declaration) -> str:
        if self.mood == "away":
            raise PassingError("The partner does not answer.")
        if self.mood == "refusing":
            raise DeclarationRefused("The goods have no value.")
        self.told.append(declaration)
        return super().file(declaration)


@pytest.fixture(autouse=True)
def _partner(settings, monkeypatch) -> None:
    settings.EXPORT_DECLARATION_PARTNER = f"{__name__}.MoodyPartner"
    monkeypatch.setattr(MoodyPartner, "mood", "well")
    MoodyPartner.told.clear()


def shipped(mall, country: str = "US") -> Order:
    with tenancy.mall(mall.pk):
        order = paid_order((make_product(), 2))
        Order.objects.filter(pk=order.pk).update(receiver_country=country)
        ship_items(order.pk, Shipment("0039", "EM123"), actor=SYSTEM)
    run_due_jobs("orders.open_declarations")
    return order


def the_declaration(mall) -> ExportDeclaration:
    with tenancy.mall(mall.pk):
        return ExportDeclaration.objects.get()


def test_an_overseas_parcel_is_filed_and_accepted_by_itself(mall):
    shipped(mall)
    assert the_declaration(mall).state == "not_filed"
    run_due_jobs("orders.file_declaration")
    row = the_declaration(mall)
    assert (row.state, row.charge_krw, row.reference[:4]) == ("filed", 500, "SIM-")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        run_due_jobs("orders.check_declaration")
    assert the_declaration(mall).state == "accepted"
    (told,) = MoodyPartner.told
    assert (told.receiver_country, told.tracking_number, told.items[0].quantity) == ("US", "EM123", 2)
    assert told.items[0].value == 24000


def test_a_parcel_at_home_is_not_declared(mall):
    shipped(mall, "KR")
    with tenancy.mall(mall.pk):
        assert not ExportDeclaration.objects.exists()


def test_a_parcel_is_declared_once(mall):
    order = shipped(mall)
    with tenancy.mall(mall.pk):
        assert open_declarations(order.pk, actor=SYSTEM) == []
        assert ExportDeclaration.objects.count() == 1


def test_a_partner_that_is_away_is_asked_again(mall, monkeypatch):
    monkeypatch.setattr(MoodyPartner, "mood", "away")
    shipped(mall)
    run_due_jobs("orders.file_declaration")
    row = the_declaration(mall)
    assert (row.state, row.error, row.charge_krw) == ("not_filed", "The partner does not answer.", 0)
    monkeypatch.setattr(MoodyPartner, "mood", "well")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
        run_due_jobs("orders.file_declaration")
    row = the_declaration(mall)
    assert (row.state, row.error, row.charge_krw) == ("filed", "", 500)


def test_a_refused_declaration_shows_why_and_is_filed_again_by_hand(mall, monkeypatch):
    monkeypatch.setattr(MoodyPartner, "mood", "refusing")
    shipped(mall)
    run_due_jobs("orders.file_declaration")
    row = the_declaration(mall)
    assert (row.state, row.error, row.charge_krw) == ("failed", "The goods have no value.", 0)
    monkeypatch.setattr(MoodyPartner, "mood", "well")
    with tenancy.mall(mall.pk):
        retry_declaration(row.pk, actor=SYSTEM)
        with pytest.raises(DeclarationNotRetryable):
            retry_declaration(row.pk, actor=SYSTEM)
    run_due_jobs("orders.file_declaration")
    assert the_declaration(mall).state == "filed"
    with tenancy.mall(mall.pk):
        actions = AuditEntry.objects.filter(object_type="exportdeclaration").order_by("pk")
        assert list(actions.values_list("action", flat=True)) == [
            "declaration.opened",
            "declaration.failed",
            "declaration.retried",
            "declaration.filed",
        ]


def test_each_part_of_a_partial_shipment_is_declared(mall):
    with tenancy.mall(mall.pk):
        order = paid_order((make_product(), 1), (make_product(), 1))
        Order.objects.filter(pk=order.pk).update(receiver_country="JP")
        for item in OrderItem.objects.filter(order=order):
            ship_items(order.pk, Shipment("0039", f"EM{item.pk}", frozenset([item.pk])), actor=SYSTEM)
    run_due_jobs("orders.open_declarations")
    run_due_jobs("orders.file_declaration")
    with tenancy.mall(mall.pk):
        assert sorted(ExportDeclaration.objects.values_list("state", "charge_krw")) == [("filed", 500)] * 2
