"""The table of lines that can be opened, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Kit

COLUMNS = [{"title": "Patient", "align": "left"}, {"title": "Decided", "align": "right"}]


def cell(text: str, tone: str = "", note: str = "") -> dict[str, str]:
    return {"text": text, "tone": tone, "note": note}


def listed(*names: str) -> dict[str, Any]:
    rows = [{"id": name, "label": f"{name}, new", "cells": [cell(name, "strong", "P-1"), cell("0")]} for name in names]
    return {"caption": "Worklist", "columns": COLUMNS, "rows": rows}


@pytest.fixture
def kit(page: Page) -> Kit:
    kit = Kit(page)
    kit.mount("table", listed("Ada", "Berta", "Clara"))
    return kit


def sent(kit: Kit) -> list[list[str]]:
    opened: list[list[str]] = kit.run("() => window.sent")
    return opened


def test_it_is_a_table_with_headings(kit: Kit) -> None:
    table = kit.page.get_by_role("table", name="Worklist")
    expect(table.get_by_role("columnheader")).to_have_text(["Patient", "Decided"])
    expect(table.get_by_role("row", name="Berta, new")).to_contain_text("P-1")


def test_a_click_opens_a_line(kit: Kit) -> None:
    kit.page.get_by_text("Berta").click()
    assert sent(kit) == [["open", "Berta"]]


def test_keys_move_and_enter_opens(kit: Kit) -> None:
    for key in ("j", "j", "ArrowDown", "j", "k", "Enter"):
        kit.page.keyboard.press(key)
    assert sent(kit) == [["open", "Berta"]]


def test_new_lines_replace_the_old(kit: Kit) -> None:
    kit.run("(data) => window.show(data)", listed("<b>Dora</b>"))
    expect(kit.page.locator("tbody tr")).to_have_text("<b>Dora</b>P-10")
    kit.page.keyboard.press("j")
    kit.page.keyboard.press("Enter")
    assert sent(kit) == [["open", "<b>Dora</b>"]]
