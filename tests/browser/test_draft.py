"""The note under review in a real browser: decided on by keyboard, worded anew, and led to its seconds."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Kit


def sentence(number: int, text: str, state: str = "proposed", **more: Any) -> dict[str, Any]:
    source = {"utterance": number, "second": 3.0 * number, "said": f"Patient: {text}"}
    plain = {"number": number, "text": text, "state": state, "sources": [source], "author": "machine", "proposed": text}
    return {**plain, "source_changed": False, **more}


SECTIONS = [
    {"number": 0, "title": "History", "sentences": [sentence(0, "A dry cough."), sentence(1, "Night sweats.")]},
    {"number": 1, "title": "Plan", "sentences": [sentence(0, "Chest film today."), sentence(1, "Old.", "removed")]},
]


def shown(**more: Any) -> dict[str, Any]:
    plain = {
        "scope": "v/1", "acknowledged": "", "sections": SECTIONS, "locked": False, "undo": "accept", "blocker": "",
        "rewrites": False, "problem": "",
    }  # fmt: skip
    return {**plain, **more}


@pytest.fixture
def kit(page: Page) -> Kit:
    kit = Kit(page)
    kit.run("() => window.addEventListener('chiron:moment', ({detail}) => (window.led ??= []).push(detail))")
    return kit


def acts(kit: Kit) -> list[dict[str, Any]]:
    return [value for event, value in kit.run("() => window.sent") if event == "act"]


def test_sentences_are_decided_by_keyboard_and_the_next_one_is_chosen(kit: Kit) -> None:
    kit.mount("draft", shown())
    rows = kit.page.locator(".sentence")
    rows.first.focus()
    kit.page.keyboard.press("a")
    expect(rows.nth(1)).to_be_focused()
    expect(rows.first).to_contain_text("Saving")
    kit.page.keyboard.press("x")
    (first,) = acts(kit)
    assert (first["kind"], first["section"], first["number"], first["accepted"]) == ("accept", 0, 0, True)
    kit.run("(data) => window.show(data)", shown(acknowledged=first["id"]))
    second = acts(kit)[1]
    assert (second["kind"], second["section"], second["number"]) == ("remove", 0, 1)


def test_a_source_leads_to_its_second_and_so_does_enter(kit: Kit) -> None:
    kit.mount("draft", shown())
    kit.page.get_by_role("button", name="Hear 0:03").first.click()
    kit.page.locator(".sentence").first.focus()
    kit.page.keyboard.press("Enter")
    led = kit.run("() => window.led")
    assert [(each["second"], each["utterances"][0]) for each in led] == [(3, 1), (0, 0)]
    expect(kit.page.locator(".sentence[data-led]")).to_have_count(1)


def test_a_sentence_is_put_into_the_clinicians_words_or_left(kit: Kit) -> None:
    kit.mount("draft", shown())
    kit.page.locator(".sentence").first.focus()
    kit.page.keyboard.press("e")
    area = kit.page.get_by_role("textbox", name="The sentence in your words")
    area.fill("A dry cough at  night.")
    kit.page.keyboard.press("Escape")
    assert acts(kit) == []
    kit.page.keyboard.press("e")
    area.fill("A dry cough at  night.")
    kit.page.keyboard.press("Enter")
    (act,) = acts(kit)
    assert (act["kind"], act["text"]) == ("edit", "A dry cough at night.")


def test_an_own_sentence_may_name_the_chosen_utterance_as_its_source(kit: Kit) -> None:
    kit.mount("draft", shown())
    kit.page.get_by_role("button", name="Add a sentence to Plan").click()
    kit.page.keyboard.type("See again in a week.")
    detail = {"scope": "v/1", "utterance": 18, "second": 67.4}
    kit.page.evaluate("d => window.dispatchEvent(new CustomEvent('chiron:utterance', {detail: d}))", detail)
    kit.page.get_by_role("button", name="Rests on 1:07").click()
    expect(kit.page.get_by_role("textbox", name="Your sentence")).to_have_value("See again in a week.")
    kit.page.keyboard.press("Enter")
    (act,) = acts(kit)
    assert (act["kind"], act["section"], act["sources"]) == ("add", 1, [18])


def test_what_was_left_out_is_brought_back_and_all_is_accepted(kit: Kit) -> None:
    kit.mount("draft", shown())
    kit.page.get_by_role("button", name="Bring back").click()
    kit.run("(data) => window.show(data)", shown(acknowledged=acts(kit)[0]["id"]))
    kit.page.get_by_role("button", name="Accept all").click()
    assert [act["kind"] for act in acts(kit)] == ["accept", "acceptAll"]


def test_nothing_is_signed_while_something_stands_in_its_way(kit: Kit) -> None:
    kit.mount("draft", shown(blocker="3 sentences are not decided yet."))
    expect(kit.page.get_by_text("3 sentences are not decided yet.")).to_be_visible()
    expect(kit.page.locator("[data-act=sign]")).to_be_disabled()
    kit.run("(data) => window.show(data)", shown())
    kit.page.locator("[data-act=sign]").click()
    assert [act["kind"] for act in acts(kit)] == ["sign"]


def test_a_locked_note_leads_but_does_not_change(kit: Kit) -> None:
    kit.mount("draft", shown(locked=True))
    expect(kit.page.locator(".acts")).to_have_count(0)
    kit.page.locator(".sentence").first.focus()
    for key in ("a", "x", "e", "Enter"):
        kit.page.keyboard.press(key)
    assert acts(kit) == [] and len(kit.run("() => window.led")) == 1


def test_a_source_that_changed_asks_for_another_look(kit: Kit) -> None:
    changed = [{"number": 0, "title": "History", "sentences": [sentence(0, "Cough.", "accepted", source_changed=True)]}]
    kit.mount("draft", shown(sections=changed))
    expect(kit.page.locator(".tally")).to_have_text("0 of 1 sentences reviewed")
    kit.page.locator(".sentence").focus()
    kit.page.keyboard.press("a")
    assert acts(kit)[0]["accepted"] is True


def test_markup_in_a_sentence_stays_text(kit: Kit) -> None:
    bad = "<img src=x onerror=\"document.title='owned'\">"
    kit.mount("draft", shown(sections=[{"number": 0, "title": bad, "sentences": [sentence(0, bad)]}]))
    expect(kit.page.locator(".words")).to_contain_text(bad)
    expect(kit.page.locator("img")).to_have_count(0)
    assert kit.page.title() == ""
