"""Answers: checked, kept and taken back, each in one transaction with its audit row."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.confusability.neighbours import near
from domains.vocabulary.decks import access, facts
from domains.vocabulary.door import Door, Visit, subject
from domains.vocabulary.exercises.checking import check
from domains.vocabulary.memory.correction import Correction
from domains.vocabulary.modality import ASKS, Exercise
from domains.vocabulary.store import CardRow, NoteRow, ReviewRow
from domains.vocabulary.study import courses, dealing, keeping, log, memories, standings
from domains.vocabulary.study.asking import Asking, Card
from domains.vocabulary.study.dealing import Dealer
from domains.vocabulary.study.tokens import STALE, Ticket, Tokens
from domains.vocabulary.study.versions import kept, versions
from domains.vocabulary.views import Answer, Confused, Gone, NoteFacts, NotNow, Question, Rest, Turn, Verdict

LONGEST_TEXT, LONGEST_MS = 500, 3_600_000
BACKWARDS = timedelta(days=1)
SMALL = 5000
"""In a deck of so many words a typed answer is looked for among all of them, not only among those near."""


class Desk:
    """Where a learner answers.

    Args:
        door: Lets learners in.
        dealer: Deals the next card.
        tokens: Reads what a turn was about.
        asking: Asks the same question once more.
        refit: Called after an answer with which a fit of the scheduler is due.
    """

    def __init__(
        self, door: Door, dealer: Dealer, tokens: Tokens, asking: Asking, refit: Callable[[Actor], object]
    ) -> None:
        self._door, self._dealer, self._tokens, self._asking, self._refit = door, dealer, tokens, asking, refit

    def next(self, actor: Actor, scope: str | None, speaking: bool) -> Turn | Rest:
        """The card that comes now."""
        with self._door.look(actor) as session:
            return self._dealer.deal(session, actor, scope, speaking)

    def check(self, actor: Actor, token: str, text: str, chosen: int | None) -> Verdict:
        """What an answer is worth."""
        with self._door.look(actor) as session:
            ticket, card = self._opened(session, actor, token)
            return _verdict(session, card, ticket, self._again(session, card, ticket), Answer(0, text, chosen))

    def answer(self, actor: Actor, token: str, answer: Answer) -> Turn | Rest:
        """Keep an answer, and deal the next card."""
        if answer.rating not in (1, 2, 3, 4):
            raise NotNow("Rate the answer: 1 again, 2 hard, 3 good or 4 easy.")
        with self._door.visit(actor, "review.add", subject("card", "-")) as visit:
            ticket, card = self._opened(visit.session, actor, token)
            visit.subject = subject("card", card.row.id)
            fit_is_due = self._keep(visit, ticket, card, answer)
        if fit_is_due:
            self._refit(actor)
        with self._door.look(actor) as session:
            return self._dealer.deal(session, actor, ticket.scope, ticket.speaking)

    def undo(self, actor: Actor, scope: str | None, speaking: bool) -> Turn | Rest:
        """Take the last answer back, and deal its card again."""
        with self._door.visit(actor, "review.undo", subject("card", "-")) as visit:
            if scope is not None:
                access.seen(visit.session, actor, scope)
            row = log.last(visit.session, actor.id, scope)
            if row is None:
                raise NotNow("There is no answer to take back.")
            visit.subject, visit.detail["review"] = subject("card", row.card_id), row.id
            _take_back(visit.session, actor.id, row)
            card = _still_there(visit.session, actor, row.card_id)
        with self._door.look(actor) as session:
            return self._dealer.deal(session, actor, scope, speaking, card)

    def confused(self, actor: Actor, card_id: int) -> tuple[Confused, ...]:
        """What a card is confused with."""
        with self._door.look(actor) as session:
            return dealing.confused(session, actor, access.carded(session, actor, card_id)[1].id)

    def opened(self, session: Session, actor: Actor, token: str) -> tuple[Card, Question]:
        """The card of a turn that waits for its answer, with its question."""
        ticket, card = self._opened(session, actor, token)
        return card, self._again(session, card, ticket)

    def _again(self, session: Session, card: Card, ticket: Ticket) -> Question:
        return self._asking.again(session, card, Exercise(ticket.exercise), ticket.others, ticket.seed)

    def _opened(self, session: Session, actor: Actor, token: str) -> tuple[Ticket, Card]:
        ticket = self._tokens.read(token, actor.id)
        card = Card(*access.carded(session, actor, ticket.card))
        if dealing.stamp(session, actor.id, card.row.id) != ticket.stamp:
            raise Gone(STALE)
        return ticket, card

    def _keep(self, visit: Visit, ticket: Ticket, card: Card, answer: Answer) -> bool:
        """Write the review and all that follows from it; whether the scheduler is to be fitted."""
        session, learner = visit.session, visit.actor.id
        config, known = self._dealer.config(card.deck), versions(session, learner)
        scheduling = kept(session, learner, known, config.desired_retention)
        held = memories.states(session, learner, [card.row.id])
        before = keeping.at_hand(session, learner)
        mind = memories.mind(held, Correction() if before is None else Correction.from_json(before.values))
        at, late = _moment(session, learner)
        verdict = _verdict(session, card, ticket, self._again(session, card, ticket), answer)
        row = _row(session, visit.actor, ticket, card, answer, verdict)
        whole = mind.whole.get(card.row.id)
        row.reviewed_at, row.state = at, whole.state if whole is not None else 0
        modality = ASKS[Exercise(ticket.exercise)]
        row.predicted = mind.expected(card.row.id, modality, at, scheduling)
        row.parameters = scheduling.version
        session.add(row)
        session.flush()
        after = keeping.learn(session, learner, row, mind, known.schedulings | {scheduling.version: scheduling})
        row.origin = standings.after_answer(session, learner, card.row, after, config, at)
        session.flush()
        if late:
            keeping.rebuild(session, learner)
        if row.state == 0:
            courses.advance(session, learner, card.deck.id)
        visit.detail |= {"deck": card.deck.id, "rating": row.rating, "exercise": row.exercise, "review": row.id}
        return keeping.fit_is_due(session, learner, config.refit_after)


def _row(session: Session, actor: Actor, ticket: Ticket, card: Card, answer: Answer, verdict: Verdict) -> ReviewRow:
    given = answer.text or (_chosen(session, answer.chosen) if answer.chosen is not None else "")
    return ReviewRow(
        learner_id=actor.id,
        card_id=card.row.id,
        deck_id=card.deck.id,
        modality=ASKS[Exercise(ticket.exercise)].value,
        exercise=ticket.exercise,
        rating=answer.rating,
        duration_ms=None if answer.duration_ms is None else min(max(int(answer.duration_ms), 0), LONGEST_MS),
        answer=given[:LONGEST_TEXT].replace("\0", ""),
        verdict=verdict.right.value,
        confused_with=verdict.confused_with,
        seed=ticket.seed,
        source="chiron",
        origin={},
    )


def _verdict(session: Session, card: Card, ticket: Ticket, asked: Question, answer: Answer) -> Verdict:
    """The verdict of an exercise, with the card that was given instead."""
    said = check(asked, answer.text, answer.chosen, _words(session, card, ticket, answer.text), answer.duration_ms)
    other = said.confused_with and session.scalar(
        select(CardRow.id).where(CardRow.note_id == said.confused_with).order_by(CardRow.ordinal).limit(1)
    )
    return Verdict(said.right, said.rating, said.pieces, other or None, said.sentence)


def _words(session: Session, card: Card, ticket: Ticket, text: str) -> dict[int, NoteFacts]:
    """Words that a typed answer may be instead: those near, and one of the deck that reads like it."""
    if not text.strip():
        return {}
    ids = [card.note.id, *ticket.others, *near(session, card.note.id)]
    written = text.strip()[:LONGEST_TEXT]
    forms = {written, written.lower(), written.capitalize()}
    query = select(NoteRow.id).where(NoteRow.deck_id == card.deck.id, NoteRow.word.in_(forms))
    ids += session.scalars(query.where(NoteRow.position < SMALL).limit(5))
    return facts.notes(session, ids)


def _chosen(session: Session, note_id: int) -> str:
    found = session.get(NoteRow, note_id)
    return found.word if found is not None else ""


def _moment(session: Session, learner: str) -> tuple[datetime, bool]:
    """When an answer is given, never before the one before it; and whether the log goes on beyond it by far.

    A clock may step back a little. An import may bring answers from a future that never was: then the answer keeps its
    own time, and memory is replayed.
    """
    query = select(ReviewRow.reviewed_at).where(ReviewRow.learner_id == learner)
    last = session.scalar(query.order_by(ReviewRow.reviewed_at.desc(), ReviewRow.id.desc()).limit(1))
    at = clock.now()
    if last is None or last <= at:
        return at, False
    return (last, False) if last - at < BACKWARDS else (at, True)


def _take_back(session: Session, learner: str, row: ReviewRow) -> None:
    row.undone_at = clock.now()
    session.flush()
    standings.take_back(session, learner, row.card_id, row.origin or {})
    keeping.take_back(session, learner, row)
    if row.state == 0:
        courses.back(session, learner, session.get_one(CardRow, row.card_id))


def _still_there(session: Session, actor: Actor, card_id: int) -> int | None:
    try:
        access.carded(session, actor, card_id)
    except LookupError:
        return None
    return card_id
