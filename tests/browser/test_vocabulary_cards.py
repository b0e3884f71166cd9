"""The study component in a real browser: asking, telling, rating, speaking, and other people's cards kept harmless."""

import base64
import io
import struct
import wave
from collections.abc import Iterator
from math import pi, sin
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.kit import Kit

RATINGS = [(1, "Again", "1 min"), (2, "Hard", "6 min"), (3, "Good", "10 min"), (4, "Easy", "8 d")]
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><circle cx='4' cy='4' r='4' fill='red'/></svg>"


def tone(seconds: float = 0.3, rate: int = 16000) -> bytes:
    """A plain tone as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        samples = (round(8000 * sin(2 * pi * 440 * at / rate)) for at in range(round(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return out.getvalue()


TONE = f"data:audio/wav;base64,{base64.b64encode(tone()).decode()}"


def card(**more: Any) -> dict[str, Any]:
    plain = {
        "token": "t1", "ask": "Which word is it?", "way": "choose", "text": "", "textLanguage": "", "picture": "",
        "pictureWords": "", "sound": "", "plays": False, "choices": [], "right": "", "answer": "el león",
        "language": "es", "meaning": "the lion", "known": "en", "ipa": "leon", "example": "", "also": "", "model": "",
        "modelPicture": "", "html": "", "backHtml": "", "style": "", "badge": "", "leech": "", "flag": 0,
        "speaks": False, "letters": [], "placeholder": "",
        "ratings": [{"rating": r, "words": w, "interval": i} for r, w, i in RATINGS],
    }  # fmt: skip
    return {**plain, **more}


WORDS = [("11", "el león"), ("12", "el limón"), ("13", "la luna"), ("14", "el lobo")]
CHOICES = [{"id": id, "text": text, "picture": "", "words": ""} for id, text in WORDS]
CHOOSE = card(text="the lion", textLanguage="en", choices=CHOICES, right="11")
TYPE = card(way="type", text="the lion", letters=["á", "é", "ó"])


def shown(**more: Any) -> dict[str, Any]:
    plain = {
        "scope": "s", "acknowledged": "", "counts": {"new": 3, "learning": 2, "due": 5, "done": 4}, "card": CHOOSE,
        "told": None, "heard": None, "rest": None, "canUndo": False, "canEdit": True, "problem": "", "seconds": 6,
    }  # fmt: skip
    return {**plain, **more}


@pytest.fixture
def kit(page: Page) -> Kit:
    return Kit(page)


@pytest.fixture
def spoken(chromium: Browser) -> Iterator[Kit]:
    """A browser whose microphone hums; a secure address, since there is none without."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    secure = "--unsafely-treat-insecure-origin-as-secure=http://kit.test"
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, *fake, secure])
    yield Kit(browser.new_page())
    browser.close()


def sent(kit: Kit) -> list[dict[str, Any]]:
    return [value for event, value in kit.run("() => window.sent") if event == "act"]


def show(kit: Kit, **more: Any) -> None:
    """What the server answers."""
    kit.run("(data) => window.show(data)", shown(**more))


def test_a_choice_is_told_at_once_and_rated_by_the_learner(kit: Kit) -> None:
    kit.mount("cards", shown())
    kit.page.keyboard.press("2")
    expect(kit.page.locator(".choice[data-state=wrong]")).to_have_text("✗el limón")
    expect(kit.page.locator(".choice[data-state=right]")).to_have_text("✓el león")
    (check,) = sent(kit)
    assert (check["kind"], check["token"], check["chosen"]) == ("check", "t1", "12")
    expect(kit.page.locator(".rating[data-suggested]")).to_contain_text("Again")
    told = {"token": "t1", "right": "wrong", "rating": 1, "pieces": [], "sentence": "el limón is the lemon."}
    show(kit, told=told, acknowledged=check["id"])
    expect(kit.page.get_by_role("status").first).to_contain_text("Not quiteel limón is the lemon.")
    kit.page.keyboard.press("3")
    rate = sent(kit)[-1]
    assert (rate["kind"], rate["rating"], rate["chosen"]) == ("rate", 3, "12")
    assert rate["duration"] >= 0


def test_a_card_is_rated_once_however_often_the_key_is_pressed(kit: Kit) -> None:
    kit.mount("cards", shown(card=card(way="recall", text="x")))
    for key in (" ", "3", "3", "1", "u", "b"):
        kit.page.keyboard.press(key)
    assert [act["kind"] for act in sent(kit)] == ["rate"]
    show(kit, acknowledged=sent(kit)[0]["id"], card=card(way="recall", text="y", **{"token": "t2"}), canUndo=True)
    expect(kit.page.locator(".text")).to_have_text("y")
    kit.page.keyboard.press("u")
    assert sent(kit)[-1]["kind"] == "undo"


def test_a_refused_rating_can_be_given_again(kit: Kit) -> None:
    kit.mount("cards", shown(card=card(way="recall", text="x")))
    for key in (" ", "3"):
        kit.page.keyboard.press(key)
    show(kit, acknowledged=sent(kit)[0]["id"], card=card(way="recall", text="x"), problem="Try again.")
    expect(kit.page.get_by_role("alert")).to_have_text("Try again.")
    kit.page.keyboard.press("4")
    assert [act["rating"] for act in sent(kit)] == [3, 4]


