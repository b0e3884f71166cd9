"""Whoever cannot see, hear or click well is not shut out: every section through axe, at both widths, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import school
from tests.browser.conftest import enter_as

DESKTOP, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
GRAVE = ("serious", "critical")
OPTIONS = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
"""What WCAG 2.2 asks at the levels A and AA."""


@pytest.fixture(params=["light", "dark"])
def themed(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that axe may be put into, past the content security policy that would refuse it."""
    context = chromium.new_context(viewport=DESKTOP, color_scheme=request.param, bypass_csp=True)
    yield context.new_page()
    context.close()


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical: the rule, and where."""
    found: dict[str, Any] = Axe().run(page, options=OPTIONS).response
    return [
        f"{fault['id']}: {node['target']} {node['html'][:160]}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def both_widths(page: Page, place: str) -> list[str]:
    """The faults of a place, at the width of a desktop and of a phone."""
    told = []
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        school.settled(page)
        told += [f"{place}, {name}: {fault}" for fault in faults(page)]
    page.set_viewport_size(DESKTOP)
    return told


def test_axe_finds_no_serious_fault_in_any_section(
    themed: Page, school_url: str, school_made: tuple[Path, str]
) -> None:
    enter_as(themed, school_url, "Learner")
    told = []
    for section in ("learn", "browse", "statistics", "decks", "classes"):
        school.open_section(themed, school_url, section)
        told += both_widths(themed, section)
    for part in ("words", "add", "pictures", "settings"):
        school.open_section(themed, school_url, "decks", deck=school_made[1], part=part)
        told += both_widths(themed, part)
    assert not told, "\n".join(told)


def test_axe_finds_no_serious_fault_in_a_card(themed: Page, school_url: str) -> None:
    enter_as(themed, school_url, "Learner")
    school.open_section(themed, school_url)
    school.begin(themed, school.TITLE)
    told = both_widths(themed, "asked")
    themed.keyboard.press("1")
    expect(themed.locator(".cards[data-phase=told] .rating").first).to_be_visible()
    told += both_widths(themed, "told")
    assert not told, "\n".join(told)


def test_on_a_phone_nothing_to_touch_is_smaller_than_a_finger(page: Page, school_url: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{school_url}/signin")
    page.get_by_role("button", name="Learner").click()
    expect(page.get_by_test_id("stMain")).to_be_visible()
    school.open_section(page, school_url)
    school.begin(page, school.TITLE)
    low = [box for each in page.locator(".cards button:visible").all() if (box := each.bounding_box())]
    assert low and all(box["height"] >= 44 and box["width"] >= 44 for box in low), low
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "nothing is wider than the screen"
