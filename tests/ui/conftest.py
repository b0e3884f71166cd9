"""A real suite in a fresh home, and the real server over it."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.accounts import SYSTEM, Role
from tests.ui.served import PASSWORD, Served
from ui.address import Address
from ui.suite import FLAG, Suite


@pytest.fixture(scope="session", autouse=True)
def files_not_postgres() -> Iterator[None]:
    """The suite keeps its state in the home of each test, whatever the environment says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CHIRON_DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one person of each role, to be copied: making it anew for each test would cost most of the time."""
    folder = tmp_path_factory.mktemp("inhabited")
    suite = Suite.open(folder, folders=())
    for name, role in (("clara", Role.CLINICIAN), ("lena", Role.LEARNER), ("ada", Role.ADMINISTRATOR)):
        suite.accounts.create(name, PASSWORD, role, SYSTEM)
    suite.close()
    return folder


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration's accounts and its flag."""
    from ui.entrance.demonstration import create_accounts

    folder = tmp_path_factory.mktemp("demonstrated")
    suite = Suite.open(folder, folders=())
    create_accounts(suite.accounts)
    suite.close()
    (folder / FLAG).touch()
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("CHIRON_HOME", str(folder))
    return folder


@contextmanager
def serving(
    home: Path, demo: bool, address: Address | None, code: str | None, folders: Sequence[Path]
) -> Iterator[Served]:
    """Run the server; Streamlit allows one runtime a process, so that of an outer server is put aside meanwhile."""
    from streamlit.runtime import Runtime

    from ui.server import build

    with ExitStack() as stack:
        stack.callback(setattr, Runtime, "_instance", Runtime._instance)
        Runtime._instance = None
        suite = Suite.open(home, demo=demo, folders=folders)
        stack.callback(suite.close)
        base = (address or Address()).url
        running = stack.enter_context(TestClient(build(suite, address, code), base_url=base))

        def browse(client: tuple[str, int] = ("127.0.0.1", 50001), base_url: str = base) -> TestClient:
            browser = TestClient(running.app, base_url=base_url, client=client, follow_redirects=False)
            browser.portal = running.portal
            return browser

        yield Served(suite, browse)


@pytest.fixture
def serve(home: Path, inhabited: Path, demonstrated: Path, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start a server as the test wants it; it is stopped at the end."""
    with ExitStack() as stack:

        def start(
            demo: bool = False,
            people: bool = True,
            address: Address | None = None,
            code: str | None = None,
            folders: Sequence[Path] = (tmp_path / "domains",),
        ) -> Served:
            if demo or people:
                shutil.copytree(demonstrated if demo else inhabited, home, dirs_exist_ok=True)
            return stack.enter_context(serving(home, demo, address, code, folders))

        yield start


@pytest.fixture
def served(serve: Callable[..., Served], tmp_path: Path) -> Served:
    """A real installation with one person of each role, for this test alone."""
    (tmp_path / "domains").mkdir()
    return serve()


@pytest.fixture(scope="module")
def shared(inhabited: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same for all tests of a module that change nothing which another of them relies on."""
    home = tmp_path_factory.mktemp("shared") / "home"
    shutil.copytree(inhabited, home)
    from ui.kit import host

    with serving(home, False, None, None, ()) as served:
        yield served
    host.set_host(None)