def test_a_typed_answer_shows_what_was_off_letter_by_letter(kit: Kit) -> None:
    kit.mount("cards", shown(card=TYPE))
    expect(kit.page.get_by_role("textbox")).to_be_focused()
    kit.page.keyboard.type("el leon r1")
    kit.page.get_by_role("button", name="Insert ó").click()
    expect(kit.page.get_by_role("textbox")).to_have_value("el leon r1ó")
    kit.page.keyboard.press("Enter")
    (check,) = sent(kit)
    assert (check["kind"], check["text"]) == ("check", "el leon r1ó")
    pieces = [{"kind": "same", "text": "el le"}, {"kind": "accent", "text": "ó"}, {"kind": "extra", "text": "x"}]
    told = {"token": "t1", "right": "near", "rating": 2, "pieces": pieces, "sentence": "Mind the accent."}
    show(kit, card=TYPE, told=told, acknowledged=check["id"])
    expect(kit.page.locator(".verdict")).to_have_attribute("data-right", "near")
    expect(kit.page.locator(".diff mark")).to_have_text("accent: ó")
    expect(kit.page.locator(".rating[data-suggested]")).to_contain_text("Hard")
    kit.page.keyboard.press("Space")
    assert sent(kit)[-1]["rating"] == 2


def test_a_sound_plays_at_once_and_again_by_key(kit: Kit) -> None:
    kit.page.mouse.click(1, 1)
    kit.mount("cards", shown(card=card(sound=TONE, plays=True, choices=CHOICES, right="11")))
    kit.page.wait_for_function("document.body.firstChild.shadowRoot.querySelector('audio').ended")
    assert kit.run("() => document.body.firstChild.shadowRoot.querySelector('audio').duration") == pytest.approx(0.3)
    kit.page.keyboard.press("r")
    kit.page.wait_for_function("!document.body.firstChild.shadowRoot.querySelector('audio').ended")


def test_a_foreign_card_is_shown_with_its_scripts_dead(kit: Kit) -> None:
    bad = (
        "<b>Hola</b><img src=x onerror=\"parent.document.title='owned'\"><script>parent.document.title='owned'</script>"
    )
    flip = card(way="recall", html=bad, backHtml="<i>Hello</i>", style=".card{color:rgb(1, 2, 3)}</style><script>")
    kit.mount("cards", shown(card=flip))
    frame = kit.page.frame_locator("iframe")
    expect(frame.locator("b")).to_have_text("Hola")
    expect(frame.locator("body")).to_have_css("color", "rgb(1, 2, 3)")
    assert kit.page.locator("iframe").get_attribute("sandbox") == "allow-same-origin"
    kit.page.keyboard.press("Space")
    expect(frame.locator("i")).to_have_text("Hello")
    assert kit.page.title() == ""


def test_markup_in_a_word_stays_text(kit: Kit) -> None:
    bad = "<img src=x onerror=\"document.title='owned'\">"
    kit.mount("cards", shown(card=card(way="recall", text=bad, answer=bad, meaning=bad, leech=bad)))
    kit.page.keyboard.press("Space")
    expect(kit.page.locator(".back strong")).to_have_text(bad)
    expect(kit.page.locator("img")).to_have_count(0)


def test_the_menu_holds_what_the_keys_do(kit: Kit) -> None:
    kit.mount("cards", shown(canUndo=True))
    kit.page.get_by_role("button", name="More").click()
    expect(kit.page.get_by_role("menuitem", name="Undo")).to_be_focused()
    kit.page.keyboard.press("ArrowDown")
    kit.page.keyboard.press("Enter")
    assert sent(kit)[0]["kind"] == "bury"
    kit.page.keyboard.press("?")
    expect(kit.page.get_by_role("dialog")).to_be_visible()
    kit.page.keyboard.press("Escape")
    expect(kit.page.get_by_role("dialog")).to_be_hidden()


def test_the_end_tells_what_was_hard(kit: Kit) -> None:
    hard = [{"word": "el león", "meaning": "the lion", "language": "es"}]
    rest = {"title": "Done for today", "sentence": "Next: tomorrow.", "figures": [["Answers", "12"]], "hard": hard}
    kit.mount("cards", shown(card=None, rest=rest, canUndo=True))
    expect(kit.page.locator(".hard li")).to_have_text("el leónthe lion")
    kit.page.get_by_role("button", name="Back to the decks").last.click()
    kit.page.keyboard.press("u")
    assert [act["kind"] for act in sent(kit)] == ["leave"], "one at a time"


def test_what_is_said_is_recorded_and_shown_sound_by_sound(spoken: Kit) -> None:
    speak = card(way="speak", text="el león", speaks=True, model=TONE)
    spoken.mount("cards", shown(card=speak))
    spoken.page.keyboard.press("s")
    expect(spoken.page.locator(".mic")).to_have_text("StopS")
    spoken.page.wait_for_function("document.body.firstChild.shadowRoot.querySelector('.mic').style.cssText")
    spoken.page.keyboard.press("s")
    expect(spoken.page.get_by_role("button", name="You")).to_be_visible()
    (act,) = sent(spoken)
    with wave.open(io.BytesIO(base64.b64decode(act["recording"]))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        assert file.getnframes() > 0
    heard = {"token": "t1", "sentence": "Mind the l.", "phones": [{"phone": "l", "score": 0.2}]}
    show(spoken, card=speak, heard=heard, acknowledged=act["id"])
    expect(spoken.page.locator(".phone")).to_have_attribute("data-near", "poor")
    expect(spoken.page.locator(".rating")).to_have_count(0)
