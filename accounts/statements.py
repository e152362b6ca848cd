"""Put parts of our own into the text of an SQL statement. Values never go this way: they are parameters."""

from __future__ import annotations


def filled(statement: str, **parts: str) -> str:
    """The statement with each `{name}` replaced by the part of that name.

    Raises ValueError for a part that the statement does not name.
    """
    for name, part in parts.items():
        if f"{{{name}}}" not in statement:
            raise ValueError(f"The statement names no part {name!r}.")
        statement = statement.replace(f"{{{name}}}", part)
    return statement
