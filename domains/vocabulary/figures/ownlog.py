"""All that is kept of a learner's answers, as a table of their own."""

from sqlalchemy import select

from data.actor import Actor
from domains.vocabulary.decks.tables import written
from domains.vocabulary.door import Door
from domains.vocabulary.store import CardRow, DeckRow, NoteRow, ReviewRow

FIELDS = (
    "reviewed_at", "exercise", "modality", "rating", "duration_ms", "answer", "verdict", "predicted", "state",
    "parameters", "undone_at", "source",
)  # fmt: skip
COLUMNS = ("deck", "word", "meaning", "card_id", *FIELDS)


class OwnLog:
    """Writes a learner's log.

    Args:
        door: Lets learners in, each to their own.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def table(self, actor: Actor) -> bytes:
        """Every answer, those that were taken back among them, oldest first; CSV in UTF-8."""
        query = (
            select(ReviewRow, NoteRow.word, NoteRow.meaning, DeckRow.title)
            .join(CardRow, CardRow.id == ReviewRow.card_id)
            .join(NoteRow, NoteRow.id == CardRow.note_id)
            .join(DeckRow, DeckRow.id == CardRow.deck_id)
            .where(ReviewRow.learner_id == actor.id)
            .order_by(ReviewRow.reviewed_at, ReviewRow.id)
        )
        with self._door.look(actor) as session:
            rows = [
                (title, word, meaning, review.card_id, *(_cell(getattr(review, name)) for name in FIELDS))
                for review, word, meaning, title in session.execute(query)
            ]
        return written(COLUMNS, rows)


def _cell(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else "" if value is None else value
