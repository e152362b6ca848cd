"""A merchant imports a sheet with a mistake in it: upload, bar, error, its list, the mended sheet, the products."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_first_product import sign_in
from tests.factories import MallFactory
from tests.live import LiveServer

pytestmark = pytest.mark.browser
ROWS = 400
HEAD = "Product code,Product name,Price,Options,Stock per combination\n"


def sheet(price_of_last: str) -> str:
    lines = [f"CUP-{number:03},Cup {number},{1000 + number},," for number in range(ROWS - 1)]
    lines.append(f'SHIRT-1,Linen shirt,{price_of_last},"Size: S, M",S: 3 | M: 5')
    return HEAD + "\n".join(lines) + "\n"


def send(page: Page, site: LiveServer, file: Path) -> None:
    page.goto(f"{site.url}/admin/products/import/")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Import").click()
    page.wait_for_url(re.compile(r"/import/\d+/"))


@pytest.mark.usefixtures("committed", "live_worker")
def test_a_bad_row_is_told_mended_and_applied(site: LiveServer, page: Page, tmp_path: Path) -> None:
    mall = MallFactory()
    sign_in(page, site.url, mall.host)
    file = tmp_path / "cups.csv"
    file.write_text(sheet("cheap"), encoding="utf-8")

    send(page, site, file)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=120_000)
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    expect(page.get_by_text(f"Created: {ROWS - 1}")).to_be_visible()
    row = page.get_by_role("row", name=f"{ROWS + 1} SHIRT-1")
    expect(row).to_contain_text("Price")
    expect(row).to_contain_text("“cheap” is no price in KRW.")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download all errors").click()
    errors = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert waiting.value.suggested_filename.endswith("-errors.csv")
    assert list(csv.reader(io.StringIO(errors)))[1] == [
        str(ROWS + 1),
        "SHIRT-1",
        "Price",
        "“cheap” is no price in KRW.",
    ]

    file.write_text(sheet("39000"), encoding="utf-8")
    send(page, site, file)
    expect(page.get_by_role("heading", name="Done")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("Created: 1", exact=True)).to_be_visible()
    expect(page.get_by_text(f"Already so: {ROWS - 1}")).to_be_visible()
    expect(page.get_by_text("Failed rows: 0")).to_be_visible()

    page.get_by_role("main").get_by_role("link", name="Product list").last.click()
    page.get_by_role("link", name="Linen shirt").click()
    page.get_by_role("main").get_by_role("link", name="Combinations and stock", exact=True).click()
    expect(page.get_by_label("S: Stock")).to_have_value("3")
    expect(page.get_by_label("M: Stock")).to_have_value("5")
