"""A real suite in a fresh home, and the real server over it."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.accounts import SYSTEM, Role
from tests.ui.served import PASSWORD, Served
from ui.address import Address
from ui.suite import FLAG, Suite


@pytest.fixture(scope="session")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one person of each role, to be copied: making it anew for each test would cost most of the time."""
    folder = tmp_path_factory.mktemp("inhabited")
    suite = Suite.open(folder, folders=())
    for name, role in (("clara", Role.CLINICIAN), ("lena", Role.LEARNER), ("ada", Role.ADMINISTRATOR)):
        suite.accounts.create(name, PASSWORD, role, SYSTEM)
    suite.close()
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("CHIRON_HOME", str(folder))
    monkeypatch.delenv("CHIRON_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def serve(home: Path, inhabited: Path, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start the server; it is stopped, and Streamlit's one runtime a process forgotten, at the end."""
    from streamlit.runtime import Runtime

    from ui.server import build

    (tmp_path / "domains").mkdir()
    with ExitStack() as stack:

        def start(
            demo: bool = False,
            people: bool = True,
            address: Address | None = None,
            code: str = "AAAAA-BBBBB",
            folders: Sequence[Path] = (tmp_path / "domains",),
        ) -> Served:
            if people:
                shutil.copytree(inhabited, home, dirs_exist_ok=True)
            if demo:
                (home / FLAG).touch()
            suite = Suite.open(home, demo=demo, folders=folders)
            stack.callback(suite.close)
            app = build(suite, address, code)
            stack.callback(setattr, Runtime, "_instance", None)
            base = (address or Address()).url
            running = stack.enter_context(TestClient(app, base_url=base))

            def browse(client: tuple[str, int] = ("127.0.0.1", 50001), base_url: str = base) -> TestClient:
                browser = TestClient(app, base_url=base_url, client=client, follow_redirects=False)
                browser.portal = running.portal
                return browser

            return Served(suite, browse)

        yield start


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """A real installation with one person of each role."""
    return serve()
