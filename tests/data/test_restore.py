from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data import restore as module
from data.accounts import SYSTEM, Accounts, Role
from data.archive import ArchiveWriter
from data.audit import verify
from data.backup import backup, restore
from data.database import VARIABLE, Database, DatabaseUnusable
from data.restore import RestoreRefused
from data.unarchive import ArchiveReader, ArchiveRefused


def people(home: Path) -> list[str]:
    with Database.open("suite", home) as suite:
        assert verify(suite).ok
        return [person.name for person in Accounts(suite).people()]


def add(suite: Database, name: str) -> None:
    Accounts(suite).create(name, "correct horse battery", Role.ADMINISTRATOR, SYSTEM)


@pytest.fixture
def archive(suite: Database, tmp_path: Path) -> Path:
    """A backup with Ada in it; in the home there is Bob as well."""
    add(suite, "Ada")
    made = backup(suite.home, tmp_path / "b.chiron").archive
    add(suite, "Bob")
    suite.close()
    return made


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_there_before_is_kept_beside(archive: Path, home: Path) -> None:
    found = restore(archive, home)
    assert people(home) == ["Ada"]
    assert found.replaced is not None
    assert people(found.replaced) == ["Ada", "Bob"]
    assert listing(home.parent) == sorted(["b.chiron", "home", found.replaced.name])


@pytest.mark.parametrize("there", ["missing", "empty", "missing/deep/down"])
def test_an_empty_or_missing_home_is_filled(archive: Path, tmp_path: Path, there: str) -> None:
    target = tmp_path / there
    if there == "empty":
        target.mkdir()
    found = restore(archive, target)
    assert found.replaced is None
    assert people(target) == ["Ada"]


def test_a_home_that_is_open_is_left_alone(archive: Path, home: Path) -> None:
    with Database.open("suite", home), pytest.raises(RestoreRefused, match=r"is running on .*: stop it first"):
        restore(archive, home)
    assert people(home) == ["Ada", "Bob"]


def test_nobody_opens_a_home_while_it_is_replaced(archive: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, swap = [], module._swap

    def opened_meanwhile(staging: Path, target: Path) -> bool:
        with pytest.raises(DatabaseUnusable) as error:
            Database.open("suite", home)
        said.append(str(error.value))
        return swap(staging, target)

    monkeypatch.setattr(module, "_swap", opened_meanwhile)
    restore(archive, home)
    assert said == ["A restore is replacing this installation: wait until it is done, then start again."]


def test_a_folder_of_other_things_is_left_alone(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "photographs"
    other.mkdir()
    (other / "holiday.jpg").write_bytes(b"sun")
    with pytest.raises(RestoreRefused, match="holds other things: choose an empty one"):
        restore(archive, other)
    assert listing(other) == ["holiday.jpg"]


def test_an_altered_archive_changes_nothing(archive: Path, home: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    with pytest.raises(ArchiveRefused, match="was altered or is not whole"):
        restore(archive, home)
    assert people(home) == ["Ada", "Bob"]
    assert listing(home.parent) == ["b.chiron", "home"]


def test_an_archive_that_changes_while_it_is_read_changes_nothing(
    suite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(suite, "Ada")
    (suite.home / "large").write_bytes(os.urandom(4 << 20))
    archive, unpack = backup(suite.home, tmp_path / "b.chiron").archive, module._unpack

    def spoil(source: ArchiveReader, name: str, path: Path) -> None:
        with archive.open("r+b") as file:
            file.seek(source._members["home/large"].offset_data + (2 << 20))
            file.write(b"spoilt")
        unpack(source, name, path)

    monkeypatch.setattr(module, "_unpack", spoil)
    with pytest.raises(ArchiveRefused, match="large does not fit its digest"):
        restore(archive, tmp_path / "back")
    assert listing(tmp_path) == ["b.chiron", "home"]


@pytest.mark.parametrize("step", ["_unpack", "_swap", "exchange", "_set_aside", "_after"])
def test_killed_at_any_step_there_is_a_whole_home(
    archive: Path, home: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(module, step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        try:
            restore(archive, home)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert people(home) == (["Ada"] if step in ("_set_aside", "_after") else ["Ada", "Bob"])
    restore(archive, home)
    assert people(home) == ["Ada"]


def test_a_chain_that_was_broken_before_the_backup_is_said_and_restored(
    suite: Database, home: Path, tmp_path: Path
) -> None:
    add(suite, "Ada")
    suite.close()
    with closing(sqlite3.connect(home / "databases" / "suite.db")) as connection, connection:
        connection.execute("DROP TRIGGER chiron_audit_no_update")
        connection.execute("UPDATE chiron_audit SET actor_name = 'Eve' WHERE seq = 2")
    made = backup(home, tmp_path / "b.chiron").archive
    (problem,) = restore(made, tmp_path / "back").problems
    assert problem.startswith("suite: Row 2 was altered")


def test_an_archive_of_the_other_kind_is_refused(
    archive: Path, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(RestoreRefused, match="holds SQLite files: restore it without CHIRON_DATABASE_URL"):
        restore(archive, home, "postgresql://u@h/d")
    monkeypatch.setenv(VARIABLE, "postgresql://u@h/d")
    with pytest.raises(RestoreRefused, match="holds SQLite files"):
        restore(archive, home)
    monkeypatch.delenv(VARIABLE)
    with ArchiveWriter(tmp_path / "p") as writer:
        writer.finish({"kind": "postgresql", "databases": []})
    with pytest.raises(RestoreRefused, match="holds PostgreSQL schemas: set CHIRON_DATABASE_URL"):
        restore(tmp_path / "p", home)
    assert people(home) == ["Ada", "Bob"]


@pytest.mark.parametrize(
    "facts", [{}, {"kind": "other", "databases": []}, {"kind": "sqlite"}, {"kind": "sqlite", "databases": ["../x"]}]
)
def test_an_archive_that_does_not_say_what_it_holds_is_refused(
    tmp_path: Path, home: Path, facts: dict[str, object]
) -> None:
    with ArchiveWriter(tmp_path / "x") as writer:
        writer.finish(facts)
    with pytest.raises(ValueError, match=r"another backup|cannot name"):
        restore(tmp_path / "x", home)
    assert json.dumps(listing(home)) == "[]"


def test_what_fails_after_the_swap_takes_nothing_away(
    archive: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(RestoreRefused, match="No space left"):
        patched.setattr(module, "_set_aside", full)
        restore(archive, home)
    (aside,) = [path for path in home.parent.iterdir() if "restoring" in path.name]
    assert people(home) == ["Ada"]
    assert people(aside) == ["Ada", "Bob"]


def test_what_fails_before_the_swap_leaves_nothing(archive: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(RestoreRefused, match="No space left"):
        patched.setattr(module, "exchange", full)
        restore(archive, home)
    assert people(home) == ["Ada", "Bob"]
    assert listing(home.parent) == ["b.chiron", "home"]
