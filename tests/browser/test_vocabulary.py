"""The vocabulary in a real browser: learned by keyboard with sound, taken back, and there again the next day."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import school
from tests.browser.conftest import enter_as

PLAYED = """(audio) => new Promise((done) => {
  const look = () => audio.currentTime > 0 && done(audio.duration);
  audio.addEventListener("timeupdate", look);
  look();
})"""


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Further browsers without a past."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        opened.append(chromium.new_context(**options))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = tmp_path_factory.mktemp("school") / "home"
    return home, school.make(home)


@pytest.fixture
def home(made: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "home"))


@pytest.fixture(scope="session")
def served(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("served-school") / "home"
    shutil.copytree(made[0], home)
    with school.serving(home) as url:
        yield url


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


def begin(page: Page, title: str) -> None:
    """Begin a deck with the keyboard."""
    tile = page.locator("[class*=st-key-vocabulary-deck]").filter(has=page.get_by_role("heading", name=title))
    tile.get_by_role("button").focus()
    page.keyboard.press("Enter")
    way(page)


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{home}/databases/vocabulary.db?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


def due_by(home: Path, at: datetime) -> int:
    """How many cards the reference scheduler has due, replaying the log that the page left behind."""
    scheduler, cards = Scheduler(enable_fuzzing=False), dict[int, Card]()
    log = "select card_id, rating, reviewed_at from reviews where undone_at is null order by reviewed_at, id"
    for card_id, rating, told in rows(home, log):
        when = datetime.fromisoformat(str(told)).replace(tzinfo=UTC)
        before = cards.get(card_id) or Card(card_id=card_id)
        cards[card_id], _ = scheduler.review_card(before, Rating(rating), when)
    return sum(each.due <= at for each in cards.values())


def test_ten_cards_are_learned_by_keyboard_with_sound_two_undone_and_due_again_the_next_day(
    page: Page, home: Path, new_context: Callable[[], BrowserContext]
) -> None:
    with school.serving(home) as url:
        enter_as(page, url, "Learner")
        school.open_section(page, url)
        begin(page, school.TITLE)
        for _ in range(school.NUMBER):
            answer(page, "1")
        assert page.locator(".cards audio").evaluate(PLAYED) == pytest.approx(0.25, abs=0.02)
        for _ in range(2):
            turn(page, "u")
        for _ in range(2):
            answer(page, "1")
        while way(page) != "rest":
            answer(page, "4")
        expect(page.locator(".hard li").first).to_be_visible()
        expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    undone = rows(home, "select count(*) from reviews where undone_at is not null")
    learned = rows(home, "select count(distinct card_id) from reviews where undone_at is null")
    assert (undone[0][0], learned[0][0]) == (2, school.NUMBER)
    if not school.FAKETIME.is_file():
        pytest.skip("faketime is not installed: the next day was not simulated")
    due = due_by(home, datetime.now(UTC) + timedelta(days=1))
    assert due == school.NUMBER, "the reference has all ten due tomorrow"
    tomorrow = new_context().new_page()
    with school.serving(home, days=1) as url:
        enter_as(tomorrow, url, "Learner")
        school.open_section(tomorrow, url)
        expect(tomorrow.locator(".vocabulary-counts").first).to_have_text(f"{due} to review")
        expect(tomorrow.get_by_text("1 day in a row")).to_be_visible()
        tomorrow.get_by_role("button", name="Study", exact=True).click()
        assert way(tomorrow) != "rest"
        expect(tomorrow.locator(".counts [data-kind=due]")).to_contain_text(str(due))


def test_a_wrong_accent_is_a_near_miss_and_shown(page: Page, served: str) -> None:
    enter_as(page, served, "Learner")
    school.open_section(page, served)
    begin(page, school.WRITTEN)
    assert way(page) == "type"
    expect(page.locator(".gap")).to_be_visible()
    page.keyboard.type("cancion")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_attribute("data-right", "near")
    expect(page.locator(".diff [data-kind=accent]")).to_contain_text("ó")
    expect(page.locator(".rating[data-suggested]")).to_contain_text("Hard")


def test_another_learner_sees_nothing_of_the_first(
    page: Page, served: str, made: tuple[Path, str], new_context: Callable[[], BrowserContext]
) -> None:
    enter_as(page, served, "Learner")
    school.open_section(page, served)
    expect(page.get_by_role("heading", name=school.TITLE)).to_be_visible()
    other = new_context().new_page()
    school.sign_in(other, served, school.SECOND)
    deck = made[1]
    for where in ({"study": deck}, {"section": "decks", "deck": deck}, {"section": "browse", "card": "1"}, {}):
        asked = "&".join(f"{name}={value}" for name, value in where.items())
        other.goto(f"{served}/vocabulary?{asked}")
        expect(other.get_by_role("heading", name="Vocabulary", exact=True)).to_be_visible()
        school.settled(other)
        expect(other.get_by_text(school.TITLE)).to_have_count(0)
        expect(other.get_by_text(school.WORDS[0][0])).to_have_count(0)
    expect(other.get_by_text("No deck yet")).to_be_visible()
