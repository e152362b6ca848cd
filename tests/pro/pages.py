"""Ask PRO's pages in tests, by name."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def get(client: Client, name: str, *arguments: object, **query: object) -> HttpResponse:
    return client.get(reverse(f"pro:{name}", args=arguments), query)


def text(client: Client, name: str, *arguments: object, **query: object) -> str:
    """What a page says, spaces folded; the page must be there."""
    response = get(client, name, *arguments, **query)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(body.decode().split())


def csv_rows(client: Client, query: dict[str, str]) -> list[list[str]]:
    """Work status as CSV, the heading first."""
    response = get(client, "status_export", **query)
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
