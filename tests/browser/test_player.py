"""The player in a real browser: playback, a transcript that follows, search, and what is mended in it."""

import base64
import io
import re
import wave
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import Kit

SECONDS = 60
SAID = (
    "Good morning, what brings you in today?",
    "I have had this cough for two weeks and some fever.",
    "Any chest pain or shortness of breath?",
    "No chest pain, but I get short of breath on the stairs.",
    "Which medicines do you take?",
    "I take metformin, five hundred milligrams twice a day.",
)
VIDEO = "document.body.firstChild.shadowRoot.querySelector('video')"


def hush(seconds: int, rate: int = 3000) -> str:
    """Silence as a WAV that a page can play, as a data address."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 1, rate, 0, "NONE", ""))
        file.writeframes(b"\x80" * rate * seconds)
    return f"data:audio/wav;base64,{base64.b64encode(out.getvalue()).decode()}"


RECORDING = {"url": hush(SECONDS), "kind": "audio", "title": "Recording"}


def lines(many: int = 18) -> list[dict[str, Any]]:
    """Utterances of three seconds each, a word every third of a second."""
    told = []
    for at in range(many):
        text, start = SAID[at % len(SAID)], 3.0 * at
        times = [round(start + n / 3, 2) for n in range(len(text.split()))]
        told.append({"start": start, "end": start + 2.9, "speaker": at % 2, "text": text, "times": times})
    return [{"repairs": [], "corrected": False, "kind": "speech", **each} for each in told]


def shown(**more: Any) -> dict[str, Any]:
    told = lines()
    at = told[5]["text"].index("metformin")
    repair = {"start": at, "end": at + 9, "before": "met forming", "after": "metformin", "kind": "drug", "kept": True}
    told[5]["repairs"] = [repair]
    stretches = [
        {"first": 0, "stop": 4, "name": "History", "tone": 0, "start": 0.0, "end": 12.0},
        {"first": 4, "stop": 18, "name": "Medications", "tone": 1, "start": 12.0, "end": 60.0},
    ]
    speakers = [
        {"id": "A", "name": "Doctor", "role": "doctor", "tone": 0},
        {"id": "B", "name": "Patient", "role": "patient", "tone": 1},
    ]
    plain = {
        "scope": "v/1", "acknowledged": "", "media": RECORDING, "seconds": SECONDS, "speakers": speakers,
        "roles": {"doctor": "Doctor", "patient": "Patient", "other": "Other"}, "lines": told, "stretches": stretches,
        "marks": [{"kind": "drug", "words": "Metformin", "second": 16.0, "utterance": 5}],
        "levels": [-30.0] * SECONDS, "locked": False, "canUndo": True, "problem": "",
    }  # fmt: skip
    return {**plain, **more}


@pytest.fixture
def kit(page: Page) -> Kit:
    return Kit(page)


def drawn(kit: Kit, **more: Any) -> Page:
    kit.mount("player", shown(**more))
    if more.get("media", RECORDING):
        kit.page.wait_for_function(f"{VIDEO}.readyState > 0")
    return kit.page


def acts(kit: Kit) -> list[dict[str, Any]]:
    return [value for event, value in kit.run("() => window.sent") if event == "act"]


def second(page: Page) -> float:
    return float(page.evaluate(f"{VIDEO}.currentTime"))


def test_playback_by_keyboard_alone(kit: Kit) -> None:
    page = drawn(kit)
    page.keyboard.press("Space")
    page.wait_for_function(f"!{VIDEO}.paused && {VIDEO}.currentTime > 0")
    page.keyboard.press("k")
    page.wait_for_function(f"{VIDEO}.paused")
    for key, at in (("]", 3), ("]", 6), ("[", 3), ("l", 13), ("ArrowRight", 18), ("ArrowLeft", 13), ("j", 3)):
        page.keyboard.press(key)
        assert second(page) == pytest.approx(at, abs=0.05), key
    for key, rate in ((".", 1.25), (".", 1.5), (",", 1.25)):
        page.keyboard.press(key)
        assert page.evaluate(f"{VIDEO}.playbackRate") == rate
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_transcript_follows_word_by_word_until_the_reader_scrolls_away(kit: Kit) -> None:
    kit.page.emulate_media(reduced_motion="reduce")
    page = drawn(kit, lines=lines(60), seconds=180)
    page.evaluate(f"{VIDEO}.currentTime = 46.0")
    expect(page.locator(".line[aria-current=true]")).to_have_attribute("data-n", "15")
    expect(page.locator(".line[aria-current=true]")).to_be_in_viewport()
    expect(page.locator(".now")).to_have_text("but")
    follow = page.get_by_role("button", name="Follow", exact=True)
    expect(follow).to_be_hidden()
    page.locator(".lines").hover()
    page.mouse.wheel(0, 3000)
    expect(follow).to_be_visible()
    expect(page.locator(".line[aria-current=true]")).not_to_be_in_viewport()
    follow.click()
    expect(page.locator(".line[aria-current=true]")).to_be_in_viewport()


def test_a_word_an_utterance_a_topic_and_a_mark_lead_to_their_second(kit: Kit) -> None:
    page = drawn(kit)
    page.locator(".line").nth(3).get_by_text("short", exact=True).click()
    assert second(page) == pytest.approx(11.0, abs=0.05)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert second(page) in (pytest.approx(12.0, abs=0.05), pytest.approx(16.0, abs=0.05))
    page.locator(".mark").click()
    assert second(page) == pytest.approx(16.0, abs=0.05)
    page.get_by_role("button", name="Topics").click()
    page.get_by_role("menuitem", name=re.compile("Medications")).click()
    assert second(page) == pytest.approx(12.0, abs=0.05)
    expect(page.locator(".topic")).to_have_text("Medications")


def test_what_rests_on_an_utterance_plays_and_marks_it(kit: Kit) -> None:
    page = drawn(kit)
    page.mouse.click(300, 20)
    detail = {"scope": "v/1", "second": 9.0, "utterances": [3, 4]}
    page.evaluate("d => window.dispatchEvent(new CustomEvent('chiron:moment', {detail: d}))", detail)
    page.wait_for_function(f"{VIDEO}.currentTime >= 9 && !{VIDEO}.paused")
    expect(page.locator("[data-cited]")).to_have_count(2)
    page.evaluate(
        "d => window.dispatchEvent(new CustomEvent('chiron:moment', {detail: d}))", {**detail, "scope": "v/2"}
    )
    assert second(page) < 12


def test_somebody_who_was_led_to_an_utterance_arrives_there(kit: Kit) -> None:
    page = drawn(kit, at=15)
    expect(page.locator(".line[data-cited]")).to_be_in_viewport()
    page.wait_for_function(f"{VIDEO}.currentTime > 44")
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_hidden()


def test_what_was_said_is_searched_across_words(kit: Kit) -> None:
    page = drawn(kit)
    page.keyboard.press("/")
    page.keyboard.type("CHEST  pain")
    expect(page.locator(".hits")).to_have_text("1 of 6")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_have_text("2 of 6")
    expect(page.locator(".here")).to_have_text(["chest", "pain,"])
    page.locator(".line").nth(3).focus()
    page.keyboard.press("n")
    page.keyboard.press("Shift+N")
    expect(page.locator(".hits")).to_have_text("2 of 6")
    page.get_by_role("searchbox").fill("penicillin")
    expect(page.locator(".hits")).to_have_text("Not said")


def test_an_utterance_is_corrected_in_its_place_and_left_as_it_was_by_escape(kit: Kit) -> None:
    page = drawn(kit)
    page.locator(".line").nth(1).locator(".text").dblclick(position={"x": 4, "y": 8})
    area = page.get_by_role("textbox", name="Correct what was said")
    expect(area).to_have_value(SAID[1])
    page.keyboard.press("Escape")
    expect(area).to_have_count(0)
    assert acts(kit) == []
    page.keyboard.press("e")
    area.fill("I have  had this cough for\ntwo days.")
    area.press("Enter")
    (act,) = acts(kit)
    assert (act["kind"], act["utterance"], act["text"]) == ("correct", 1, "I have had this cough for two days.")
    expect(page.locator(".line").nth(1).locator(".text[data-saving]")).to_be_visible()
    mended = lines()
    mended[1] |= {"text": act["text"], "corrected": True}
    kit.run("d => window.show(d)", shown(lines=mended, acknowledged=act["id"]))
    expect(page.locator(".line").nth(1)).to_contain_text("corrected")


def test_a_repair_shows_what_was_heard_and_is_taken_back_by_one_press(kit: Kit) -> None:
    page = drawn(kit)
    mark = page.get_by_role("button", name="metformin")
    assert "met forming" in str(mark.get_attribute("title"))
    mark.focus()
    page.keyboard.press("Enter")
    (act,) = acts(kit)
    assert (act["kind"], act["utterance"], act["number"], act["kept"]) == ("repair", 5, 0, False)


def test_who_speaks_is_changed_from_a_menu(kit: Kit) -> None:
    page = drawn(kit)
    page.locator(".line").nth(1).get_by_role("button", name="Patient").click()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Other")).to_be_focused()
    page.keyboard.press("Enter")
    (act,) = acts(kit)
    assert (act["kind"], act["speaker"], act["role"]) == ("role", "B", "other")


def test_a_locked_consultation_changes_nothing(kit: Kit) -> None:
    page = drawn(kit, locked=True)
    page.locator(".line").nth(1).locator(".text").dblclick()
    page.locator(".repair").click()
    page.keyboard.press("e")
    page.keyboard.press("u")
    expect(page.get_by_role("textbox", name="Correct what was said")).to_have_count(0)
    assert acts(kit) == []


def test_a_transcript_without_a_recording_is_read_searched_and_corrected(kit: Kit) -> None:
    bare = [each | {"start": None, "end": None, "times": []} for each in lines()]
    stretches = [{"first": 0, "stop": 18, "name": "History", "tone": 0, "start": None, "end": None}]
    page = drawn(kit, media=None, seconds=0, lines=bare, stretches=stretches, marks=[], levels=[])
    expect(page.locator(".transport")).to_be_hidden()
    detail = {"scope": "v/1", "second": None, "utterances": [16]}
    page.evaluate("d => window.dispatchEvent(new CustomEvent('chiron:moment', {detail: d}))", detail)
    expect(page.locator(".line[data-cited]")).to_be_in_viewport()
    for key in ("Space", "j", "]", "n"):
        page.keyboard.press(key)
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Correct what was said")).to_be_focused()


def test_markup_in_what_was_said_stays_text(kit: Kit) -> None:
    bad = "<img src=x onerror=\"document.title='owned'\">"
    told = lines(1)
    told[0]["text"] = bad
    page = drawn(kit, lines=told, stretches=[{"first": 0, "stop": 1, "name": bad, "tone": 0, "start": 0, "end": 1}])
    expect(page.locator(".text")).to_have_text(bad)
    expect(page.locator("img")).to_have_count(0)
    assert page.title() == ""


FRAMES = """() => { const {panel} = document.body.firstChild.shadowRoot.querySelector('.player');
  const begun = performance.now();
  for (let frame = 0; frame < 600; frame += 1) panel.at(30 + frame / 60);
  return performance.now() - begun; }"""
SHOW = "(d) => { const begun = performance.now(); window.show(d); return performance.now() - begun; }"


def test_an_hour_stays_smooth(kit: Kit) -> None:
    page = drawn(kit)
    short = min(kit.run(FRAMES) for _ in range(3))
    hour = shown(lines=lines(1500), seconds=4500, scope="v/2")
    first = kit.run(SHOW, hour)
    assert page.locator("[data-w]").count() > 10_000
    long = min(kit.run(FRAMES) for _ in range(3))
    assert long < 5 * short + 50, "a frame costs the same however long the consultation is"
    again = min(kit.run(SHOW, hour) for _ in range(3))
    assert again < first / 3 + 50, "what did not change is not drawn anew"
