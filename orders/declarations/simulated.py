"""A declaration partner that files nothing and says so, for demo, development and tests."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext_lazy as _

from orders.declarations.base import Declaration, DeclarationRefused


class SimulatedPartner:
    """Takes every complete declaration in and accepts it when asked; no customs office hears of it."""

    label = _("Simulated declaration partner (nothing is filed with customs)")
    is_simulated = True

    def file(self, declaration: Declaration) -> str:
        """A reference that is the same for the same key. Refuses a parcel without goods or without an address."""
        if not declaration.items:
            raise DeclarationRefused("The parcel holds no items.")
        if not declaration.receiver_address:
            raise DeclarationRefused("The recipient's address is missing.")
        return f"SIM-{hashlib.sha256(declaration.key.encode()).hexdigest()[:12].upper()}"

    def is_accepted(self, reference: str) -> bool:
        return reference.startswith("SIM-")
