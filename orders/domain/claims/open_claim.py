"""A claim under the lock of its order, and moving its items together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orders.domain.claims.rules import COURSES, ClaimRefused, Course, Kind
from orders.domain.progress import lock_order
from orders.models import Claim, ClaimItem, Order, OrderItem


@dataclass(frozen=True, slots=True)
class LockedClaim:
    """A claim, its order (locked) and its rows with their items."""

    order: Order
    claim: Claim
    rows: list[ClaimItem]

    @property
    def course(self) -> Course:
        return COURSES[Kind(self.claim.kind)]

    @property
    def items(self) -> list[OrderItem]:
        return [row.item for row in self.rows]

    def needs(self, states: Iterable[str]) -> None:
        """Raise ClaimRefused where the claim stands in none of `states`."""
        if self.claim.state not in tuple(states):
            raise ClaimRefused("wrong_state", name=self.claim.code)

    def set_status(self, status: str) -> None:
        """Move all items of the claim."""
        OrderItem.objects.filter(pk__in=[item.pk for item in self.items]).update(status=status)
        for item in self.items:
            item.status = status

    def give_back_status(self) -> None:
        """Put all items back where they stood before the claim."""
        for row in self.rows:
            row.item.status = row.status_before
            row.item.save(update_fields=["status"])


def lock_claim(claim_id: int) -> LockedClaim:
    """Lock a claim's order, then read the claim as it stands. Raises Claim.DoesNotExist."""
    order = lock_order(Claim.objects.values_list("order_id", flat=True).get(pk=claim_id))
    claim = Claim.objects.select_for_update().get(pk=claim_id)
    rows = ClaimItem.objects.filter(claim=claim).select_related("item").order_by("item_id")
    return LockedClaim(order, claim, list(rows))
