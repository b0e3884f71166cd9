"""Whole readings, blind first: one by keyboard alone, and one case between two clinicians."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from data.actor import SYSTEM, Role
from data.audit import append
from domains.chest.store import CaseRow, ContradictionRow
from tests.browser.conftest import enter_as, serving
from tests.browser.test_chest import (
    add_to_what_is_signed,
    decided,
    film_is_shown,
    findings_are_shown,
    is_signed,
    sign_button,
    walk_in,
    walk_to,
)
from ui.suite import Suite

SECOND, PASSWORD = "second-clinician", "a quiet river bends"
FACTS = ".chiron-facts b"


@pytest.fixture(scope="module")
def hospital(demonstration_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration with a second clinician, read blind first, in which note and film disagree on two things."""
    home = tmp_path_factory.mktemp("hospital") / "home"
    shutil.copytree(demonstration_home, home)
    suite = Suite.open(home, demo=True)
    suite.accounts.create(SECOND, PASSWORD, Role.CLINICIAN, by=SYSTEM)
    suite.lifecycle.configure("chest", {"blind_first": True, "lock_minutes": 240}, SYSTEM)
    disagree(suite)
    suite.close()
    with serving(home, "--demo") as url:
        yield url


def disagree(suite: Suite) -> None:
    """Store contradictions as a reading stores them; what a model finds in the one film may change with its weights."""
    with suite.database("chest").write() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.demonstration_key == "film-read")).one()
        assert case.note is not None
        case.contradictions.clear()
        for label, words, score in (("pneumothorax", "no pneumothorax", 1.5), ("effusion", "effusion", 0.5)):
            at = case.note.text.index(words)
            known = {finding["label"].lower(): finding["label"] for finding in case.readings[-1].findings}
            case.contradictions.append(
                ContradictionRow(
                    reading_id=case.readings[-1].id, label=known[label], note_status="absent", span_start=at,
                    span_end=at + len(words), text=words, side="", image_probability=0.6, score=score, regions=[],
                )
            )  # fmt: skip
        append(session, SYSTEM, "contradictions.store", f"case/{case.id}")


