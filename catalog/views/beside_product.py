"""What the forms of a product ask beside its facts, for one shop: search engines and the store's own properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.custom_properties import set_property_values
from catalog.domain.set_seo import set_product_seo
from catalog.forms.custom_properties import PropertyValuesForm
from catalog.forms.seo import SeoForm
from catalog.models import CustomProperty, Product, PropertyValue
from catalog.models.seo import Seo


@dataclass(frozen=True, slots=True)
class BesideForms:
    """Both forms; a page shows them after its own one and saves them with it."""

    shop: Shop
    seo: SeoForm
    properties: PropertyValuesForm

    @classmethod
    def of(cls, data: Any, product: Product | None, shop: Shop) -> Self:
        """For a product, or for one that is to be; two queries, one for a new product."""
        seo = Seo() if product is None else Seo.in_shop(product.seo, shop.shop_no)
        rows = [] if product is None else PropertyValue.objects.on(product.pk, shop.shop_no)
        values = {row.custom_property_id: row.value for row in rows}
        properties = list(CustomProperty.objects.order_by("pk"))
        return cls(
            shop, SeoForm(data, seo=seo, shop=shop), PropertyValuesForm(data, properties=properties, values=values)
        )

    def is_valid(self) -> bool:
        """Whether both are."""
        return self.seo.is_valid() and self.properties.is_valid()

    def has_errors(self) -> bool:
        """Whether anything is wrong with what was sent."""
        return bool(self.seo.errors or self.properties.errors)

    def save(self, product_id: int, actor: Actor) -> None:
        """Write both by the rules; in the transaction of the product."""
        set_product_seo(product_id, self.shop.shop_no, self.seo.values(), actor=actor)
        set_property_values(product_id, self.shop.shop_no, self.properties.values(), actor=actor, skips_gone=True)
