"""A learner's answers as xAPI statements (ADL, Experience API 1.0.3, 2016), for a record store of their school's."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row, Select, select

from data.actor import Actor
from domains.vocabulary.door import Door
from domains.vocabulary.figures.statistics import mine
from domains.vocabulary.folding import plain
from domains.vocabulary.memory.curve import AGAIN
from domains.vocabulary.store import CardRow, DeckRow, NoteRow, ReviewRow

VERSION = "1.0.3"
HOME = "https://chiron.invalid"
"""Names things of this installation; the domain is reserved (RFC 2606), so that nobody else's is claimed."""
SPACE = UUID("6f1d4e0e-6d2b-5c0a-9b43-7a2f6f0f5e51")
VERB = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
QUESTION = "http://adlnet.gov/expapi/activities/question"
COLLECTION = "http://activitystrea.ms/schema/1.0/collection"
EXTENSION = f"{HOME}/vocabulary/extensions/"
RATINGS = 4
UNKNOWN = "und"
AT_ONCE = 5000


class Statements:
    """Writes statements of what a learner did, and of nobody else.

    Args:
        door: Lets learners in, each to their own.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def statements(self, actor: Actor, since: datetime | None = None) -> list[dict[str, Any]]:
        """All answers that stand, oldest first; those of a given moment on."""
        with self._door.look(actor) as session:
            rows = session.execute(_query(actor, since).execution_options(yield_per=AT_ONCE))
            return list(_written(actor, rows))


def _query(actor: Actor, since: datetime | None) -> Select[ReviewRow, str, str, str, str]:
    query = (
        select(ReviewRow, NoteRow.word, DeckRow.title, DeckRow.language, DeckRow.id)
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .join(NoteRow, NoteRow.id == CardRow.note_id)
        .join(DeckRow, DeckRow.id == CardRow.deck_id)
        .where(mine(actor.id))
        .order_by(ReviewRow.reviewed_at, ReviewRow.id)
    )
    return query if since is None else query.where(ReviewRow.reviewed_at >= since)


def _written(actor: Actor, rows: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield _statement(actor, row)


def _statement(actor: Actor, row: Row[ReviewRow, str, str, str, str]) -> dict[str, Any]:
    """One answer; the id is always the same for the same answer, so that sending it twice keeps one."""
    review, word, title, language, deck = row
    return {
        "id": str(uuid5(SPACE, f"{actor.id}/{review.id}/{review.reviewed_at.isoformat()}")),
        "actor": {"objectType": "Agent", "account": {"homePage": HOME, "name": actor.id}},
        "verb": VERB,
        "object": {
            "objectType": "Activity",
            "id": f"{HOME}/vocabulary/cards/{review.card_id}",
            "definition": {"type": QUESTION, "name": {language or UNKNOWN: plain(word) or str(review.card_id)}},
        },
        "result": _result(review),
        "context": {"contextActivities": {"grouping": [_deck(deck, title)]}, "platform": "Chiron"},
        "timestamp": review.reviewed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": VERSION,
    }


def _result(review: ReviewRow) -> dict[str, Any]:
    result: dict[str, Any] = {
        "success": review.rating > AGAIN,
        "score": {"scaled": round((review.rating - 1) / (RATINGS - 1), 4), "raw": review.rating, "min": 1, "max": 4},
        "extensions": {f"{EXTENSION}exercise": review.exercise, f"{EXTENSION}modality": review.modality},
    }
    if review.duration_ms is not None:
        result["duration"] = f"PT{review.duration_ms / 1000:.2f}S"
    if review.answer:
        result["response"] = review.answer
    return result


def _deck(deck: str, title: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": f"{HOME}/vocabulary/decks/{deck}",
        "definition": {"type": COLLECTION, "name": {UNKNOWN: title}},
    }
