"""A consultation from the film to the reading room: uploaded, followed, corrected, signed, read beside a chest film."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import consultation
from tests.browser.conftest import enter_as

MENDED = "Lisinopril, 10 milligrams, once a day."


def test_a_film_becomes_a_signed_note_that_arrives_in_the_reading_room(page: Page, clinic: str) -> None:
    enter_as(page, clinic, "Clinician")
    consultation.begin(page, clinic, "Breathless")
    page.get_by_role("tab", name="Upload").click()
    page.locator(".sending input").set_input_files(consultation.FILM)
    expect(page.get_by_text("The recording is here; a visit has one.")).to_be_visible()
    page.get_by_role("button", name="Process it").click()
    expect(page.get_by_role("list", name="Steps")).to_be_visible()
    expect(page.locator(".player")).to_be_visible(timeout=consultation.PATIENCE_MS)
    _follow(page)
    _correct(page)
    _source(page)
    _sign(page)
    _arrives(page, clinic)


def _follow(page: Page) -> None:
    """The transcript goes with the film, and the keyboard leads it."""
    expect(page.locator(".line").first).to_be_visible()
    page.locator(".line").first.focus()
    page.keyboard.press("Space")
    consultation.playing(page, 1)
    for _ in range(3):
        page.keyboard.press("l")
    page.keyboard.press("Space")
    second = consultation.second(page)
    assert 28 < second < 40
    expect(page.locator(".line[aria-current=true]")).to_be_in_viewport()


def _correct(page: Page) -> None:
    """The drug that was heard wrong is mended, and note and facts follow."""
    line = page.locator(".line").filter(has_text=re.compile("(10|ten) (milligrams|mg)", re.IGNORECASE)).first
    line.locator(".text").dblclick(position={"x": 6, "y": 8})
    page.get_by_role("textbox", name="Correct what was said").fill(MENDED)
    page.keyboard.press("Enter")
    expect(page.locator(".sentence").filter(has_text=re.compile("lisinopril", re.IGNORECASE)).first).to_be_visible()
    page.get_by_role("tab", name="Facts").click()
    expect(page.locator(".leads .lead").filter(has_text=re.compile("Lisinopril.*10 mg.*once a day"))).to_be_visible()
    page.get_by_role("tab", name="Note").click()


def _source(page: Page) -> None:
    """A source leads to its second."""
    sentence = page.locator(".sentence").filter(has_text=re.compile("lisinopril", re.IGNORECASE)).first
    sentence.locator(".source").first.click()
    consultation.playing(page, 34)
    expect(page.locator(".line[data-cited]").filter(has_text="Lisinopril").first).to_be_in_viewport()


def _sign(page: Page) -> None:
    page.get_by_role("button", name="Accept all").click()
    expect(page.locator(".tally")).to_contain_text("All")
    page.get_by_role("button", name="Sign", exact=False).filter(has_text="…").click()
    dialog = page.get_by_role("dialog", name="Sign this note")
    dialog.get_by_text("I have read the note against what was said").click()
    dialog.get_by_role("button", name="Sign and freeze").click()
    expect(page.get_by_text(re.compile("^Signed by demo-clinician"))).to_be_visible()
    expect(page.get_by_role("button", name="Amend")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Correct what was said")).to_have_count(0)


def _arrives(page: Page, url: str) -> None:
    page.goto(f"{url}/chest")
    page.locator(".list tbody tr", has_text="Demonstration, Berta").first.click()
    page.get_by_role("button", name="Notes", exact=True).click()
    dialog = page.get_by_role("dialog", name="Notes of this patient")
    expect(dialog).to_contain_text(re.compile("lisinopril", re.IGNORECASE))
    expect(dialog).to_contain_text("Breathless")
    expect(dialog).to_contain_text("signed by demo-clinician")
