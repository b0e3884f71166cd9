"""A home for each test, and a real PostgreSQL 15 for those that need one: one server, a new database for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from data import passwords
from data.database import VARIABLE, Database
from tests.postgres import new_database

FOLDERS = ("/usr/lib/postgresql/15/bin", "/usr/local/bin", "/usr/bin")
UNPRIVILEGED = "nobody"


def program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join((*FOLDERS, os.environ.get("PATH", ""))))
    if found is None:
        pytest.skip(f"PostgreSQL 15 is not installed: {name} is missing.")
    return found


def run(*command: str, folder: Path) -> None:
    """Run a program of PostgreSQL, which refuses to serve as root."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    log = folder / "commands.log"
    with log.open("ab") as output:
        done = subprocess.run(command, user=user, cwd=folder, stdout=output, stderr=output, check=False)  # noqa: S603
    assert done.returncode == 0, log.read_text()


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Address of a server on a Unix socket, without the name of a database."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    with tempfile.TemporaryDirectory(prefix="chiron-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        cluster = str(folder / "cluster")
        run(initdb, "-D", cluster, "-U", "chiron", "-A", "trust", "-E", "UTF8", "--no-sync", folder=folder)
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(pg_ctl, "-D", cluster, "-o", options, "-l", str(folder / "server.log"), "-w", "start", folder=folder)
        try:
            yield f"postgresql://chiron@/%s?host={folder}"
        finally:
            run(pg_ctl, "-D", cluster, "-m", "immediate", "stop", folder=folder)


@pytest.fixture
def postgres_url(cluster: str) -> Iterator[str]:
    """A new, empty database."""
    with new_database(cluster) as address:
        yield address


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with less work, but where the work itself is tested."""
    passwords._nobody.cache_clear()
    if "passwords" not in request.path.name:
        hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
        monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """None for SQLite, an address for PostgreSQL: a test that takes it runs on both."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(home: Path, url: str | None) -> Iterator[Database]:
    with Database.open("suite", home, url) as opened:
        yield opened


@pytest.fixture
def suite(home: Path) -> Iterator[Database]:
    """The suite's database on SQLite, with its tables."""
    from data.migrate import SUITE_SCRIPTS, upgrade

    with Database.open("suite", home) as opened:
        upgrade(opened, SUITE_SCRIPTS)
        yield opened
