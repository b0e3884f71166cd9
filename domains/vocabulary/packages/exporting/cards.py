"""Cards and their log as Anki has them: as they came where they were not answered here, else from our memory."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domains.vocabulary.packages import anki, numbering, scheduling
from domains.vocabulary.packages.scheduling import Clock
from domains.vocabulary.store import CardRow, ReviewRow, StandingRow, StateRow
from domains.vocabulary.study.memories import memory

USN = -1
FLAGS = 7
ACTIVE = {anki.NEW: 0, anki.LEARNING: 1, anki.REVIEW: 2, anki.RELEARNING: 1}
Columns = dict[str, Any]


def number(card: CardRow, guid: str) -> int:
    """The card's number: Anki's own where it came from there."""
    return anki.whole((card.origin or {}).get("id")) or numbering.number("card", guid, card.ordinal)


def written(
    card: CardRow, log: Sequence[ReviewRow], state: StateRow | None, clock: Clock, at: datetime, mine: bool
) -> Columns:
    """The scheduling of a card, without its decks and what the learner decided about it.

    Args:
        card: The card.
        log: The learner's reviews of it, in order.
        state: What they remember of it.
        clock: Of the collection that is written.
        at: Now.
        mine: Whether the card came here with this learner's own package.
    """
    came = _came(log)
    if came is not None:
        return moved(came, clock)
    was: Columns = next((row.origin["card"] for row in reversed(log) if "card" in (row.origin or {})), {})
    kept = (card.origin or {}).get("card")
    if state is None and mine and kept:
        return moved(kept, clock)
    position = anki.whole(kept.get("due")) if kept else card.position + 1
    return scheduling.written(memory(state) if state else None, clock, was, position) | {"mod": int(at.timestamp())}


def _came(log: Sequence[ReviewRow]) -> Columns | None:
    """The card as it came with the last review that counts, unless it was answered here since."""
    counted = [row for row in log if row.undone_at is None]
    if not counted or counted[-1].source != "anki":
        return None
    kept: Columns | None = (counted[-1].origin or {}).get("card")
    return kept


def moved(came: Columns, clock: Clock) -> Columns:
    """A card as it came, with its days counted from the day 0 of the collection that is written."""
    card = {name: value for name, value in came.items() if name != "crt"}
    theirs = Clock(anki.whole(came.get("crt")) or clock.crt)
    if theirs.crt != clock.crt and card["type"] != anki.NEW:
        for name in ("due", "odue"):
            if 0 < abs(card[name]) < scheduling.TIMESTAMP and (name == "odue" or "did" not in card):
                card[name] = clock.day(theirs.moment(card[name]))
    return card


def at_home(card: Columns, filtered: bool) -> Columns:
    """A card out of the filtered deck that it visited, where that deck does not go along."""
    if filtered or "did" not in card:
        return card
    due = card["odue"] or card["due"]
    return {name: value for name, value in card.items() if name != "did"} | {"due": due, "odue": 0}


def decided(card: Columns, standing: StandingRow | None, at: datetime) -> Columns:
    """A card with what the learner decided about it: suspended, buried, flagged."""
    suspended = standing is not None and standing.suspended
    buried = standing is not None and standing.buried_until is not None and standing.buried_until > at
    queue = card["queue"]
    if suspended:
        queue = anki.SUSPENDED
    elif buried:
        queue = queue if queue in (anki.SCHEDULER_BURIED, anki.USER_BURIED) else anki.USER_BURIED
    elif queue < 0:
        queue = _active(card)
    flag = standing.flag if standing is not None else 0
    return card | {"queue": queue, "flags": (card["flags"] & ~FLAGS) | flag}


def _active(card: Columns) -> int:
    if card["type"] in (anki.LEARNING, anki.RELEARNING) and card["due"] < scheduling.TIMESTAMP:
        return 3
    return ACTIVE.get(card["type"], 0)


def new(card: CardRow) -> Columns:
    """A card without scheduling, at its place among new ones."""
    kept = (card.origin or {}).get("card") or {}
    position = anki.whole(kept.get("odue" if "did" in kept else "due")) if kept else card.position + 1
    base = {"mod": 0, "type": 0, "queue": 0, "due": position, "ivl": 0, "factor": 0, "reps": 0, "lapses": 0}
    return base | {"left": 0, "odue": 0, "flags": 0, "data": json.dumps({})}
