"""docs/api-coverage.md says what is served."""

from __future__ import annotations

from scripts.api_coverage import PAGE, page


def test_the_page_of_what_is_served_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "Run scripts/api_coverage.py"
