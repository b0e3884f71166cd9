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

from playwright.sync_api import Browser, Page, expect, sync_playwright

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
    expect(page.get_by_role("dialog", name="New case")).to_be_visible()
    _take(page, "chest-new-case")
    _case(page, "Demonstration, Berta", "chest-case")
    _case(page, "Demonstration, Clara", "chest-signed")
    _case(_enter(browser, "Clinician", dark=True), "Demonstration, Berta", "chest-case-dark")


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
    with tempfile.TemporaryDirectory() as home, _served(home), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        door = browser.new_page(viewport={"width": 1440, "height": 900})
        door.goto(URL)
        _take(door, "sign-in")
        _take(_enter(browser, "Learner"), "home-learner")
        _clinician(browser)
        _administrator(browser)
        browser.close()


if __name__ == "__main__":
    main()
