"""A PostgreSQL that the domains' tests share."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import new_database


def _program(name: str) -> str:
    found = shutil.which(name) or next((str(p) for p in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), None)
    if found is None:
        pytest.skip(f"PostgreSQL is not installed: {name} is missing")
    return found


def _owner() -> str | None:
    """PostgreSQL does not start for root: its own account starts it then."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("PostgreSQL does not start for root, and there is no account named postgres")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL of its own, on a socket in a temporary folder: an address in which the database is to be named."""
    initdb, pg_ctl, owner = _program("initdb"), _program("pg_ctl"), _owner()
    with tempfile.TemporaryDirectory(prefix="chiron-pg-") as folder:
        if owner:
            shutil.chown(folder, owner)

        def run(*command: str) -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=owner, cwd=folder)  # noqa: S603

        run(initdb, "-D", f"{folder}/data", "-U", "chiron", "--auth=trust", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(pg_ctl, "-D", f"{folder}/data", "-w", "-o", options, "-l", f"{folder}/log", "start")
        yield f"postgresql://chiron@/%s?host={folder}"
        run(pg_ctl, "-D", f"{folder}/data", "-w", "-m", "immediate", "stop")


@pytest.fixture
def postgres(cluster: str) -> Iterator[str]:
    """A new, empty database."""
    with new_database(cluster) as address:
        yield address
