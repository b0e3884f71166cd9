"""The pictures of the vocabulary: at the width of a desktop and of a phone, in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect

DESKTOP, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
Scheme = Literal["light", "dark"]
Take = Callable[[Page, str], None]
SECTIONS = ("learn", "browse", "statistics", "decks", "classes")
IN_THE_DARK = ("learn", "statistics")


def photograph(browser: Browser, url: str, take: Take) -> None:
    """Every section as a learner sees it, and a card before and after it is answered."""
    for size, name in ((DESKTOP, ""), (PHONE, "-phone")):
        for scheme in ("light", "dark"):
            suffix = f"{name}{'-dark' if scheme == 'dark' else ''}"
            page = _enter(browser, url, size, scheme)
            _sections(page, url, take, suffix, IN_THE_DARK if scheme == "dark" else SECTIONS)
            _card(page, url, take, suffix)
            page.context.close()


def _enter(browser: Browser, url: str, size: ViewportSize, scheme: Scheme) -> Page:
    page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
    page.goto(f"{url}/signin")
    page.get_by_role("button", name="Learner").click()
    expect(page.get_by_test_id("stMain")).to_be_visible()
    return page


def _sections(page: Page, url: str, take: Take, suffix: str, sections: Sequence[str]) -> None:
    for section in sections:
        page.goto(f"{url}/vocabulary?section={section}")
        expect(page.get_by_role("heading", name="Vocabulary", exact=True)).to_be_visible()
        if section == "browse":
            expect(page.locator(".list tbody tr").first).to_be_visible()
        if section in ("browse", "statistics"):
            expect(page.get_by_test_id("stSelectbox").get_by_role("combobox")).to_be_visible()
        take(page, f"vocabulary-{section}{suffix}")


def _card(page: Page, url: str, take: Take, suffix: str) -> None:
    """A card of the starter deck, whose pictures and sounds are all there; the answer is not rated."""
    page.goto(f"{url}/vocabulary?section=learn")
    tiles = page.locator("[class*=st-key-vocabulary-deck]")
    tiles.filter(has_text="Everyday Spanish").get_by_role("button").click()
    expect(page.locator(".cards[data-phase=ask] .ask")).to_be_visible()
    take(page, f"vocabulary-card{suffix}")
    way = str(page.locator(".cards").get_attribute("data-way"))
    page.keyboard.press({"choose": "1", "type": "Enter"}.get(way, "Space"))
    expect(page.locator(".rating").first).to_be_visible()
    expect(page.locator(".cards[data-busy]")).to_have_count(0)
    take(page, f"vocabulary-answer{suffix}")
