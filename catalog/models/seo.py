"""What a store tells search engines of one of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

SEO_LENGTHS: Final = {"title": 200, "author": 200, "description": 1000, "keywords": 1000, "alt": 1000}
SEO_HELP: Final = "Shop number as text -> what of Seo is not as usual there."


@dataclass(frozen=True, slots=True)
class Seo:
    """Texts for a page's head; of an empty one the page tells what it would tell anyway.

    `title` is the whole title of the page. `alt` describes a product's picture that has no alternative text of its
    own. A page that is not `is_exposed` asks search engines to leave it out.
    """

    title: str = ""
    author: str = ""
    description: str = ""
    keywords: str = ""
    alt: str = ""
    is_exposed: bool = True

    @classmethod
    def in_shop(cls, kept: Mapping[str, Mapping[str, Any]], shop_no: int) -> Self:
        """From a column that keeps it by shop number (SEO_HELP)."""
        return cls(**kept.get(str(shop_no), {}))

    def as_json(self) -> dict[str, Any]:
        """What is not as usual."""
        usual = asdict(Seo())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    def told(self) -> dict[str, Any]:
        """As the audit log keeps it, told apart from other fields of the row."""
        return {f"seo_{name}": value for name, value in asdict(self).items()}

    def with_words(self, words: Mapping[str, str]) -> Self:
        """The texts with words put in for what stands in brackets, such as [MALL_NAME]."""
        texts = {name: getattr(self, name) for name in SEO_LENGTHS}
        for name, text in texts.items():
            for placeholder, word in words.items():
                text = text.replace(f"[{placeholder}]", word)  # noqa: PLW2901 - one after the other
            texts[name] = " ".join(text.split())
        return replace(self, **texts)
