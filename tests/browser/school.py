"""A home with learners and decks for the tests of the vocabulary's page, made through the suite itself."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import pi, sin
from pathlib import Path
from unittest import mock

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from data.accounts import SYSTEM, Accounts, Role
from data.actor import Actor
from domains.vocabulary.service import VocabularyService
from domains.vocabulary.views import Answer, Draft, Turn
from tests.browser.conftest import free_port, wait_for
from ui.entrance.demonstration import actor_for, create_accounts
from ui.suite import FLAG, Suite

FAKETIME = Path("/usr/bin/faketime")
PLAYED = """(audio) => new Promise((done) => {
  const look = () => audio.currentTime > 0 && done(audio.duration);
  audio.addEventListener("timeupdate", look);
  look();
})"""
"""Resolves to the duration of an audio element once some of it has been heard."""

PASSWORD = "a quiet river bends"  # noqa: S105 - opens nothing but what a test made
SECOND = "second-learner"
WORDS = (
    ("el león", "the lion"),
    ("la luna", "the moon"),
    ("el pan", "the bread"),
    ("el queso", "the cheese"),
    ("la flor", "the flower"),
    ("el árbol", "the tree"),
    ("el pez", "the fish"),
    ("la casa", "the house"),
    ("el libro", "the book"),
    ("la mesa", "the table"),
)
NUMBER = len(WORDS)
TITLE, WRITTEN, BEGUN = "Ten words", "A song to write", "Three words"
SONG = Draft("canción", "", example="Ella canta una {{canción}}.")


def picture(at: int) -> bytes:
    """A PNG that differs from the others."""
    image = Image.new("RGB", (96, 96), "#f4f4f0")
    pen = ImageDraw.Draw(image)
    pen.ellipse((14, 14, 82, 82), fill=(20 * at % 256, 90 + 15 * at % 160, 200 - 18 * at % 200))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def tone(at: int = 0, seconds: float = 0.25, rate: int = 16000) -> bytes:
    """A WAV whose pitch differs from the others."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        pitch = 2 * pi * (300 + 40 * at) / rate
        file.writeframes(
            b"".join(struct.pack("<h", round(9000 * sin(pitch * i))) for i in range(round(seconds * rate)))
        )
    return out.getvalue()


def make(home: Path) -> str:
    """Fill a home: the demonstration's accounts, a second learner, and a deck of ten words; the deck's id."""
    home.mkdir()
    suite = Suite.open(home, engine="inline")
    try:
        (home / FLAG).touch(mode=0o600)
        create_accounts(suite.accounts)
        suite.accounts.create(SECOND, PASSWORD, Role.LEARNER, SYSTEM)
        return _decks(suite.service("vocabulary"), learner(suite.accounts))
    finally:
        suite.close()


def learner(accounts: Accounts) -> Actor:
    """The demonstration's learner."""
    found = actor_for(accounts, Role.LEARNER)
    assert found is not None
    return found


def _decks(service: VocabularyService, who: Actor) -> str:
    """Two decks; what is alike in their words is left out, since it takes a network."""
    with mock.patch("domains.vocabulary.service.refresh"):
        _deck(service, who, WRITTEN, [SONG])
        _begun(service, who)
        deck_id = _deck(service, who, TITLE, [Draft(word, meaning) for word, meaning in WORDS])
        for at, note in enumerate(service.notes(who, deck_id)):
            service.set_picture(who, note.id, picture(at))
            service.set_recording(who, note.id, tone(at))
    return deck_id


def _begun(service: VocabularyService, who: Actor) -> None:
    """A deck that was studied already, with one mistake, so that there is something to tell of it."""
    deck_id = _deck(service, who, BEGUN, [Draft(word, meaning) for word, meaning in WORDS[:3]])
    turn = service.next(who, deck_id)
    for rating in (3, 1, 4, 3, 3, 3):
        if isinstance(turn, Turn):
            turn = service.answer(who, turn.token, Answer(rating, duration_ms=2000))


def _deck(service: VocabularyService, who: Actor, title: str, drafts: Sequence[Draft]) -> str:
    deck = service.create_deck(who, title, "es", "en")
    service.add_notes(who, deck.id, drafts)
    return deck.id


@contextmanager
def serving(home: Path, days: int = 0) -> Iterator[str]:
    """Serve a home, some days ahead of time, and yield the address."""
    port = free_port()
    environment = {**os.environ, "CHIRON_HOME": str(home), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    environment.pop("CHIRON_DATABASE_URL", None)
    ahead = [str(FAKETIME), "-f", f"+{days}d"] if days else []
    command = [*ahead, sys.executable, "-m", "ui", "serve", "--demo", "--no-open", "--port", str(port)]
    log = home.parent / f"{home.name}.{days}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603
            command, env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=home, start_new_session=True
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/readyz", process, log)
            yield url
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # faketime is a process of its own above the server
            process.wait(30)


def open_section(page: Page, url: str, section: str = "learn", **where: str) -> None:
    """Open a section of the page by its address, and wait until it is drawn."""
    asked = "&".join(f"{name}={value}" for name, value in {"section": section, **where}.items())
    page.goto(f"{url}/vocabulary?{asked}")
    expect(page.get_by_role("heading", name="Vocabulary", exact=True)).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    """Wait until the server has drawn all of the page."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def sign_in(page: Page, url: str, name: str) -> None:
    """Sign in with name and password."""
    page.goto(f"{url}/signin")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("stSidebar").get_by_text(f"Signed in as {name}")).to_be_visible()


def card(page: Page) -> Locator:
    return page.locator(".cards")


def way(page: Page) -> str:
    """How the card that comes now is answered; `rest` when none is left."""
    expect(page.locator(".cards:is([data-phase=ask], [data-phase=rest])")).to_be_visible()
    here = card(page)
    return "rest" if here.get_attribute("data-phase") == "rest" else str(here.get_attribute("data-way"))


def turn(page: Page, key: str) -> None:
    """Press a key that leads to another card, and wait for it."""
    before = str(card(page).get_attribute("data-turn"))
    page.keyboard.press(key)
    expect(card(page)).not_to_have_attribute("data-turn", before)


def answer(page: Page, rating: str) -> None:
    """Answer the card by keys alone, and rate it."""
    asked = way(page)
    page.keyboard.press({"type": "Enter", "choose": "1"}.get(asked, "Space"))
    expect(page.locator(".cards[data-phase=told] .rating").first).to_be_visible()
    turn(page, rating)


def tile(page: Page, title: str) -> Locator:
    """A deck among the others."""
    return page.locator("[class*=st-key-vocabulary-deck]").filter(has=page.get_by_role("heading", name=title))


def begin(page: Page, title: str) -> None:
    """Begin a deck with the keyboard."""
    tile(page, title).get_by_role("button").focus()
    page.keyboard.press("Enter")
    way(page)