def open_case(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/chest")
    walk_to(page, name)
    page.keyboard.press("Enter")
    expect(page.locator(FACTS)).to_have_text(f"Demonstration, {name}")


def impression(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your own impression first")


def state_impression(page: Page, words: str) -> None:
    """Write it, which the findings wait for."""
    expect(impression(page)).to_be_visible()
    expect(page.locator(".review")).to_have_count(0)
    page.keyboard.press("t")
    expect(impression(page)).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")


def report(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Report", exact=True)


def saved(page: Page) -> None:
    expect(page.locator(".saved")).to_contain_text("Saved by")


def test_a_whole_reading_by_keyboard_alone_blind_first(page: Page, hospital: str) -> None:
    enter_as(page, hospital, "Clinician")
    keys = page.keyboard
    page.goto(f"{hospital}/chest")
    row = page.locator(".list tbody tr", has_text="Berta")
    walk_to(page, "Berta")
    expect(row).not_to_contain_text("contradiction")
    keys.press("m")
    expect(row).to_contain_text("You")
    keys.press("Enter")
    expect(page.locator(FACTS)).to_have_text("Demonstration, Berta")
    viewer = film_is_shown(page)
    expect(page.get_by_text("pneumothorax").first).to_be_visible()
    state_impression(page, "Round masses in both lungs.")
    count = findings_are_shown(page)
    labels = [str(each.get_attribute("data-label")) for each in page.locator(".finding").all()]
    keys.press("j")
    keys.press("k")
    keys.press("a")
    keys.press("r")
    keys.press("e")
    keys.press("ArrowDown")
    keys.press("Enter")
    decided(page, f"3 of {count} findings decided")
    keys.press("c")
    expect(page.locator(".tabs .count")).to_have_text("2")
    expect(page.locator(".note mark[data-chosen]")).to_have_text(re.compile("no\\s+pneumothorax"))
    expect(viewer).to_have_attribute("data-layer", next(each for each in labels if each.lower() == "pneumothorax"))
    keys.press("x")
    keys.type("The note tells of the past.")
    keys.press("Enter")
    expect(page.locator(".dispute[data-aside]")).to_contain_text("Put aside")
    expect(page.locator(".tabs .count")).to_have_text("1")
    keys.press("j")
    keys.press("c")
    keys.press("Shift+A")
    decided(page, f"All {count} findings decided")
    write_the_report(page, labels[1].replace("_", " ").lower())
    sign_with_what_stands(page)
    add_to_what_is_signed(page, "Discussed by telephone.")
    keys.press("n")
    expect(page.locator(FACTS)).to_have_text("Demonstration, Dora")


def write_the_report(page: Page, rejected: str) -> None:
    """In one's own words: saved, taken back by undo, written again, and warned of what was rejected."""
    keys = page.keyboard
    keys.press("t")
    expect(report(page)).to_be_focused()
    keys.press("Control+End")
    keys.type(f"\nThere is {rejected}.")
    saved(page)
    expect(page.locator(".told .warning")).to_contain_text("which you rejected")
    keys.press("Escape")
    keys.press("u")
    keys.press("t")
    expect(report(page)).not_to_have_value(re.compile(f"There is {rejected}"))
    expect(page.locator(".told .warning")).to_have_count(0)
    keys.press("Control+End")
    keys.type("\nCompared with nothing: no earlier films.")
    saved(page)
    keys.press("Escape")


def sign_with_what_stands(page: Page) -> None:
    keys = page.keyboard
    expect(sign_button(page)).to_be_enabled()
    keys.press("s")
    dialog = page.get_by_role("dialog", name="Sign this reading")
    expect(dialog.get_by_text("Compared with nothing: no earlier films.")).to_be_visible()
    sign = dialog.get_by_role("button", name="Sign and freeze")
    for box in ("I have looked at the film", "1 contradiction stands"):
        expect(sign).to_be_disabled()
        walk_in(page, dialog.get_by_role("checkbox", name=re.compile(box)))
        keys.press("Space")
    expect(sign).to_be_enabled()
    walk_in(page, sign)
    keys.press("Enter")
    is_signed(page)


def test_two_clinicians_on_one_case_neither_overwrite_nor_lose_anything(
    page: Page, chromium: Browser, hospital: str
) -> None:
    enter_as(page, hospital, "Clinician")
    open_case(page, hospital, "Dora")
    state_impression(page, "No film to look at.")
    count = findings_are_shown(page)
    page.keyboard.press("a")
    decided(page, f"1 of {count} findings decided")
    other = chromium.new_context(viewport={"width": 1440, "height": 900})
    second = other.new_page()
    enter_by_name(second, hospital)
    second.goto(f"{hospital}/chest")
    expect(second.locator(".list tbody tr", has_text="Dora")).to_contain_text("demo-clinician has it in hand")
    open_case(second, hospital, "Dora")
    expect(second.get_by_text("demo-clinician has had this case in hand since")).to_be_visible()
    expect(impression(second)).not_to_be_editable()
    second.keyboard.press("o")
    expect(impression(second)).to_be_editable()
    state_impression(second, "None, either.")
    decided(second, f"1 of {count} findings decided")
    the_first_is_told(page)
    the_first_takes_it_back(page)
    second.keyboard.press("a")
    expect(second.get_by_role("alert")).to_contain_text("demo-clinician took this case over from you at")
    decided(second, f"1 of {count} findings decided")
    second.keyboard.press("t")
    expect(report(second)).to_have_value(re.compile("^Words of the first"))
    page.goto(hospital)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    second.goto(f"{hospital}/chest")
    expect(second.locator(".list tbody tr", has_text="Dora")).not_to_contain_text("in hand")
    other.close()


def enter_by_name(page: Page, url: str) -> None:
    page.goto(f"{url}/signin")
    page.get_by_label("Name").fill(SECOND)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_test_id("stSidebar").get_by_text(f"Signed in as {SECOND}")).to_be_visible()


def the_first_is_told(page: Page) -> None:
    """What was typed is refused with a sentence, and stays in the field."""
    page.keyboard.press("t")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Words of the first. ")
    expect(page.get_by_role("alert")).to_contain_text(f"{SECOND} took this case over from you at")
    expect(page.locator(".saved")).to_have_text("Not saved; your words are still here.")
    expect(report(page)).to_have_value(re.compile("^Words of the first"))
    expect(report(page)).not_to_be_editable()


def the_first_takes_it_back(page: Page) -> None:
    """And what was typed is saved of itself."""
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.keyboard.press("t")
    saved(page)
    expect(report(page)).to_have_value(re.compile("^Words of the first"))
    page.keyboard.press("Escape")
