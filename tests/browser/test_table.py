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


ACTIONS = [
    {"id": "mine", "title": "Assign to me", "key": "m", "options": []},
    {"id": "rank", "title": "Priority", "key": "p", "options": [["stat", "STAT"], ["urgent", "Urgent"]]},
]


@pytest.fixture
def chooser(kit: Kit) -> Kit:
    kit.run("(data) => window.show(data)", {**listed("Ada", "Berta", "Clara"), "actions": ACTIONS, "search": "Patient"})
    return kit


def press(kit: Kit, *keys: str) -> None:
    for key in keys:
        kit.page.keyboard.press(key)


def test_a_letter_acts_on_the_line_that_has_the_focus(chooser: Kit) -> None:
    press(chooser, "m")
    assert sent(chooser) == [], "no line is meant"
    press(chooser, "j", "j", "m")
    assert sent(chooser) == [["act", {"action": "mine", "value": "", "ids": ["Berta"]}]]


def test_several_lines_are_chosen_and_ranked_by_keyboard_alone(chooser: Kit) -> None:
    press(chooser, "j", "x", "j", "j", "x")
    expect(chooser.page.locator(".many")).to_have_text("2 chosen")
    expect(chooser.page.get_by_role("checkbox", checked=True)).to_have_count(2)
    press(chooser, "p")
    expect(chooser.page.get_by_role("menuitem", name="STAT")).to_be_focused()
    press(chooser, "ArrowDown", "Enter")
    assert sent(chooser) == [["act", {"action": "rank", "value": "urgent", "ids": ["Ada", "Clara"]}]]
    expect(chooser.page.get_by_role("menu")).to_have_count(0)
    expect(chooser.page.locator(".many")).to_have_text("No line chosen")


def test_escape_closes_a_list_of_choices_and_leads_back(chooser: Kit) -> None:
    press(chooser, "j", "p", "Escape")
    expect(chooser.page.get_by_role("row", name="Ada, new")).to_be_focused()
    assert sent(chooser) == []


def test_all_are_chosen_and_let_go_and_a_box_opens_nothing(chooser: Kit) -> None:
    press(chooser, "Shift+X")
    expect(chooser.page.locator(".many")).to_have_text("3 chosen")
    press(chooser, "Shift+X")
    expect(chooser.page.locator(".many")).to_have_text("No line chosen")
    chooser.page.get_by_role("checkbox", name="Choose Clara, new").click()
    expect(chooser.page.locator(".many")).to_have_text("1 chosen")
    chooser.page.get_by_role("button", name="Assign to me").click()
    assert sent(chooser) == [["act", {"action": "mine", "value": "", "ids": ["Clara"]}]]


def test_the_focus_and_what_was_chosen_outlive_new_lines(chooser: Kit) -> None:
    press(chooser, "j", "x")
    chooser.run("(data) => window.show(data)", {**listed("Zoe", "Ada"), "actions": ACTIONS, "search": ""})
    expect(chooser.page.get_by_role("row", name="Ada, new")).to_be_focused()
    expect(chooser.page.locator(".many")).to_have_text("1 chosen")
    chooser.run("(data) => window.show(data)", {**listed("Zoe"), "actions": ACTIONS, "search": ""})
    expect(chooser.page.locator(".many")).to_have_text("No line chosen")
