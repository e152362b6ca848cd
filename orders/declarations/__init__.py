"""Declaration partners: whoever files export declarations with customs for the mall (R3.119)."""

from orders.declarations.base import Declaration, DeclarationPartner, DeclarationRefused, DeclaredItem, partner

__all__ = ["Declaration", "DeclarationPartner", "DeclarationRefused", "DeclaredItem", "partner"]
