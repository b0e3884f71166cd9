"""Anki's scheduling as memory, and memory as Anki's scheduling.

Days of a collection count from its creation time (``crt``); what is due on a day is due when that day begins. Where a
card carries FSRS's own state (``s`` and ``d`` in its data) that is taken; else the state is what FSRS makes of the
card's log, and for a card without a log what SM-2's interval and ease stand for.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domains.vocabulary.memory.curve import DEFAULT
from domains.vocabulary.memory.scheduling import Memory, Scheduling
from domains.vocabulary.packages import anki
from domains.vocabulary.packages.anki import Card, Review

DAY = 86_400
TIMESTAMP = 1_000_000_000
EARLIEST, LATEST = 315_532_800, 32_503_680_000
LEAST, MOST = 0.001, 36_500.0
SM2_RETENTION = 0.9
_STANDARD = Scheduling(fuzz=False)


@dataclass(frozen=True)
class Clock:
    """What turns Anki's days into time: the collection's creation, in seconds since 1970."""

    crt: int

    def moment(self, due: int) -> datetime:
        """A due time, which is a day of the collection or seconds since 1970."""
        return at(due if due > TIMESTAMP else self.crt + due * DAY)

    def day(self, moment: datetime) -> int:
        """The day of the collection that a moment lies in."""
        return math.floor((moment.timestamp() - self.crt) / DAY)


def at(seconds: float) -> datetime:
    """A moment; an absurd one is brought to the nearest that is not (1980 to 3000)."""
    return datetime.fromtimestamp(min(max(seconds, EARLIEST), LATEST), UTC)


def believable(review: Review, now: datetime) -> bool:
    """Whether its time can be: after 1980, and not in the future by more than a day."""
    return EARLIEST * 1000 < review.id < (now.timestamp() + DAY) * 1000


def data(card: Card) -> dict[str, Any]:
    """What Anki keeps of a card as JSON; nothing where it is none."""
    try:
        kept = json.loads(card.data or "{}")
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def counted(log: Sequence[Review], card: Card) -> list[Review]:
    """The reviews that memory follows from: answers, none before the card was forgotten, none of a mere preview."""
    if card.type == anki.NEW:
        return []
    start = max((index + 1 for index, each in enumerate(log) if _resets(each)), default=0)
    return [each for each in log[start:] if 1 <= each.ease <= 4 and not _previews(each) and each.type in range(4)]


def _resets(review: Review) -> bool:
    return review.ease == 0 and review.factor == 0 and review.type == anki.MANUAL


def _previews(review: Review) -> bool:
    return review.type == anki.CRAM and review.factor == 0


def memory(card: Card, log: Sequence[Review], clock: Clock, options: Mapping[str, Any]) -> Memory | None:
    """The memory of a card as Anki has it; None for a new one.

    Args:
        card: The card.
        log: Its reviews that count (see `counted`), in order.
        clock: Of its collection.
        options: Its deck's, as JSON of schema 11.
    """
    if card.type not in (anki.LEARNING, anki.REVIEW, anki.RELEARNING):
        return None
    due, last = clock.moment(card.odue if card.odid and card.odue else card.due), _last(card, log, clock)
    stability, difficulty = _state(card, log)
    step = None if card.type == anki.REVIEW else _step(card, options)
    return Memory(card.type, step, stability, difficulty, due, min(last, due), max(card.reps, 0), max(card.lapses, 0))


def _last(card: Card, log: Sequence[Review], clock: Clock) -> datetime:
    seen = data(card).get("lrt")
    if isinstance(seen, (int, float)) and math.isfinite(seen) and seen > 0:
        return at(seen)
    if log:
        return at(log[-1].id / 1000)
    due = clock.moment(card.odue if card.odid and card.odue else card.due)
    return at(due.timestamp() - max(card.ivl, 0) * DAY)


def _step(card: Card, options: Mapping[str, Any]) -> int:
    kept = options.get("new" if card.type == anki.LEARNING else "lapse")
    delays = kept.get("delays") if isinstance(kept, Mapping) else None
    steps = len(delays) if isinstance(delays, list) else 1
    return min(max(steps - card.left % 1000, 0), 100)


def _state(card: Card, log: Sequence[Review]) -> tuple[float | None, float | None]:
    kept = data(card)
    stability: Any = kept.get("s")
    difficulty: Any = kept.get("d")
    if _is_number(stability) and _is_number(difficulty) and stability > 0:
        return min(max(float(stability), LEAST), MOST), min(max(float(difficulty), 1.0), 10.0)
    if log:
        return _replayed(log)
    return _from_sm2(card) if card.ivl > 0 else (None, None)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _replayed(log: Sequence[Review]) -> tuple[float | None, float | None]:
    found: Memory | None = None
    for each in log:
        found = _STANDARD.review(found, each.ease, at(each.id / 1000), 0)
    return (found.stability, found.difficulty) if found else (None, None)


def _from_sm2(card: Card) -> tuple[float, float]:
    """Stability is the interval (recall is 90 % after it); difficulty is that at which FSRS would grow it by the ease.

    As in fsrs-rs (Open Spaced Repetition, BSD-3-Clause), ``memory_state_from_sm2``.
    """
    stability = min(max(float(card.ivl), LEAST), MOST)
    ease = max(card.factor, 1300) / 1000
    grows = math.exp(DEFAULT[8]) * stability ** -DEFAULT[9] * math.expm1((1 - SM2_RETENTION) * DEFAULT[10])
    return stability, min(max(11 - (ease - 1) / grows, 1.0), 10.0)


def written(memory: Memory | None, clock: Clock, was: Mapping[str, Any], position: int) -> dict[str, Any]:
    """The columns of a card that was last answered here.

    Args:
        memory: What is remembered of it; None for a new card.
        clock: Of the collection that is written.
        was: How Anki had it, where it came from there.
        position: Its place among new cards.
    """
    base = {"mod": 0, "ivl": 0, "factor": 0, "reps": 0, "lapses": 0, "left": 0, "odue": 0, "flags": 0, "data": "{}"}
    if memory is None:
        return base | {"type": 0, "queue": 0, "due": position}
    days = max(round((memory.due - memory.last_review) / timedelta(days=1)), 1)
    counts: dict[str, Any] = {"reps": memory.reps, "lapses": memory.lapses, "factor": int(was.get("factor") or 2500)}
    counts["data"] = json.dumps(_kept(memory, was), separators=(",", ":"))
    if memory.state == anki.REVIEW:
        return base | counts | {"type": 2, "queue": 2, "due": clock.day(memory.due), "ivl": days}
    due, ivl = int(memory.due.timestamp()), 0 if memory.state == anki.LEARNING else max(int(was.get("ivl") or 1), 1)
    return base | counts | {"type": memory.state, "queue": 1, "due": due, "ivl": ivl, "left": 1001}


def _kept(memory: Memory, was: Mapping[str, Any]) -> dict[str, Any]:
    try:
        before = json.loads(was.get("data") or "{}")
    except (ValueError, RecursionError):
        before = {}
    kept = {"pos": before["pos"]} if isinstance(before, dict) and "pos" in before else {}
    if memory.stability is not None and memory.difficulty is not None:
        kept |= {"s": round(memory.stability, 4), "d": round(memory.difficulty, 3)}
    kept |= {"decay": before["decay"]} if isinstance(before, dict) and "decay" in before else {}
    return kept | {"lrt": int(memory.last_review.timestamp())}
