"""The pictures of telemedicine: at the width of a desktop and of a phone, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect

from domains.telemedicine.demo import FILM
from domains.telemedicine.demonstration import script

DESKTOP, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
Scheme = Literal["light", "dark"]
Take = Callable[[Page, str], None]
TABS = ("Facts", "Picture", "Summary", "History")
SHOWN = """() => { const roots = [...document.querySelectorAll('*')].map((each) => each.shadowRoot).filter(Boolean);
  const video = roots.map((root) => root.querySelector('.player video')).find(Boolean);
  return video && video.readyState >= 2 && !video.seeking; }"""


def photograph(browser: Browser, url: str, take: Take) -> None:
    """Every view as a clinician sees it; a visit is begun, processed for a moment and deleted again."""
    page = _enter(browser, url, DESKTOP, "light")
    page.goto(f"{url}/telemedicine")
    expect(page.locator(".list tbody tr").first).to_be_visible()
    take(page, "telemedicine-visits")
    _begun(page, url, take)
    _visit(page, url, take)
    page.context.close()
    for size, scheme, suffix in (
        (DESKTOP, "dark", "-dark"),
        (PHONE, "light", "-phone"),
        (PHONE, "dark", "-phone-dark"),
    ):
        page = _enter(browser, url, size, scheme)  # type: ignore[arg-type]
        _open(page, url, script.TITLE)
        _note(page, take, suffix)
        page.context.close()


def _enter(browser: Browser, url: str, size: ViewportSize, scheme: Scheme) -> Page:
    page = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(f"{url}/signin")
    page.get_by_role("button", name="Clinician").click()
    expect(page.get_by_test_id("stMain")).to_be_visible()
    return page


def _begun(page: Page, url: str, take: Take) -> None:
    """Consent, the ways to bring a consultation in, and the machine at work."""
    page.goto(f"{url}/telemedicine?visit=new")
    page.get_by_role("textbox", name="Patient", exact=True).fill(script.LABEL)
    page.get_by_role("textbox", name="Patient's number").fill(script.REFERENCE)
    page.get_by_text("The patient agrees to this").click()
    take(page, "telemedicine-consent")
    page.get_by_role("button", name="Record the consent and go on").click()
    expect(page.locator(".recorder")).to_be_visible()
    take(page, "telemedicine-record")
    page.get_by_role("tab", name="Upload").click()
    page.locator(".sending input").set_input_files(FILM)
    page.get_by_role("button", name="Process it").click()
    expect(page.locator(".telemedicine-steps li").nth(2)).to_have_attribute("data-state", "running", timeout=120_000)
    expect(page.locator(".telemedicine-steps li").nth(2)).to_contain_text(re.compile("[1-9][0-9]?%"), timeout=120_000)
    take(page, "telemedicine-working")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_text("I want it deleted").click()
    page.get_by_role("button", name="Delete this visit").click()
    expect(page.locator(".list")).to_be_visible()


def _open(page: Page, url: str, title: str) -> None:
    page.goto(f"{url}/telemedicine")
    page.locator(".list tbody tr", has_text=title).first.click()
    expect(page.locator(".sentence").first).to_be_visible()
    expect(page.locator(".line").first).to_be_visible()


def _note(page: Page, take: Take, suffix: str) -> None:
    """The note with the utterance that a sentence rests on, half a minute into the film."""
    page.locator(".sentence").nth(4).locator(".source").first.click()
    expect(page.locator(".player[data-playing]")).to_be_visible()
    page.keyboard.press("k")
    page.wait_for_function(SHOWN)
    page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTo(0, 0)")
    take(page, f"telemedicine-note{suffix}")


def _visit(page: Page, url: str, take: Take) -> None:
    _open(page, url, script.TITLE)
    _note(page, take, "")
    for tab in TABS:
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()
        take(page, f"telemedicine-{tab.lower()}")
    _open(page, url, script.WRITTEN_TITLE)
    expect(page.get_by_role("button", name="Amend")).to_be_visible()
    take(page, "telemedicine-signed")
