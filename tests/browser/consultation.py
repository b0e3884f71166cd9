"""What the tests of telemedicine's page do again and again."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from data.accounts import Role
from domains.telemedicine import demo
from domains.telemedicine.demonstration import script
from tests.domains.chest.studies import study_film
from ui.entrance.demonstration import actor_for, create_accounts
from ui.suite import FLAG, Suite

FILM = demo.FILM
PATIENCE_MS = 240_000
"""For all steps of a recording on a machine that does other things, too."""
FOUND = """() => {
  const roots = [...document.querySelectorAll('*')].map((each) => each.shadowRoot).filter(Boolean);
  return roots.map((root) => root.querySelector('.player video')).find(Boolean);
}"""


def make(home: Path) -> None:
    """Fill a home: the demonstration's accounts, and a chest film of its patient that nobody has read."""
    home.mkdir()
    suite = Suite.open(home, engine="inline")
    try:
        (home / FLAG).touch(mode=0o600)
        create_accounts(suite.accounts)
        clinician = actor_for(suite.accounts, Role.CLINICIAN)
        assert clinician is not None
        film = study_film(1, PatientID=script.REFERENCE, IssuerOfPatientID="", PatientName="Demonstration^Berta")
        assert suite.service("chest").bring_in(clinician, [("film.dcm", film)]).cases
    finally:
        suite.close()


def second(page: Page) -> float:
    """Where the recording is."""
    return float(page.evaluate(f"({FOUND})().currentTime"))


def playing(page: Page, at: float) -> None:
    """Wait until the recording plays from about that second."""
    page.wait_for_function(f"(at) => Math.abs(({FOUND})().currentTime - at) < 4 && !({FOUND})().paused", arg=at)


def settled(page: Page) -> None:
    """Nothing is on its way any more."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def begin(page: Page, url: str, title: str) -> None:
    """A new visit of the demonstration's patient, with all consent."""
    page.goto(f"{url}/telemedicine?visit=new")
    page.get_by_role("textbox", name="Patient", exact=True).fill(script.LABEL)
    page.get_by_role("textbox", name="Patient's number").fill(script.REFERENCE)
    page.get_by_role("textbox", name="Title").fill(title)
    for words in ("The patient agrees to this", "The recording may be kept", "Others who treat the patient"):
        page.get_by_text(words).click()
    page.get_by_role("button", name="Record the consent and go on").click()
    expect(page.get_by_role("heading", name="What is here")).to_be_visible()


def open_visit(page: Page, url: str, title: str) -> None:
    """Open a visit from the list."""
    page.goto(f"{url}/telemedicine")
    page.locator(".list tbody tr", has_text=title).first.click()
    expect(page.locator(".line").first).to_be_visible()
    expect(page.locator(".sentence").first).to_be_visible()
