"""Memory after an import: the learner's whole log is replayed, and what it gives of the changed cards is kept."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domains.vocabulary.memory.mind import Mind
from domains.vocabulary.memory.scheduling import Memory
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, CorrectionRow, StateRow
from domains.vocabulary.study import log, memories, versions

AT_ONCE = 500


def remember(session: Session, learner: str, cards: Collection[int]) -> None:
    """Replay, and write the states of these cards and the learner's correction."""
    schedulings = versions.versions(session, learner).schedulings
    mind, answers, last = Mind(), 0, None
    for row in log.rows(session, learner):
        mind.learn(log.review(row), schedulings)
        answers, last = answers + (row.rating > 0), row.id
    _forget(session, learner, cards)
    _keep(session, learner, mind, cards)
    values = mind.correction.to_json()
    session.merge(CorrectionRow(learner_id=learner, values=values, reviews=answers, last_review_id=last))


def _forget(session: Session, learner: str, cards: Collection[int]) -> None:
    wanted = list(cards)
    for start in range(0, len(wanted), AT_ONCE):
        chunk = wanted[start : start + AT_ONCE]
        gone = delete(StateRow).where(StateRow.learner_id == learner, StateRow.card_id.in_(chunk))
        session.execute(gone, execution_options={"synchronize_session": False})


def _keep(session: Session, learner: str, mind: Mind, cards: Collection[int]) -> None:
    held = [(card, Modality.WHOLE.value, memory) for card, memory in mind.whole.items() if card in cards]
    held += [(card, modality, memory) for (card, modality), memory in mind.parts.items() if card in cards]
    decks = _decks(session, cards)
    session.add_all(_row(learner, int(card), decks[int(card)], modality, memory) for card, modality, memory in held)
    session.flush()


def _decks(session: Session, cards: Collection[int]) -> dict[int, str]:
    """The deck of each card."""
    wanted, found = list(cards), dict[int, str]()
    for start in range(0, len(wanted), AT_ONCE):
        query = select(CardRow.id, CardRow.deck_id).where(CardRow.id.in_(wanted[start : start + AT_ONCE]))
        found |= {card: deck for card, deck in session.execute(query)}
    return found


def _row(learner: str, card: int, deck: str, modality: str, memory: Memory) -> StateRow:
    row = StateRow(learner_id=learner, card_id=card, modality=modality, deck_id=deck)
    memories.put(row, memory)
    return row
