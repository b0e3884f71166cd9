"""A real server with demonstration data, and a real browser."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_SECONDS = 120
expect.set_options(timeout=20_000)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, *options: str) -> Iterator[str]:
    """Run `chiron serve` over a home and yield its address."""
    port = free_port()
    environment = {**os.environ, "CHIRON_HOME": str(home)}
    environment.pop("CHIRON_DATABASE_URL", None)
    command = [sys.executable, "-m", "ui", "serve", "--no-open", "--port", str(port), *options]
    log = (home.parent / f"{home.name}.log").open("wb")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=home)  # noqa: S603
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/readyz", process, Path(log.name))
        yield url
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - the loopback
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not come up: {log.read_text(encoding='utf-8', errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def demonstration_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that `chiron demo` filled, one for all workers of a run; copy it before changing it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home, filled = shared / "demonstration", shared / "demonstration.filled"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not filled.exists():
            shutil.rmtree(home, ignore_errors=True)
            fill(home)
            filled.touch()
    return home


def fill(home: Path) -> None:
    home.mkdir()
    environment = {**os.environ, "CHIRON_HOME": str(home)}
    environment.pop("CHIRON_DATABASE_URL", None)
    command = [sys.executable, "-m", "ui", "demo"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=home, timeout=280)  # noqa: S603
    assert answer.returncode == 0, answer.stderr


@pytest.fixture(scope="session")
def demonstration(demonstration_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served demonstration that all tests of a run share."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(demonstration_home, home)
    with serving(home, "--demo") as url:
        yield url


@pytest.fixture
def own_demonstration(demonstration_home: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a demonstration for a single test, which may change what others rely on."""
    home = tmp_path / "home"
    shutil.copytree(demonstration_home, home)
    with serving(home, "--demo") as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without a past; what a page logs as an error, a refused script or style above all, fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    refused: list[str] = []
    context.on("console", lambda message: refused.append(message.text) if is_refusal(message.text) else None)
    yield context
    context.close()
    assert refused == []


def is_refusal(text: str) -> bool:
    return "Content Security Policy" in text or "Content-Security-Policy" in text


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def sign_in(demonstration: str) -> Callable[[Page, str], str]:
    """Sign in with one click: `sign_in(page, "Clinician")` returns the address of the suite."""

    def enter(page: Page, role: str) -> str:
        enter_as(page, demonstration, role)
        return demonstration

    return enter


def enter_as(page: Page, url: str, role: str) -> None:
    page.goto(f"{url}/signin")
    page.get_by_role("button", name=role).click()
    expect(page.get_by_test_id("stSidebar").get_by_text(f"Signed in as demo-{role.lower()}")).to_be_visible()


@pytest.fixture(scope="session")
def school_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with learners and decks, and the id of its deck of ten words; copy it before changing it."""
    from tests.browser import school

    home = tmp_path_factory.mktemp("school") / "home"
    return home, school.make(home)


@pytest.fixture(scope="session")
def school_url(school_made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served school that all tests of a run share."""
    from tests.browser import school

    home = tmp_path_factory.mktemp("served-school") / "home"
    shutil.copytree(school_made[0], home)
    with school.serving(home) as url:
        yield url


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served home with accounts and one chest film; tests of telemedicine begin their own visits."""
    from tests.browser import consultation

    home = tmp_path_factory.mktemp("clinic") / "home"
    consultation.make(home)
    with serving(home, "--demo") as url:
        yield url
