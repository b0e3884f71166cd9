"""Take the pictures of every page that the documents show: `make shots` (needs Debian's chromium)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.error import URLError

import shots_telemedicine
import shots_vocabulary
from playwright.sync_api import Browser, Page, expect, sync_playwright

from data.actor import SYSTEM
from ui.suite import Suite

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOTS = Path(__file__).parent / "shots"
PORT = 8631
URL = f"http://127.0.0.1:{PORT}"
SECTIONS = ("Plugins", "People", "Audit", "Backups", "Jobs")
expect.set_options(timeout=30_000)


@contextmanager
def _served(home: str) -> Iterator[None]:
    environment = {**os.environ, "CHIRON_HOME": home}
    subprocess.run([sys.executable, "-m", "ui", "demo"], env=environment, check=True)
    command = [sys.executable, "-m", "ui", "serve", "--demo", "--no-open", "--port", str(PORT)]
    process = subprocess.Popen(command, env=environment)  # noqa: S603
    try:
        _wait()
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait() -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{URL}/readyz", timeout=5).close()  # noqa: S310
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("The server did not come up.")


def _enter(browser: Browser, role: str, dark: bool = False) -> Page:
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    page = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme).new_page()
    page.goto(URL)
    page.get_by_role("button", name=role).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def _take(page: Page, name: str) -> None:
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


def _case(page: Page, patient: str, name: str) -> None:
    page.goto(f"{URL}/chest")
    page.locator(".list tbody tr", has_text=patient).click()
    expect(page.locator(".viewer")).to_have_attribute("data-ready", re.compile("[0-9a-f]{64}"))
    _take(page, name)


def _clinician(browser: Browser) -> None:
    page = _enter(browser, "Clinician")
    _take(page, "home-clinician")
    page.goto(f"{URL}/chest")
    expect(page.locator(".list tbody tr").first).to_be_visible()
    _take(page, "chest-worklist")
    page.get_by_role("button", name="New case").click()
    dialog = page.get_by_role("dialog", name="New case")
    expect(dialog.locator("[data-testid=stSkeleton]")).to_have_count(0)
    expect(dialog.get_by_label("Clinical note")).to_be_visible()
    expect(dialog.get_by_label("Age (years)")).to_be_visible()
    _take(page, "chest-new-case")
    _case(page, "Demonstration, Berta", "chest-case")
    _sides(page)
    _beside(page)
    _case(page, "Demonstration, Clara", "chest-signed")
    _honesty(page)
    _case(_enter(browser, "Clinician", dark=True), "Demonstration, Berta", "chest-case-dark")


def _sides(page: Page) -> None:
    """What note and film disagree on, and the report in the reader's words."""
    page.keyboard.press("c")
    expect(page.locator(".dispute").first).to_be_visible()
    _take(page, "chest-contradictions")
    page.keyboard.press("t")
    page.keyboard.press("Control+End")
    page.keyboard.type("\nCompared with nothing: no earlier films.")
    expect(page.locator(".saved")).to_contain_text("Saved by")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator(".tally")).to_have_text(re.compile("1 of"))
    page.keyboard.press("t")
    expect(page.locator(".changes li").first).to_be_visible()
    _take(page, "chest-report")
    page.keyboard.press("Escape")
    for step in ("0 of", "0 of"):
        page.keyboard.press("u")
        expect(page.locator(".tally")).to_have_text(re.compile(step))


def _beside(page: Page) -> None:
    """A film beside an earlier one of the same patient."""
    page.goto(f"{URL}/chest")
    page.locator(".list tbody tr", has_text="Demonstration, Flora").filter(has_text="To be read").click()
    expect(page.locator(".viewer")).to_have_attribute("data-ready", re.compile("[0-9a-f]{64}"))
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Report", exact=True)).to_be_visible()
    expect(page.get_by_text("Loading the earlier study")).to_be_hidden()
    _take(page, "chest-prior")


def _honesty(page: Page) -> None:
    """What was measured, on whom, and what the findings are not good for."""
    page.get_by_role("button", name="Figures").click()
    expect(page.get_by_role("dialog", name="How far this can be trusted")).to_be_visible()
    _take(page, "chest-honesty")


def _blind(browser: Browser) -> None:
    """Blind first: the reader writes before the machine's findings are shown; the home is set so for this picture."""
    page = _enter(browser, "Clinician")
    page.goto(f"{URL}/chest")
    page.locator(".list tbody tr", has_text="Demonstration, Berta").click()
    page.get_by_role("textbox", name="Your own impression first").fill("Round opacities in both lungs.")
    _take(page, "chest-blind-first")


def _configure(home: str, **values: object) -> None:
    """Set what an administrator sets, while no server runs over the home."""
    suite = Suite.open(Path(home), demo=True)
    suite.lifecycle.configure("chest", values, SYSTEM)
    suite.close()


def _administrator(browser: Browser) -> None:
    page = _enter(browser, "Administrator")
    _take(page, "home-administrator")
    for section in SECTIONS:
        page.goto(f"{URL}/administration?section={section}")
        expect(page.get_by_role("heading", name="Administration")).to_be_visible()
        _take(page, f"administration-{section.lower()}")


def main() -> None:
    """Serve a fresh demonstration and photograph it."""
    SHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with _served(home):
            door = browser.new_page(viewport={"width": 1440, "height": 900})
            door.goto(URL)
            _take(door, "sign-in")
            _take(_enter(browser, "Learner"), "home-learner")
            shots_vocabulary.photograph(browser, URL, _take)
            shots_telemedicine.photograph(browser, URL, _take)
            _clinician(browser)
            _administrator(browser)
        _configure(home, blind_first=True)
        with _served(home):
            _blind(browser)
        browser.close()


if __name__ == "__main__":
    main()
