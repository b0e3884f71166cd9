"""The card browser: cards of all decks that a learner sees, with their memory of them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.decks import access, facts, learning
from domains.vocabulary.decks.query import Query, Term, parsed
from domains.vocabulary.door import ALL, Door
from domains.vocabulary.folding import folded
from domains.vocabulary.memory.mind import Mind
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, DeckRow, NoteRow, StandingRow, StateRow
from domains.vocabulary.study import dealing, memories
from domains.vocabulary.study.versions import versions
from domains.vocabulary.views import CardLine, CardPage

PAGE = 50
NAMES = {0: "new", 1: "learning", 2: "review", 3: "relearning"}
STATES = {"learning": (1, 3), "review": (2,)}
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (StateRow.due.is_(None), StateRow.due, CardRow.position),
    "word": (func.lower(NoteRow.word), CardRow.position),
    "added": (NoteRow.created_at.desc(), CardRow.position),
    "stability": (StateRow.stability.is_(None), StateRow.stability, CardRow.position),
    "difficulty": (StateRow.difficulty.is_(None), StateRow.difficulty.desc(), CardRow.position),
    "lapses": (func.coalesce(StateRow.lapses, 0).desc(), CardRow.position),
}


class Browser:
    """Searches.

    Args:
        door: Lets actors in.
        settings: The configuration as it stands.
    """

    def __init__(self, door: Door, settings: Callable[[], Config]) -> None:
        self._door, self._settings = door, settings

    def search(self, actor: Actor, typed: str, page: int, order: str) -> CardPage:
        """One page of what fits a query; a page beyond the last is the last."""
        query, at = parsed(typed), clock.now()
        with self._door.look(actor, *ALL) as session:
            found = _found(actor, query, at)
            total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
            pages = max(-(-total // PAGE), 1)
            shown = min(max(page, 1), pages)
            ordered = found.order_by(*ORDERS.get(order, ORDERS["due"]), CardRow.id)
            rows = session.execute(ordered.limit(PAGE).offset(PAGE * (shown - 1))).all()
            lines = self._lines(session, actor, rows, at)
        return CardPage(lines, total, shown, pages, query.problem)

    def _lines(self, session: Session, actor: Actor, rows: Sequence[Any], at: datetime) -> tuple[CardLine, ...]:
        held = memories.states(session, actor.id, [row[0].id for row in rows])
        mind = memories.mind(held, memories.correction(session, actor.id))
        known = versions(session, actor.id)
        lines = []
        for card, note, deck, standing in rows:
            config = learning.of_deck(self._settings(), deck.settings)
            recalls = _recalls(mind, card.id, at, known.in_force(config.desired_retention))
            lines.append(_line(session, actor, (card, note, deck, standing), mind, recalls, at))
        return tuple(lines)


def _found(actor: Actor, query: Query, at: datetime) -> Select[CardRow, NoteRow, DeckRow, StandingRow]:
    held = and_(StateRow.card_id == CardRow.id, StateRow.learner_id == actor.id, StateRow.modality == Modality.WHOLE)
    own = and_(StandingRow.card_id == CardRow.id, StandingRow.learner_id == actor.id)
    found = select(CardRow, NoteRow, DeckRow, StandingRow).join(NoteRow, NoteRow.id == CardRow.note_id)
    found = found.join(DeckRow, DeckRow.id == CardRow.deck_id).outerjoin(StateRow, held).outerjoin(StandingRow, own)
    found = found.where(NoteRow.deleted_at.is_(None), access.sees(actor))
    for term in query.terms:
        condition = _CONDITIONS[term.name](term, at)
        found = found.where(not_(condition) if term.negated else condition)
    return found


def _words(term: Term, _at: datetime) -> ColumnElement[bool]:
    return NoteRow.search.contains(folded(term.value), autoescape=True)


def _tag(term: Term, _at: datetime) -> ColumnElement[bool]:
    """A tag, or those that begin with it where a star stands at the end."""
    wanted, end = term.value.removesuffix("*"), "" if term.value.endswith("*") else '"'
    forms = {_as_json(each) for each in (wanted, wanted.lower(), wanted.upper(), wanted.capitalize())}
    texts = [func.lower(func.coalesce(cast(column, String), "")) for column in (NoteRow.tags, StandingRow.tags)]
    return or_(*(each.contains(f'"{form}{end}', autoescape=True) for each in texts for form in sorted(forms)))


def _as_json(tag: str) -> str:
    """As a JSON column holds it: letters beyond ASCII are escaped, which no database turns to lower case."""
    return json.dumps(tag)[1:-1].lower()


def _flag(term: Term, _at: datetime) -> ColumnElement[bool]:
    return func.coalesce(StandingRow.flag, 0) == int(term.value)


def _level(term: Term, _at: datetime) -> ColumnElement[bool]:
    return NoteRow.level == term.value.upper()


def _deck(term: Term, _at: datetime) -> ColumnElement[bool]:
    return or_(DeckRow.id == term.value, func.lower(DeckRow.title).contains(term.value.lower(), autoescape=True))


def _is(term: Term, at: datetime) -> ColumnElement[bool]:
    name = term.value.lower()
    buried = and_(StandingRow.buried_until.is_not(None), StandingRow.buried_until > at)
    suspended = func.coalesce(StandingRow.suspended, False)
    if name == "new":
        return StateRow.state.is_(None)
    if name == "due":
        return and_(StateRow.due.is_not(None), StateRow.due <= at, not_(suspended), not_(func.coalesce(buried, False)))
    if name in STATES:
        return func.coalesce(StateRow.state, 0).in_(STATES[name])
    chosen = {"leech": func.coalesce(StandingRow.leech, False), "suspended": suspended}
    return chosen.get(name, func.coalesce(buried, False))


_CONDITIONS: dict[str, Callable[[Term, datetime], ColumnElement[bool]]] = {
    "": _words,
    "tag": _tag,
    "flag": _flag,
    "level": _level,
    "deck": _deck,
    "is": _is,
}


def _recalls(mind: Mind, card: int, at: datetime, scheduling: Any) -> dict[str, float | None]:
    asked = [modality for held, modality in mind.parts if held == card]
    return {each: mind.expected(card, each, at, scheduling) for each in (Modality.WHOLE.value, *asked)}


def _line(
    session: Session,
    actor: Actor,
    row: tuple[CardRow, NoteRow, DeckRow, StandingRow | None],
    mind: Mind,
    recalls: dict[str, float | None],
    at: datetime,
) -> CardLine:
    card, note, deck, standing = row
    whole = mind.whole.get(card.id)
    until = standing.buried_until if standing else None
    return CardLine(
        card_id=card.id,
        note=facts.facts(note, deck, standing.tags if standing else ()),
        state=NAMES[whole.state if whole else 0],
        due=whole.due if whole else None,
        stability=whole.stability if whole else None,
        difficulty=whole.difficulty if whole else None,
        recall=recalls[Modality.WHOLE.value],
        reps=whole.reps if whole else 0,
        lapses=whole.lapses if whole else 0,
        flag=standing.flag if standing else 0,
        suspended=bool(standing and standing.suspended),
        buried=until is not None and until > at,
        leech=dealing.leech(session, actor, note.id) if standing and standing.leech else "",
        modalities={name: recall for name, recall in recalls.items() if name},
    )
