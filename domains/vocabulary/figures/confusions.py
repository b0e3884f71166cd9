"""The pairs of words that a learner mixed up most often."""

from sqlalchemy.orm import Session

from domains.vocabulary.confusability.own import mixed_up
from domains.vocabulary.decks import facts
from domains.vocabulary.store import ConfusionRow
from domains.vocabulary.views import Confused

SHOWN = 20
CHANNELS = ("spelling", "phonetics", "picture", "sound")


def confusions(session: Session, learner: str, deck_id: str | None) -> tuple[Confused, ...]:
    """The most frequent first, each with how alike its words are by channel."""
    pairs = mixed_up(session, learner, deck_id).most_common(SHOWN)
    known = facts.notes(session, {note for pair, _ in pairs for note in pair})
    return tuple(
        Confused(known[first], known[second], times, _channels(session, first, second))
        for (first, second), times in pairs
        if first in known and second in known
    )


def _channels(session: Session, first: int, second: int) -> dict[str, float | None]:
    edge = session.get(ConfusionRow, (first, second))
    return {name: getattr(edge, name) if edge is not None else None for name in CHANNELS}
