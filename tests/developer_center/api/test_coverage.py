"""docs/api-coverage.md says what is served."""

from __future__ import annotations

import re

from developer_center.api.contract.index import operations
from developer_center.api.operation import registered
from scripts.api_coverage import PAGE, page


def test_the_page_of_what_is_served_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "Run scripts/api_coverage.py"


def test_every_operation_that_is_not_served_says_so(api):
    """Also where a parameter of one that is served could take its place: orders/dashboard is no order."""
    served = {entry.operation.key for entry in registered()}
    said = {}
    for key in operations().keys() - served:
        operation = operations()[key]
        response = api.call(operation.method, re.sub(r"\{\w+\}", "7", operation.path), body={"request": {}})
        said[str(operation)] = (response.status_code, "not implemented" in response.json()["error"]["message"])
    assert said
    assert set(said.values()) == {(404, True)}
