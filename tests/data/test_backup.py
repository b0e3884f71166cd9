from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from data.accounts import SYSTEM, Accounts, Actor, NotAllowed, Role
from data.audit import append, rows, verify
from data.backup import BackupRefused, backup, restore
from data.blobs import BlobStore
from data.database import Database
from data.migrate import SUITE_SCRIPTS, upgrade
from data.unarchive import ArchiveReader

WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from data.actor import SYSTEM
from data.audit import append
from data.blobs import BlobStore
from data.database import Database
home, url = Path(sys.argv[1]), sys.argv[2] or None
blobs, number = BlobStore(home / "domains" / "chest" / "blobs"), 0
with Database.open("chest", home, url) as database:
    while True:
        number += 1
        digest = blobs.put(f"film {number}".encode() * 50)
        with database.write() as session:
            session.execute(text("INSERT INTO films VALUES (:n, :d)"), {"n": number, "d": digest})
            append(session, SYSTEM, "film.add", f"film/{number}")
        print(number, flush=True)
"""


@pytest.fixture
def filled(home: Path, url: str | None) -> Path:
    """A home with an account, a domain with one film, and a flag."""
    with Database.open("suite", home, url) as suite, Database.open("chest", home, url) as chest:
        upgrade(suite, SUITE_SCRIPTS)
        Accounts(suite).create("Ada", "correct horse battery", Role.ADMINISTRATOR, SYSTEM)
        digest = BlobStore(home / "domains" / "chest" / "blobs").put(b"film 0")
        with chest.reshape() as session:
            session.execute(text("CREATE TABLE films (number integer PRIMARY KEY, digest text NOT NULL)"))
            session.execute(text("INSERT INTO films VALUES (0, :d)"), {"d": digest})
            append(session, SYSTEM, "film.add", "film/0")
    (home / "demonstration").write_text("yes")
    return home


def films(home: Path, url: str | None) -> dict[int, bytes]:
    """Every film that a row names, read through the store that checks it."""
    blobs = BlobStore(home / "domains" / "chest" / "blobs")
    with Database.open("chest", home, url) as chest, chest.read() as session:
        found = session.execute(text("SELECT number, digest FROM films ORDER BY number"))
        return {row.number: blobs.get(row.digest) for row in found}


def assert_intact(home: Path, url: str | None) -> None:
    for name in ("suite", "chest"):
        with Database.open(name, home, url) as database:
            found = verify(database)
            assert found.ok, found.problems
            assert found.length > 0


def test_a_home_comes_back_whole(filled: Path, url: str | None, tmp_path: Path) -> None:
    made = backup(filled, tmp_path / "b.chiron", url)
    assert (made.databases, made.files, made.problems) == (("chest", "suite"), 2, ())
    assert made.bytes == made.archive.stat().st_size
    back = tmp_path / "back"
    found = restore(made.archive, back, url)
    assert (found.databases, found.problems, found.replaced) == (("chest", "suite"), (), None)
    assert films(back, url) == {0: b"film 0"}
    assert (back / "demonstration").read_text() == "yes"
    with Database.open("suite", back, url) as suite:
        assert Accounts(suite).authenticate("Ada", "correct horse battery").role is Role.ADMINISTRATOR
    assert_intact(back, url)


def test_work_goes_on_after_a_restore(filled: Path, url: str | None, tmp_path: Path) -> None:
    made = backup(filled, tmp_path / "b.chiron", url)
    restore(made.archive, filled, url)
    with Database.open("suite", filled, url) as suite:
        upgrade(suite, SUITE_SCRIPTS)
        Accounts(suite).create("Bob", "correct horse battery", Role.LEARNER, SYSTEM)
        assert [person.name for person in Accounts(suite).people()] == ["Ada", "Bob"]
    assert_intact(filled, url)


def test_what_was_written_after_the_backup_is_gone_after_the_restore(
    filled: Path, url: str | None, tmp_path: Path
) -> None:
    made = backup(filled, tmp_path / "b.chiron", url)
    with Database.open("chest", filled, url) as chest, chest.write() as session:
        session.execute(text("DELETE FROM films"))
        append(session, SYSTEM, "film.remove", "film/0")
    assert films(filled, url) == {}
    restore(made.archive, filled, url)
    assert films(filled, url) == {0: b"film 0"}
    assert_intact(filled, url)


def test_a_backup_is_consistent_while_another_process_writes(filled: Path, url: str | None, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(filled), url or ""]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert writer.stdout is not None
    before, archives = int(writer.stdout.readline()), []
    for number in range(4):
        archives.append(backup(filled, tmp_path / f"{number}.chiron", url).archive)
    os.kill(writer.pid, 9)
    after = int(writer.communicate()[0].split()[-1])
    assert after > before
    held = []
    for number, archive in enumerate(archives):
        back = tmp_path / f"back{number}"
        assert restore(archive, back, url).problems == ()
        held.append(len(films(back, url)))
        assert_intact(back, url)
    assert held == sorted(held)
    assert before < held[0]
    assert held[-1] <= after + 2


def test_writers_do_not_wait_for_a_backup(suite: Database, tmp_path: Path) -> None:
    """A large file that takes no room takes a while to read; rows are written meanwhile."""
    with (suite.home / "large").open("wb") as file:
        file.truncate(256 << 20)
    worker = threading.Thread(target=backup, args=(suite.home, tmp_path / "b.chiron"))
    worker.start()
    written = 0
    while worker.is_alive():
        with suite.write() as session:
            append(session, SYSTEM, "film.look", "film/0")
        written += 1
    worker.join()
    assert written > 3
    assert (tmp_path / "b.chiron").stat().st_size > 256 << 20


def test_backups_locks_and_drafts_are_left_out(filled: Path, url: str | None, tmp_path: Path) -> None:
    (filled / "backups").mkdir()
    first = backup(filled, filled / "backups" / "one.chiron", url)
    (filled / "domains" / "chest" / "blobs" / ".incoming" / "draft").write_bytes(b"half")
    (filled / "domains" / "link").symlink_to("/etc/passwd")
    second = backup(filled, filled / "backups" / "two.chiron", url)
    with ArchiveReader(second.archive) as reader:
        names = {name for name, _ in reader.files()}
    assert not any(part in name for part in ("backups", "lock", "incoming", "link", "-wal") for name in names)
    assert second.files == first.files


def test_backups_stay_where_they_are_when_their_home_is_replaced(filled: Path, url: str | None) -> None:
    (filled / "backups").mkdir()
    made = backup(filled, filled / "backups" / "one.chiron", url)
    restore(made.archive, filled, url)
    assert made.archive.is_file()


def test_making_one_and_bringing_it_back_is_audited(filled: Path, url: str | None, tmp_path: Path) -> None:
    ada = Actor("1", "Ada", Role.ADMINISTRATOR)
    made = backup(filled, tmp_path / "b.chiron", url, by=ada)
    with Database.open("suite", filled, url) as suite:
        (entry,) = rows(suite, limit=1)
    assert (entry.actor, entry.action) == ("Ada", "backup.make")
    assert entry.detail == {"archive": "b.chiron", "sha256": made.sha256}
    restore(made.archive, filled, url, by=ada)
    with Database.open("suite", filled, url) as suite:
        (entry,) = rows(suite, limit=1)
    assert (entry.actor, entry.action) == ("Ada", "backup.restore")


def test_a_blob_that_was_altered_before_the_backup_is_named(filled: Path, url: str | None, tmp_path: Path) -> None:
    blobs = BlobStore(filled / "domains" / "chest" / "blobs")
    (digest,) = blobs.digests()
    (blobs.root / digest[:2] / digest).write_bytes(b"altered")
    (problem,) = backup(filled, tmp_path / "b.chiron", url).problems
    assert digest in problem


def test_only_administrators_may(filled: Path, tmp_path: Path) -> None:
    bob = Actor("2", "Bob", Role.CLINICIAN)
    with pytest.raises(NotAllowed):
        backup(filled, tmp_path / "b.chiron", by=bob)
    with pytest.raises(NotAllowed):
        restore(tmp_path / "b.chiron", filled, by=bob)
    assert not (tmp_path / "b.chiron").exists()


def test_what_cannot_be_backed_up_is_one_sentence(filled: Path, url: str | None, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="holds no installation"):
        backup(tmp_path / "nowhere", tmp_path / "b.chiron", url)
    (tmp_path / "taken").write_text("")
    with pytest.raises(BackupRefused, match="choose another name"):
        backup(filled, tmp_path / "taken", url)
    with pytest.raises(BackupRefused, match="could not be made"):
        backup(filled, tmp_path / "no" / "such" / "folder", url)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "taken"]
