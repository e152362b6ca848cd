"""XML answers: hardened parsing of bytes in any encoding that markets use, and the same readers over it."""

from __future__ import annotations

import codecs
import re
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pro.marketplaces.errors import BadAnswer

DECLARATION: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding=["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
# What 11st calls EUC-KR holds letters that only its superset has.
SUPERSETS: Final = {"euc-kr": "cp949", "ks_c_5601-1987": "cp949", "shift_jis": "cp932"}


def read_xml(body: bytes) -> Element:
    """Parse bytes by their own declaration. Raises BadAnswer for what is no XML, is cut short, or carries a DTD.

    Expat knows no multi-byte encodings, so the bytes are decoded here. Namespaces are dropped from all names: markets
    send the same element with and without a prefix.
    """
    found = DECLARATION.match(body)
    name = found.group(1).decode().lower() if found else "utf-8"
    try:
        words = codecs.lookup(SUPERSETS.get(name, name)).decode(body)[0]
        root: Element = fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", words), forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, UnicodeError, ValueError):
        raise BadAnswer("The answer is no whole XML.") from None
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return root


def as_data(element: Element) -> dict[str, Any]:
    """Children as a mapping for `reader`: a leaf is its text, a name that comes twice is a list.

    Which names are lists cannot be told from one example: `children` takes those that may come once or often.
    """
    data: dict[str, Any] = {}
    for child in element:
        value: Any = as_data(child) if len(child) else (child.text or "").strip()
        if child.tag in data:
            known = data[child.tag]
            data[child.tag] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            data[child.tag] = value
    return data


def children(element: Element, path: str) -> list[dict[str, Any]]:
    """All elements at a path of names parted by dots, each as a mapping; none where there are none."""
    return [as_data(one) for one in element.findall(path.replace(".", "/"))]
