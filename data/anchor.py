"""The head of an audit chain, kept outside the database, so that a cut tail is noticed.

A commit moves the head in two steps: the intended head is on disk before the database commits, and is confirmed after
it. Killed in between, the database shows either the confirmed or the intended head, and both are true; anything else is
not. The file has two slots that are written in turn, so that a torn write leaves the one before.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data.chain import GENESIS, Head
from data.files import sync_data, sync_folder, write_whole
from data.types import utcnow

SLOT = 512
EMPTY = Head(0, GENESIS)


class AnchorDamaged(ValueError):
    """The anchor file is there but neither slot can be read."""


@dataclass(frozen=True)
class Anchored:
    """What the anchor holds: the last head that surely was committed, and the one that may have been."""

    confirmed: Head
    intended: Head | None = None
    count: int = 0

    def allows(self, head: Head) -> bool:
        """Whether a database with this head is as the suite left it."""
        return head in (self.confirmed, self.intended)


def _encode(state: Anchored) -> bytes:
    """One slot: the sha256 of the body, the body as JSON, and spaces up to `SLOT` bytes."""
    body = json.dumps({"count": state.count, "confirmed": state.confirmed, "intended": state.intended})
    line = f"{hashlib.sha256(body.encode()).hexdigest()} {body}"
    return line.ljust(SLOT - 1).encode() + b"\n"


def _decode(slot: bytes) -> Anchored | None:
    mark, _, body = slot.decode("ascii", "replace").rstrip().partition(" ")
    if not body or hashlib.sha256(body.encode()).hexdigest() != mark:
        return None
    read = json.loads(body)
    intended = Head(*read["intended"]) if read["intended"] else None
    return Anchored(Head(*read["confirmed"]), intended, read["count"])


def parse(content: bytes | None) -> Anchored | None:
    """The newest state in an anchor file that is whole; None where there is no file yet.

    Raises:
        AnchorDamaged: there is a file, and neither slot of it is whole.
    """
    if content is None:
        return None
    slots = [state for at in (0, SLOT) if (state := _decode(content[at : at + SLOT]))]
    if not slots:
        raise AnchorDamaged("The anchor is damaged: the end of the chain cannot be checked.")
    return max(slots, key=lambda state: state.count)


class Anchor:
    """The anchor of one database, in the folder `anchors` of its home; written to under the writer's lock alone."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{name}.anchor"
        self.alarm_path = folder / f"{name}.alarms"

    def content(self) -> bytes | None:
        """The file as it is, for `parse`; None where there is none yet."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None

    def intend(self, base: Head, head: Head) -> None:
        """Before a commit that moves the chain from `base` to `head`.

        Work goes on where `base` is not what was anchored, but the break is written down for good: otherwise the new
        rows would hide it.
        """
        before = self._checked(base)
        if before is None:
            self._create(Anchored(base, head))
        else:
            self._write(Anchored(base, head, before.count + 1))

    def confirm(self, head: Head) -> None:
        """After that commit. Should it fail, the intended head still vouches for the row, so the commit stands."""
        with suppress(OSError, AnchorDamaged):
            if before := parse(self.content()):
                self._write(Anchored(head, None, before.count + 1))

    def settle(self, head: Head) -> None:
        """Confirm what was intended where the database shows that it was committed: its writer died in between."""
        with suppress(AnchorDamaged):
            state = parse(self.content())
            if state is not None and state.intended == head:
                self.confirm(head)

    def alarms(self) -> tuple[str, ...]:
        """The breaks that were noticed while writing, oldest first, one sentence each."""
        try:
            lines = self.alarm_path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(line for line in lines if line.strip())

    def _checked(self, base: Head) -> Anchored | None:
        """The state before a commit, with an alarm where it does not fit; None where the file has to be made anew."""
        row = base.seq + 1
        try:
            state = parse(self.content())
        except AnchorDamaged:
            self._alarm(f"the anchor was damaged when row {row} was written")
            return None
        if state is None and base != EMPTY:
            self._alarm(f"the anchor was missing when row {row} was written")
        elif state is not None and not state.allows(base):
            self._alarm(f"the anchor held row {state.confirmed.seq} when row {row} was written after row {base.seq}")
        return state

    def _alarm(self, sentence: str) -> None:
        new = not self.alarm_path.exists()
        with self.alarm_path.open("a", encoding="utf-8") as file:
            file.write(f"{utcnow().isoformat(timespec='seconds')}: {sentence}\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            sync_folder(self.alarm_path.parent)

    def _create(self, state: Anchored) -> None:
        """Both slots at once, so that the file keeps its size and is never there without a whole slot."""
        write_whole(self.path, _encode(state) * 2)

    def _write(self, state: Anchored) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.pwrite(descriptor, _encode(state), SLOT * (state.count % 2))
            sync_data(descriptor)
        finally:
            os.close(descriptor)
