import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from tests.ui.kit.drawn import component, data, draw
from ui.kit.arriving import LARGEST_PIECE, Arrival, NotTaken, Spool


@dataclass
class Shelf:
    """Keeps pieces as a visit does: each once, in order."""

    begun: list[tuple[str, str, int | None]] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def begin(self, mime: str, name: str, size: int | None) -> str:
        self.begun.append((mime, name, size))
        return f"token{len(self.begun)}"

    def piece(self, token: str, number: int, data: bytes) -> None:
        if number > len(self.kept):
            raise NotTaken(f"Piece {len(self.kept)} is missing.")
        self.kept[number:] = [data]

    def end(self, token: str) -> None:
        self.ended.append(token)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    held: dict[str, Any] = {"k": {}}
    monkeypatch.setattr(st, "session_state", held)
    yield held


def send(state: dict[str, Any], arrival: Arrival, id: str, **message: Any) -> dict[str, object]:
    state["k"] = {"act": {"id": id, "scope": "v/1", **message}}
    arrival.receive()
    return arrival.told()


def piece(content: bytes, number: int) -> dict[str, Any]:
    return {"kind": "piece", "number": number, "data": base64.b64encode(content).decode()}


def test_pieces_are_kept_in_order_and_each_is_acknowledged(state: dict[str, Any]) -> None:
    shelf = Shelf()
    arrival = Arrival("k", "v/1", shelf)
    told = send(state, arrival, "1", kind="begin", mime="video/webm", name="a.webm", size=5)
    assert told == {"scope": "v/1", "acknowledged": "1", "token": "token1", "problem": ""}
    send(state, arrival, "2", **piece(b"abc", 0))
    assert send(state, arrival, "3", **piece(b"de", 1))["acknowledged"] == "3"
    send(state, arrival, "4", kind="end")
    assert (shelf.begun, shelf.kept, shelf.ended) == ([("video/webm", "a.webm", 5)], [b"abc", b"de"], ["token1"])


def test_a_message_that_is_sent_again_is_taken_once(state: dict[str, Any]) -> None:
    shelf = Shelf()
    arrival = Arrival("k", "v/1", shelf)
    for _ in range(3):
        send(state, arrival, "1", kind="begin", mime="audio/webm")
    assert len(shelf.begun) == 1


def test_a_piece_that_cannot_be_kept_is_said_and_so_are_damaged_and_endless_ones(state: dict[str, Any]) -> None:
    arrival = Arrival("k", "v/1", Shelf())
    send(state, arrival, "1", kind="begin")
    assert send(state, arrival, "2", **piece(b"x", 4))["problem"] == "Piece 0 is missing."
    bad: list[dict[str, Any]] = [
        {"data": "%%%", "number": 0},
        {"data": "A" * (LARGEST_PIECE * 2), "number": 0},
        {"data": "", "number": "0"},
    ]
    for at, message in enumerate(bad):
        assert "send it again" in str(send(state, arrival, f"b{at}", kind="piece", **message)["problem"])
    assert send(state, arrival, "9", **piece(b"x", 0))["problem"] == ""


def test_pieces_of_another_visit_and_pieces_without_a_beginning_are_dropped(state: dict[str, Any]) -> None:
    shelf = Shelf()
    arrival = Arrival("k", "v/1", shelf)
    state["k"] = {"act": {"id": "1", "scope": "v/2", "kind": "begin"}}
    arrival.receive()
    send(state, arrival, "2", **piece(b"x", 0))
    send(state, arrival, "3", kind="end")
    assert (shelf.begun, shelf.kept, shelf.ended) == ([], [], [])


def test_a_file_is_spooled_to_disk_and_handed_over_whole_under_its_name(state: dict[str, Any], tmp_path: Path) -> None:
    taken: list[tuple[bytes, str]] = []
    spool = Spool(tmp_path / "spool", lambda path, name: taken.append((path.read_bytes(), name)), 10)
    arrival = Arrival("k", "v/1", spool)
    send(state, arrival, "1", kind="begin", name="../visite d'été.webm", size=6)
    send(state, arrival, "2", **piece(b"abc", 0))
    send(state, arrival, "2", **piece(b"abc", 0))
    send(state, arrival, "3", **piece(b"def", 1))
    send(state, arrival, "4", kind="end")
    assert taken == [(b"abcdef", "../visite d'été.webm")]
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_file_that_outgrows_its_limit_or_is_refused_leaves_a_sentence_and_no_file(
    state: dict[str, Any], tmp_path: Path
) -> None:
    def refuse(path: Path, name: str) -> None:
        raise NotTaken("It is no recording.")

    arrival = Arrival("k", "v/1", Spool(tmp_path, refuse, 4))
    assert "larger" in str(send(state, arrival, "1", kind="begin", size=5)["problem"])
    send(state, arrival, "2", kind="begin", name="a", size=None)
    assert "larger" in str(send(state, arrival, "3", **piece(b"abcde", 0))["problem"])
    assert send(state, arrival, "4", kind="end")["problem"] == "It is no recording."
    assert list(tmp_path.iterdir()) == []


def record() -> None:
    from tests.ui.kit.test_arriving import Shelf
    from ui.kit.recorder import recorder

    recorder(key="one", scope="v/1", taker=Shelf(), longest=3600.0)


def upload() -> None:
    from tests.ui.kit.test_arriving import Shelf
    from ui.kit.sending import sending

    sending(key="one", scope="v/1", taker=Shelf(), title="Choose", hint="Any", accept="audio/*", largest=99)


def test_recorder_and_upload_are_drawn_with_what_they_need() -> None:
    run = draw(record)
    assert component(run).js_source_path == "recorder/recorder.js"
    assert data(run)["longest"] == 3600.0
    run = draw(upload)
    assert component(run).js_source_path == "sending/sending.js"
    assert (data(run)["title"], data(run)["accept"], data(run)["largest"]) == ("Choose", "audio/*", 99)
