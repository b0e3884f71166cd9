import os
import threading
from pathlib import Path

import pytest

from domains.chest.network.inbox import Inbox
from domains.chest.network.watch import DONE, REFUSED, CannotWatch, Watcher
from tests.domains.chest.network.peers import department, receptions, sendable
from tests.domains.chest.room import Room


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "films"
    path.mkdir()
    return path


@pytest.fixture
def watcher(room: Room, folder: Path) -> Watcher:
    return Watcher(department(room).inbox, room.database, folder, megabytes=1)


def settle(room: Room, watcher: Watcher, polls: int = 2) -> None:
    for _ in range(polls):
        watcher.poll()
    department(room).filer.drain(threading.Event())
    watcher.poll()


def names(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir())


def test_a_film_is_taken_when_it_stands_still_and_moved_when_it_is_filed(
    room: Room, watcher: Watcher, folder: Path
) -> None:
    film = folder / "film.dcm"
    film.write_bytes(sendable(1)[:200])
    watcher.poll()
    film.write_bytes(sendable(1))
    watcher.poll()
    assert room.count("receptions") == 0
    watcher.poll()
    assert [state for state, _ in receptions(room)] == ["spooled"]
    assert film.exists()
    department(room).filer.drain(threading.Event())
    watcher.poll()
    assert not film.exists() and names(folder / DONE) == ["film.dcm"]
    assert (folder / DONE / "film.dcm").read_bytes() == sendable(1)
    assert [state for state, _ in receptions(room)] == ["filed"]


def test_what_is_no_film_goes_aside_with_a_sentence(room: Room, watcher: Watcher, folder: Path) -> None:
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7 nothing to read")
    (folder / "broken.dcm").write_bytes(b"\x00" * 128 + b"DICM" + b"\x01" * 40)
    (folder / "huge.dcm").write_bytes(b"\x00" * (1024 * 1024 + 1))
    settle(room, watcher)
    assert names(folder) == [DONE, REFUSED] and names(folder / DONE) == []
    kept = names(folder / REFUSED)
    assert kept == [f"{name}{end}" for name in ("broken.dcm", "huge.dcm", "letter.pdf") for end in ("", ".txt")]
    for name in kept[1::2]:
        assert (folder / REFUSED / name).read_text(encoding="utf-8").endswith(".\n")
    assert list(room.context.blobs.digests()) == []
    assert {state for state, _ in receptions(room)} == {"refused"}
    assert sum(row.action == "reception.refused" for row in room.log()) == 3


def test_after_a_crash_what_was_taken_is_recognised(room: Room, watcher: Watcher, folder: Path) -> None:
    (folder / "film.dcm").write_bytes(sendable(1))
    watcher.poll()
    watcher.poll()
    department(room).filer.drain(threading.Event())
    again = Watcher(department(room).inbox, room.database, folder, megabytes=1)
    settle(room, again)
    assert names(folder / DONE) == ["film.dcm"]
    assert room.count("films") == 1


def test_links_are_never_followed(room: Room, watcher: Watcher, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "film.dcm").write_bytes(sendable(1))
    (folder / "link.dcm").symlink_to(outside / "film.dcm")
    (folder / "linked").symlink_to(outside)
    os.mkfifo(folder / "pipe.dcm")
    settle(room, watcher, polls=3)
    assert room.count("receptions") == 0
    assert (outside / "film.dcm").exists()


def test_a_folder_that_became_a_link_leads_nowhere(room: Room, watcher: Watcher, folder: Path, tmp_path: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "film.dcm").write_bytes(sendable(1))
    watcher.poll()
    watcher.poll()
    outside = tmp_path / "outside"
    (folder / "sub").rename(outside)
    (folder / "sub").symlink_to(outside)
    department(room).filer.drain(threading.Event())
    watcher.poll()
    assert (outside / "film.dcm").exists() and names(folder / DONE) == []
    (folder / REFUSED).rmdir()
    (folder / REFUSED).symlink_to(outside)
    with pytest.raises(CannotWatch, match="is a link"):
        watcher.poll()


def test_folders_are_looked_into_and_unfinished_files_are_left(room: Room, watcher: Watcher, folder: Path) -> None:
    deep = folder / "a" / "b" / "c"
    (deep / "d" / "e").mkdir(parents=True)
    (deep / "film.dcm").write_bytes(sendable(1))
    (deep / "d" / "e" / "film.dcm").write_bytes(sendable(2))
    for name in (".hidden.dcm", "film.dcm.part", "~film.dcm"):
        (folder / name).write_bytes(sendable(3))
    (folder / "film.dcm").write_bytes(sendable(4))
    settle(room, watcher)
    assert names(folder / DONE) == ["film-2.dcm", "film.dcm"]
    assert (deep / "d" / "e" / "film.dcm").exists()
    assert (folder / "film.dcm.part").exists()


def test_a_file_that_changes_while_it_is_read_is_left(
    room: Room, watcher: Watcher, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = folder / "film.dcm"
    film.write_bytes(sendable(1)[:300])
    watcher.poll()
    opened = watcher._open

    def growing(name: str) -> int:
        film.write_bytes(sendable(1))
        return opened(name)

    monkeypatch.setattr(watcher, "_open", growing)
    watcher.poll()
    assert room.count("receptions") == 0


def test_when_there_is_no_room_files_wait(
    room: Room, watcher: Watcher, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from domains.chest.network import inbox

    (folder / "film.dcm").write_bytes(sendable(1))
    with monkeypatch.context() as full:
        full.setattr(inbox, "SPARE", 2**62)
        settle(room, watcher)
        assert (folder / "film.dcm").exists()
    settle(room, watcher)
    assert names(folder / DONE) == ["film.dcm"]


def test_a_folder_that_cannot_be_used_is_told_of(room: Room, tmp_path: Path, folder: Path) -> None:
    inbox: Inbox = department(room).inbox
    with pytest.raises(CannotWatch, match="is not there"):
        Watcher(inbox, room.database, tmp_path / "missing", 1).poll()
    link = tmp_path / "link"
    link.symlink_to(folder)
    with pytest.raises(CannotWatch, match="is a link"):
        Watcher(inbox, room.database, link, 1).poll()
