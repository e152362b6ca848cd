"""The catalog's tables."""

from catalog.models.image import ProductImage
from catalog.models.listing import ProductListing
from catalog.models.product import Product
from catalog.models.variant import Variant

__all__ = ["Product", "ProductImage", "ProductListing", "Variant"]
