"""Each role signs in with one click, sees its own pages, and is kept out once it has signed out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import serving

SEES: dict[str, list[str]] = {
    "Clinician": ["Home", "Chest reading room", "Telemedicine"],
    "Learner": ["Home", "Vocabulary"],
    "Administrator": ["Home", "Chest reading room", "Vocabulary", "Administration"],
}
PASSWORD = "a quiet river bends"  # noqa: S105 - opens nothing but what a test made


@pytest.mark.parametrize("role", list(SEES))
def test_a_role_signs_in_with_one_click_and_sees_its_own_pages(
    page: Page, sign_in: Callable[[Page, str], str], role: str
) -> None:
    sign_in(page, role)
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_count(len(SEES[role]))
    for link, name in zip(links.all(), SEES[role], strict=True):
        expect(link).to_contain_text(name)
    expect(page.get_by_text("Demonstration")).to_be_visible()
    expect(page.get_by_text("failed")).to_have_count(0)


@pytest.mark.parametrize("path", ["/chest", "/administration"])
def test_a_learner_does_not_reach_the_pages_of_others_by_their_address(
    page: Page, sign_in: Callable[[Page, str], str], path: str
) -> None:
    url = sign_in(page, "Learner")
    page.goto(url + path)
    expect(page.get_by_text("Page not found")).to_be_visible()


def test_signing_out_leads_to_the_sign_in_and_the_page_is_refused_afterwards(
    page: Page, context: BrowserContext, sign_in: Callable[[Page, str], str]
) -> None:
    url = sign_in(page, "Clinician")
    token = next(cookie for cookie in context.cookies() if cookie["name"] == "chiron_session")
    assert token["httpOnly"] and token["sameSite"] == "Lax"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not [cookie for cookie in context.cookies() if cookie["name"] == "chiron_session"]
    context.add_cookies([{"name": token["name"], "value": token["value"], "url": url}])
    page.goto(url)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_page_that_stays_open_after_signing_out_elsewhere_goes_to_the_sign_in(
    page: Page, context: BrowserContext, sign_in: Callable[[Page, str], str]
) -> None:
    sign_in(page, "Administrator")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Administration").click()
    expect(page.get_by_role("heading", name="Administration", exact=True)).to_be_visible()
    other = context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Home").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_first_start_asks_for_the_administrator(page: Page, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with serving(home) as url:
        page.goto(url)
        expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Password, once more").fill(PASSWORD)
        page.get_by_role("button", name="Create the administrator").click()
        expect(page.get_by_text("Signed in as ada")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("wrong")


def test_the_sign_in_can_be_used_with_the_keyboard_alone(page: Page, demonstration: str) -> None:
    page.goto(f"{demonstration}/signin")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("nobody")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type("nothing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_focused()
