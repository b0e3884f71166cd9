from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from data.anchor import EMPTY, SLOT, Anchor, AnchorDamaged, Anchored, parse
from data.chain import Head

ONE, TWO, THREE = (Head(n, f"{n:064x}") for n in (1, 2, 3))


@pytest.fixture
def anchor(tmp_path: Path) -> Anchor:
    return Anchor(tmp_path / "anchors", "suite")


def step(anchor: Anchor, base: Head, head: Head) -> None:
    anchor.intend(base, head)
    anchor.confirm(head)


def test_before_the_first_row_there_is_none(anchor: Anchor) -> None:
    assert parse(anchor.content()) is None
    assert anchor.alarms() == ()


def test_a_commit_moves_it_in_two_steps(anchor: Anchor) -> None:
    anchor.intend(EMPTY, ONE)
    state = parse(anchor.content())
    assert state is not None
    assert (state.confirmed, state.intended) == (EMPTY, ONE)
    assert state.allows(EMPTY)
    assert state.allows(ONE)
    assert not state.allows(TWO)
    anchor.confirm(ONE)
    state = parse(anchor.content())
    assert state is not None
    assert (state.confirmed, state.intended) == (ONE, None)
    assert not state.allows(EMPTY)


def test_it_is_for_its_owner_alone_and_of_fixed_size(anchor: Anchor) -> None:
    step(anchor, EMPTY, ONE)
    step(anchor, ONE, Head(10**15, "f" * 64))
    assert stat.S_IMODE(anchor.path.stat().st_mode) == 0o600
    assert anchor.path.stat().st_size == 2 * SLOT


@pytest.mark.parametrize("torn", [0, 1, 100, 200])
def test_a_torn_write_leaves_the_state_before(anchor: Anchor, torn: int) -> None:
    step(anchor, EMPTY, ONE)
    before = anchor.path.read_bytes()
    state = parse(anchor.content())
    anchor.intend(ONE, TWO)
    after = anchor.path.read_bytes()
    at = 0 if after[:SLOT] != before[:SLOT] else SLOT
    anchor.path.write_bytes(before[:at] + after[at : at + torn] + before[at + torn :])
    assert parse(anchor.content()) == state
    step(anchor, ONE, TWO)
    assert anchor.alarms() == ()


@pytest.mark.parametrize("content", [b"", b"x", b"\xff" * 1024, b"0" * 64 + b" {}" + b" " * 900])
def test_a_file_without_a_whole_slot_is_damaged(anchor: Anchor, content: bytes) -> None:
    anchor.path.write_bytes(content)
    with pytest.raises(AnchorDamaged):
        parse(anchor.content())


def test_going_on_from_another_head_is_written_down_for_good(anchor: Anchor) -> None:
    step(anchor, EMPTY, THREE)
    step(anchor, ONE, TWO)
    assert parse(anchor.content()) == Anchored(TWO, None, 3)
    (alarm,) = anchor.alarms()
    assert "the anchor held row 3 when row 2 was written after row 1" in alarm


def test_going_on_without_the_anchor_is_written_down(anchor: Anchor) -> None:
    step(anchor, ONE, TWO)
    (alarm,) = anchor.alarms()
    assert "the anchor was missing when row 2 was written" in alarm


def test_going_on_with_a_damaged_anchor_is_written_down(anchor: Anchor) -> None:
    step(anchor, EMPTY, ONE)
    anchor.path.write_bytes(b"rubbish" * 200)
    step(anchor, ONE, TWO)
    assert parse(anchor.content()) == Anchored(TWO, None, 1)
    (alarm,) = anchor.alarms()
    assert "damaged" in alarm


def test_a_commit_whose_writer_died_is_confirmed_later(anchor: Anchor) -> None:
    step(anchor, EMPTY, ONE)
    anchor.intend(ONE, TWO)
    anchor.settle(ONE)
    state = parse(anchor.content())
    assert state is not None
    assert state.intended == TWO
    anchor.settle(TWO)
    state = parse(anchor.content())
    assert state is not None
    assert (state.confirmed, state.intended) == (TWO, None)


def test_a_confirmation_that_fails_does_not_undo_the_commit(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    step(anchor, EMPTY, ONE)
    anchor.intend(ONE, TWO)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", full)
        anchor.confirm(TWO)
    state = parse(anchor.content())
    assert state is not None
    assert state.allows(TWO)
    step(anchor, TWO, THREE)
    assert anchor.alarms() == ()


def test_an_intention_that_fails_stops_the_commit(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    step(anchor, EMPTY, ONE)
    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(os, "pwrite", full)
        anchor.intend(ONE, TWO)
