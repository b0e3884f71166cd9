"""Whoever cannot see, hear or click well is not shut out: telemedicine through axe, in both themes and widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from domains.telemedicine.demonstration import script
from tests.browser import consultation
from tests.browser.conftest import enter_as
from tests.browser.test_vocabulary_access import DESKTOP, PHONE, faults


@pytest.fixture(params=[("light", DESKTOP), ("dark", PHONE)], ids=["light-desktop", "dark-phone"])
def themed(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that axe may be put into, past the content security policy that would refuse it.

    Colours depend on the theme and sizes on the width, so that each is tried once.
    """
    scheme, size = request.param
    context = chromium.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    yield context.new_page()
    context.close()


def found(page: Page, place: str) -> list[str]:
    """The faults of a place."""
    consultation.settled(page)
    return [f"{place}: {fault}" for fault in faults(page)]


def test_axe_finds_no_serious_fault_on_the_way_to_a_visit(themed: Page, clinic: str) -> None:
    enter_as(themed, clinic, "Clinician")
    themed.goto(f"{clinic}/telemedicine")
    expect(themed.get_by_role("button", name="New visit")).to_be_visible()
    told = found(themed, "list")
    themed.goto(f"{clinic}/telemedicine?visit=new")
    expect(themed.get_by_role("heading", name="Consent")).to_be_visible()
    told += found(themed, "consent")
    consultation.begin(themed, clinic, "Looked at")
    for tab in ("Record", "Upload", "Transcript", "Chat", "Attachments"):
        themed.get_by_role("tab", name=tab).click()
        told += found(themed, tab)
    assert not told, "\n".join(told)


def test_axe_finds_no_serious_fault_in_a_visit(themed: Page, demonstration: str) -> None:
    enter_as(themed, demonstration, "Clinician")
    consultation.open_visit(themed, demonstration, script.TITLE)
    told = []
    for tab in ("Note", "Facts", "Picture", "Summary", "History"):
        themed.get_by_role("tab", name=tab).click()
        told += found(themed, tab)
    themed.get_by_role("tab", name="Note").click()
    for opened in ("Delete", "Save"):
        themed.get_by_role("button", name=opened, exact=True).click()
        told += found(themed, opened)
        themed.keyboard.press("Escape")
    consultation.open_visit(themed, demonstration, script.WRITTEN_TITLE)
    expect(themed.get_by_role("button", name="Amend")).to_be_visible()
    told += found(themed, "signed")
    assert not told, "\n".join(told)


def test_on_a_phone_nothing_to_touch_in_the_player_is_smaller_than_a_finger(
    page: Page, sign_in: Callable[[Page, str], str]
) -> None:
    url = sign_in(page, "Clinician")
    consultation.open_visit(page, url, script.TITLE)
    page.set_viewport_size(PHONE)
    consultation.settled(page)
    pressed = page.locator(".transport button:visible, .tools button:visible, .draft .foot button:visible").all()
    low = [box for each in pressed if (box := each.bounding_box())]
    assert low and all(box["height"] >= 44 and box["width"] >= 44 for box in low), low
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "nothing is wider than the screen"
