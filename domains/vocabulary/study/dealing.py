"""The next turn of a learner."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.confusability.neighbours import nearest
from domains.vocabulary.decks import access, facts, learning
from domains.vocabulary.memory.scheduling import Scheduling
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, DeckRow, ReviewRow, StandingRow, StateRow
from domains.vocabulary.study import log, memories, sql, wording
from domains.vocabulary.study.asking import Asking, Card
from domains.vocabulary.study.day import Day, day
from domains.vocabulary.study.picking import Table, pick
from domains.vocabulary.study.tokens import Ticket, Tokens
from domains.vocabulary.study.versions import Versions, versions
from domains.vocabulary.views import Confused, Counts, Rest, Turn

SEEDS = 2**62


@dataclass(frozen=True)
class Hand:
    """A deck as it is studied now."""

    deck: DeckRow
    config: Config
    scheduling: Scheduling
    day: Day


class Dealer:
    """Deals cards; it reads and never writes.

    Args:
        settings: The configuration as it stands.
        tokens: Names turns.
        asking: Asks questions.
    """

    def __init__(self, settings: Callable[[], Config], tokens: Tokens, asking: Asking) -> None:
        self._settings, self._tokens, self._asking = settings, tokens, asking

    def deal(
        self, session: Session, actor: Actor, scope: str | None, speaking: bool, card: int | None = None
    ) -> Turn | Rest:
        """The card that comes now, or the one that is named."""
        at = clock.now()
        hands = self._hands(session, actor, scope, at, card)
        can_undo = log.last(session, actor.id, scope) is not None
        counts = _summed([hand.day.counts for hand in hands])
        for hand in sorted(hands, key=_first):
            chosen = pick(Table(session, actor.id, hand.deck.id, at, hand.scheduling), hand.day, card)
            if chosen is not None:
                newest = stamp(session, actor.id, chosen)
                ticket = Ticket(chosen, "", secrets.randbelow(SEEDS), (), newest, scope, speaking)
                return replace(self._turn(session, actor, hand, ticket, at), counts=counts, can_undo=can_undo)
        return _rest(session, actor, hands, counts, at, can_undo)

    def config(self, deck: DeckRow) -> Config:
        """The configuration of a deck."""
        return learning.of_deck(self._settings(), deck.settings)

    def _hands(self, session: Session, actor: Actor, scope: str | None, at: datetime, card: int | None) -> list[Hand]:
        """The decks that are studied; a card that is named is dealt from its own deck alone."""
        if card is not None:
            decks = [access.carded(session, actor, card)[2]]
        elif scope is None:
            decks = [deck for deck in access.visible(session, actor) if _begun(session, actor, deck)]
        else:
            decks = [access.seen(session, actor, scope)]
        known = versions(session, actor.id)
        return [self._hand(session, actor, deck, known, at) for deck in decks]

    def _hand(self, session: Session, actor: Actor, deck: DeckRow, known: Versions, at: datetime) -> Hand:
        config = self.config(deck)
        return Hand(deck, config, known.in_force(config.desired_retention), day(session, actor.id, deck, config, at))

    def _turn(self, session: Session, actor: Actor, hand: Hand, ticket: Ticket, at: datetime) -> Turn:
        row, note, deck = access.carded(session, actor, ticket.card)
        card = Card(row, note, deck)
        held = memories.states(session, actor.id, [row.id])
        mind = memories.mind(held, memories.correction(session, actor.id))
        asked = self._asking.ask(session, card, mind, at, ticket.seed, ticket.speaking)
        ticket = replace(ticket, exercise=asked.question.exercise.value, others=asked.others)
        whole = mind.whole.get(row.id)
        after = hand.scheduling.preview(whole, at, ticket.seed)
        standing = session.get(StandingRow, (actor.id, row.id))
        return Turn(
            token=self._tokens.issue(ticket, actor.id),
            deck_id=deck.id,
            card_id=row.id,
            note=facts.facts(note, deck, standing.tags if standing else ()),
            question=asked.question,
            counts=Counts(),
            intervals={rating: wording.span(held.due - at) for rating, held in after.items()},
            is_new=whole is None,
            predicted=mind.expected(row.id, asked.question.modality, at, hand.scheduling),
            flag=standing.flag if standing else 0,
            leech=leech(session, actor, note.id) if standing and standing.leech else "",
        )


def confused(session: Session, actor: Actor, note_id: int) -> tuple[Confused, ...]:
    """What a word is confused with: by the learner's own mix-ups first, then by what is alike."""
    found = nearest(session, note_id, actor.id)
    known = facts.notes(session, [note_id, *(other for other, *_ in found)])
    ranked = sorted(found, key=lambda each: -each[2])
    return tuple(
        Confused(known[note_id], known[other], times, channels)
        for other, _, times, channels in ranked
        if other in known and note_id in known
    )


def leech(session: Session, actor: Actor, note_id: int) -> str:
    """What a leech is confused with, in words."""
    return wording.leech([each.second for each in confused(session, actor, note_id)])


def counts(session: Session, learner: str, deck: DeckRow, config: Config) -> Counts:
    """What waits in a deck, as its list shows it."""
    return day(session, learner, deck, config, clock.now()).counts


def stamp(session: Session, learner: str, card: int) -> int:
    """The newest answer to a card, taken back or not; 0 before the first."""
    query = select(func.max(ReviewRow.id)).where(ReviewRow.learner_id == learner, ReviewRow.card_id == card)
    return session.scalar(query) or 0


def _first(hand: Hand) -> tuple[bool, int, int]:
    waiting = hand.day.counts
    return not waiting.learning, -waiting.due, -waiting.new


def _begun(session: Session, actor: Actor, deck: DeckRow) -> bool:
    query = select(StateRow.card_id).where(StateRow.learner_id == actor.id, StateRow.deck_id == deck.id)
    return session.scalar(query.where(StateRow.modality == Modality.WHOLE).limit(1)) is not None


def _summed(each: list[Counts]) -> Counts:
    names = ("new", "learning", "due", "later", "done")
    return Counts(**{name: sum(getattr(counts, name) for counts in each) for name in names})


def _rest(session: Session, actor: Actor, hands: list[Hand], counts: Counts, at: datetime, can_undo: bool) -> Rest:
    times = []
    for hand in hands:
        values = {"learner": actor.id, "deck": hand.deck.id, "at": at}
        times.append(session.execute(sql.NEXT_DUE, values).scalar())
    next_due = min((each for each in times if each is not None), default=None)
    ids = [hand.deck.id for hand in hands]
    cards = session.scalar(select(CardRow.id).where(CardRow.deck_id.in_(ids)).limit(1)) is not None
    return Rest(wording.rest(counts, next_due, at, cards), counts, next_due, can_undo)
