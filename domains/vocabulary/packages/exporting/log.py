"""A learner's log as Anki has it; answers given here get a number that they keep, so that they never come in twice."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domains.vocabulary.memory.scheduling import Memory, Scheduling
from domains.vocabulary.packages import anki, placing
from domains.vocabulary.store import ReviewRow

USN = -1
EVER = "id ease ivl lastIvl factor time type".split()
KINDS = {0: 0, 1: 0, 2: 1, 3: 2}
DAY = 86_400


def number(session: Session, learner: str, rows: Iterable[ReviewRow]) -> None:
    """Give each answer that has none the number by which Anki will know it: its time in milliseconds."""
    new = [row for row in rows if row.origin_id is None and row.rating > 0 and row.undone_at is None]
    if not new:
        return
    taken = set(session.scalars(select(ReviewRow.origin_id).where(ReviewRow.learner_id == learner)))
    for row in new:
        wanted = math.floor(row.reviewed_at.timestamp() * 1000)
        while wanted in taken:
            wanted += 1
        taken.add(wanted)
        row.origin_id = wanted
    session.flush()


def written(rows: Sequence[ReviewRow], card: int, schedulings: Mapping[int, Scheduling]) -> list[dict[str, Any]]:
    """The log of one card: reviews from Anki as they came, those given here with the intervals that they led to."""
    out: list[dict[str, Any]] = []
    memory: Memory | None = None
    for row in rows:
        before = memory
        if row.undone_at is None:
            memory = _after(row, memory, schedulings)
        if row.source == "anki" and row.origin_id is not None:
            values = [row.origin_id, *row.origin["anki"]]
        elif row.origin_id is not None and row.undone_at is None and memory is not None:
            values = [
                row.origin_id,
                row.rating,
                *_intervals(before, memory),
                row.duration_ms or 0,
                KINDS.get(row.state, 1),
            ]
        else:
            continue
        out.append(dict(zip(EVER, values, strict=True)) | {"cid": card, "usn": USN})
    return out


def _after(row: ReviewRow, memory: Memory | None, schedulings: Mapping[int, Scheduling]) -> Memory | None:
    placed = placing.placed(row.origin)
    if placed is not None or row.rating == 0:
        return placed or memory
    return schedulings[row.parameters].review(memory, row.rating, row.reviewed_at, row.seed)


def _intervals(before: Memory | None, after: Memory) -> list[int]:
    """The interval, the one before, and the factor, in which Anki keeps the difficulty under FSRS (100 to 1100)."""
    difficulty = after.difficulty if after.difficulty is not None else 5.0
    return [_interval(after), _interval(before), round((difficulty - 1) / 9 * 1000) + 100]


def _interval(memory: Memory | None) -> int:
    """Days, or seconds below zero, as Anki keeps intervals."""
    if memory is None:
        return 0
    seconds = round((memory.due - memory.last_review).total_seconds())
    return max(round(seconds / DAY), 1) if memory.state == anki.REVIEW else -max(seconds, 1)
