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
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import school
from tests.browser.conftest import enter_as


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


@pytest.fixture
def home(school_made: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(school_made[0], tmp_path / "home"))


def rows(home: Path, query: str, deck: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{home}/databases/vocabulary.db?mode=ro", uri=True) as database:
        return database.execute(query, (deck,)).fetchall()


def due_by(home: Path, deck: str, at: datetime) -> int:
    """How many cards the reference scheduler has due, replaying the log that the page left behind."""
    scheduler, cards = Scheduler(enable_fuzzing=False), dict[int, Card]()
    log = "select card_id, rating, reviewed_at from reviews where undone_at is null and deck_id = ? order by id"
    for card_id, rating, told in rows(home, log, deck):
        when = datetime.fromisoformat(str(told)).replace(tzinfo=UTC)
        before = cards.get(card_id) or Card(card_id=card_id)
        cards[card_id], _ = scheduler.review_card(before, Rating(rating), when)
    return sum(each.due <= at for each in cards.values())


def test_ten_cards_are_learned_by_keyboard_with_sound_two_undone_and_due_again_the_next_day(
    page: Page, home: Path, school_made: tuple[Path, str], new_context: Callable[[], BrowserContext]
) -> None:
    with school.serving(home) as url:
        enter_as(page, url, "Learner")
        school.open_section(page, url)
        school.begin(page, school.TITLE)
        for _ in range(school.NUMBER):
            school.answer(page, "1")
        assert page.locator(".cards audio").evaluate(school.PLAYED) == pytest.approx(0.25, abs=0.02)
        for _ in range(2):
            school.turn(page, "u")
        for _ in range(2):
            school.answer(page, "1")
        while school.way(page) != "rest":
            school.answer(page, "4")
        expect(page.locator(".hard li").first).to_be_visible()
        expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    deck = school_made[1]
    undone = rows(home, "select count(*) from reviews where undone_at is not null and deck_id = ?", deck)
    learned = rows(home, "select count(distinct card_id) from reviews where undone_at is null and deck_id = ?", deck)
    assert (undone[0][0], learned[0][0]) == (2, school.NUMBER)
    if not school.FAKETIME.is_file():
        pytest.skip("faketime is not installed: the next day was not simulated")
    due = due_by(home, deck, datetime.now(UTC) + timedelta(days=1))
    assert due == school.NUMBER, "the reference has all ten due tomorrow"
    tomorrow = new_context().new_page()
    with school.serving(home, days=1) as url:
        enter_as(tomorrow, url, "Learner")
        school.open_section(tomorrow, url)
        tile = school.tile(tomorrow, school.TITLE)
        expect(tile.locator(".vocabulary-counts")).to_have_text(f"{due} to review")
        expect(tomorrow.get_by_text("1 day in a row")).to_be_visible()
        tile.get_by_role("button").click()
        assert school.way(tomorrow) != "rest"
        expect(tomorrow.locator(".counts [data-kind=due]")).to_contain_text(str(due))


def test_a_wrong_accent_is_a_near_miss_and_shown(page: Page, school_url: str) -> None:
    enter_as(page, school_url, "Learner")
    school.open_section(page, school_url)
    school.begin(page, school.WRITTEN)
    assert school.way(page) == "type"
    expect(page.locator(".gap")).to_be_visible()
    page.keyboard.type("cancion")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_attribute("data-right", "near")
    expect(page.locator(".diff [data-kind=accent]")).to_contain_text("ó")
    expect(page.locator(".rating[data-suggested]")).to_contain_text("Hard")


def test_another_learner_sees_nothing_of_the_first(
    page: Page, school_url: str, school_made: tuple[Path, str], new_context: Callable[[], BrowserContext]
) -> None:
    enter_as(page, school_url, "Learner")
    school.open_section(page, school_url)
    expect(page.get_by_role("heading", name=school.TITLE)).to_be_visible()
    other = new_context().new_page()
    school.sign_in(other, school_url, school.SECOND)
    deck = school_made[1]
    for where in ({"study": deck}, {"section": "decks", "deck": deck}, {"section": "browse", "card": "1"}, {}):
        asked = "&".join(f"{name}={value}" for name, value in where.items())
        other.goto(f"{school_url}/vocabulary?{asked}")
        expect(other.get_by_role("heading", name="Vocabulary", exact=True)).to_be_visible()
        school.settled(other)
        expect(other.get_by_text(school.TITLE)).to_have_count(0)
        expect(other.get_by_text(school.WORDS[0][0])).to_have_count(0)
    expect(other.get_by_text("No deck yet")).to_be_visible()
