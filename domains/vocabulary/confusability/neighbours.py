"""What is near a word, asked of the kept graph and of the learner's own mix-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from domains.vocabulary.confusability.own import Pair, mixed_up, weighed
from domains.vocabulary.modality import ASKS, Exercise, Modality
from domains.vocabulary.store import ConfusionRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NEAR = 12
LOOK_ALIKE = 0.5
BY_MODALITY = {Modality.PICTURE: "picture", Modality.SOUND: "phonetics", Modality.READING: "spelling"}


def near(session: Session, note_id: int, exercise: Exercise | None = None, limit: int = NEAR) -> list[int]:
    """Notes near one in the graph, nearest first; with an exercise, by the channel that it is answered by first."""
    rows = _edges(session, note_id)
    channel = BY_MODALITY.get(ASKS[exercise]) if exercise else None
    ranked = sorted(rows, key=lambda row: (-_weight(row, channel), row.first, row.second))
    return [row.second if row.first == note_id else row.first for row in ranked[:limit]]


def nearest(
    session: Session, note_id: int, learner_id: str, limit: int = NEAR
) -> list[tuple[int, float, int, Mapping[str, float | None]]]:
    """What a leech is confused with: note, score with the learner's own mix-ups in it, how often, and channels."""
    rows = {(row.first, row.second): row for row in _edges(session, note_id)}
    times = {pair: count for pair, count in mixed_up(session, learner_id).items() if note_id in pair}
    scores = weighed({pair: row.score for pair, row in rows.items()}, times)
    ranked = sorted(scores, key=lambda pair: (-scores[pair], pair))[:limit]
    return [(sum(pair) - note_id, scores[pair], times.get(pair, 0), _channels(rows.get(pair))) for pair in ranked]


def look_alikes(session: Session, deck_id: str, learner_id: str, least: float = LOOK_ALIKE) -> frozenset[Pair]:
    """Pairs of notes that should not follow one another in a queue."""
    rows = session.execute(
        select(ConfusionRow.first, ConfusionRow.second, ConfusionRow.score).where(
            ConfusionRow.deck_id == deck_id, ConfusionRow.score >= least
        )
    )
    scores = {(first, second): score for first, second, score in rows}
    scores = weighed(scores, mixed_up(session, learner_id, deck_id))
    return frozenset(pair for pair, score in scores.items() if score >= least)


def _edges(session: Session, note_id: int) -> Sequence[ConfusionRow]:
    where = or_(ConfusionRow.first == note_id, ConfusionRow.second == note_id)
    return session.scalars(select(ConfusionRow).where(where)).all()


def _weight(row: ConfusionRow, channel: str | None) -> float:
    alike = getattr(row, channel) if channel else None
    return float(row.score) + float(alike or 0.0)


def _channels(row: ConfusionRow | None) -> Mapping[str, float | None]:
    names = ("spelling", "phonetics", "picture", "sound")
    return {name: getattr(row, name) for name in names} if row is not None else {}
