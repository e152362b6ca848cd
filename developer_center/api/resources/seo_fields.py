"""What search engines are told of a page, on the wire. Shapes: not in our contract (C)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rest_framework import serializers

from catalog.models.seo import SEO_LENGTHS, Seo
from developer_center.api.resources.product_fields import Flag, Text
from developer_center.wire import tf

EXPOSURE: Final = "search_engine_exposure"


class SeoBody(serializers.Serializer[Any]):
    """What search engines are told of a page, in one shop."""

    meta_title = Text(SEO_LENGTHS["title"])
    meta_author = Text(SEO_LENGTHS["author"])
    meta_description = Text(SEO_LENGTHS["description"])
    meta_keywords = Text(SEO_LENGTHS["keywords"])
    search_engine_exposure = Flag()


def seo_shape(names: Iterable[str]) -> str:
    """The keys of `seo_row` in the contract's notation."""
    return ", ".join(f"{name}:{'TF' if name == EXPOSURE else 'str'}" for name in names)


def seo_row(seo: Seo, names: Iterable[str]) -> dict[str, str]:
    """The named keys: `meta_` and a field of Seo, or the exposure."""
    return {name: tf(seo.is_exposed) if name == EXPOSURE else getattr(seo, _field(name)) for name in names}


def seo_values(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body names, as fields of Seo."""
    return {_field(name): value == "T" if name == EXPOSURE else value for name, value in body.items()}


def _field(name: str) -> str:
    return "is_exposed" if name == EXPOSURE else name.removeprefix("meta_")
