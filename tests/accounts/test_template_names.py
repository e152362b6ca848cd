"""A name that one block of a template sets is empty in its other blocks: a "Cancel" made of it leads nowhere."""

from __future__ import annotations

import re

from django.template.base import Lexer, Token, TokenType

from cafe24clone.runner.programs import PROJECT

NAME_SET = re.compile(r"\bas(?:var)? (\w+)$")
TEXT = re.compile(r"\"[^\"]*\"|'[^']*'|\|\w+")
NAME_USED = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?!\w)(?!\s*=(?!=))")


def tag_and_rest(token: Token) -> tuple[str, str]:
    """The tag's name and what follows it; a variable has no tag."""
    if token.token_type == TokenType.VAR:
        return "", token.contents
    tag, _space, rest = token.contents.partition(" ")
    return tag, rest


def strays(source: str) -> set[tuple[str, str]]:
    """(name, block) where a block uses what only another block sets."""
    made: dict[str, set[str]] = {}
    used: set[tuple[str, str]] = set()
    inside: list[str] = []
    for token in Lexer(source).tokenize():
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        tag, rest = tag_and_rest(token)
        if tag == "block":
            inside.append(rest)
        elif tag == "endblock":
            inside.pop()
        elif inside:
            plain = TEXT.sub("", rest)
            found = NAME_SET.search(plain) if tag else None
            if found:
                made.setdefault(found[1], set()).add(inside[-1])
                plain = plain[: found.start()]
            used |= {(name, inside[-1]) for name in NAME_USED.findall(plain)}
    return {(name, block) for name, block in used if name in made and block not in made[name]}


def test_a_name_of_another_block_is_found():
    header = '{% block header %}{% url "x" as back %}{{ back }}{% endblock %}'
    assert strays(header + "{% block content %}{{ back }}{% endblock %}") == {("back", "content")}
    assert strays(header + "{% block content %}{% if back %}{% endif %}{% endblock %}") == {("back", "content")}
    assert strays(header + '{% block content %}{% include "y" with back=1 %}{% endblock %}') == set()


def test_no_block_of_our_templates_uses_what_only_another_block_sets():
    pages = [path for path in (PROJECT / "templates").rglob("*.html") if "jinja2" not in path.parts]
    assert len(pages) > 200
    found = {str(path.relative_to(PROJECT)): strays(path.read_text(encoding="utf-8")) for path in pages}
    assert {path: names for path, names in found.items() if names} == {}
