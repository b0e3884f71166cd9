"""Demonstration data: words that are easily confused, six weeks of made-up learning, a starter deck and a class."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from data.actor import SYSTEM, Actor
from data.audit import append
from data.database import Database
from domains.vocabulary import clock
from domains.vocabulary.memory.scheduling import Memory, Scheduling
from domains.vocabulary.modality import ASKS, Exercise
from domains.vocabulary.store import CardRow, DeckRow, NoteRow, ReviewRow
from domains.vocabulary.study import keeping
from domains.vocabulary.views import Draft, Right

if TYPE_CHECKING:
    from ui.kit.context import DomainContext

log = logging.getLogger(__name__)
TITLE, CLASS = "Spanish: easily confused (demonstration)", "Spanish, first year (demonstration)"
DESCRIPTION = "Words that look or sound alike, to show what the vocabulary does about it. Its history is made up."
DAYS, A_DAY, SEED = 42, 2, 7
ASKED = (Exercise.WORD_MEANING, Exercise.TYPED)
SECONDS = {Exercise.WORD_MEANING: (2.0, 7.0), Exercise.TYPED: (4.0, 14.0)}
WORDS = """
pero - but | Quiero ir, {{pero}} no puedo.
perro - dog | El {{perro}} duerme.
caro - expensive | Es muy {{caro}}.
carro - cart; car | El {{carro}} es azul.
coro - choir | Canta en un {{coro}}.
corro - I run | {{corro}} cada mañana.
ahora - now | Vivo aquí {{ahora}}.
ahorra - he saves | Ella {{ahorra}} dinero.
casa - house | Mi {{casa}} es pequeña.
caza - hunting | La {{caza}} está prohibida.
hombre - man | El {{hombre}} espera.
hombro - shoulder | Me duele el {{hombro}}.
hambre - hunger | Tengo {{hambre}}.
cuatro - four | Son las {{cuatro}}.
cuarto - room; quarter | Mi {{cuarto}} está arriba.
coser - to sew | Sabe {{coser}}.
cocer - to boil | Hay que {{cocer}} el arroz.
pesar - to weigh | Hay que {{pesar}} la fruta.
pisar - to step on | Prohibido {{pisar}} el césped.
cuento - story | Lee un {{cuento}}.
cuenta - bill | La {{cuenta}}, por favor.
puerta - door | Cierra la {{puerta}}.
puerto - harbour | El barco llega al {{puerto}}.
pescado - fish (to eat) | Comemos {{pescado}}.
pecado - sin | No es un {{pecado}}.
mano - hand | Dame la {{mano}}.
mono - monkey | El {{mono}} sube al árbol.
queso - cheese | Pan con {{queso}}.
beso - kiss | Te mando un {{beso}}.
peso - weight | El {{peso}} de la caja.
"""


@dataclass(frozen=True)
class Made:
    """One made-up answer, before it is a row."""

    card: int
    exercise: Exercise
    rating: int
    at: datetime
    seconds: float
    seed: int
    state: int


def drafts() -> tuple[Draft, ...]:
    """The words, as a teacher would write them."""
    found = []
    for line in WORDS.strip().splitlines():
        pair, example = line.split(" | ")
        word, meaning = pair.split(" - ")
        found.append(Draft(word, meaning.replace("; ", " / "), example=example, tags=("demonstration",)))
    return tuple(found)


def deck_of(database: Database, actor: Actor) -> str | None:
    """The demonstration deck of this actor, if it was begun."""
    query = select(DeckRow.id).where(DeckRow.owner_id == actor.id, DeckRow.title == TITLE)
    with database.read() as session:
        return session.scalar(query.where(DeckRow.deleted_at.is_(None)).limit(1))


def learned(database: Database, actor: Actor, deck_id: str) -> int:
    """Make up six weeks of learning, and the memory that a replay of them gives, once; how many answers."""
    with database.write() as session:
        deck = session.get_one(DeckRow, deck_id)
        if deck.is_demonstration:
            return 0
        deck.is_demonstration = True
        words = {card: word for card, word in session.execute(_cards(deck_id))}
        made = list(_answers(list(words), clock.now()))
        session.add_all(_row(actor, deck, words, each) for each in made)
        keeping.rebuild(session, actor.id)
        append(session, actor, "deck.demonstrate", f"deck/{deck_id}", {"reviews": len(made)})
    return len(made)


def _cards(deck_id: str) -> Select[int, str]:
    query = select(CardRow.id, NoteRow.word).join(NoteRow, NoteRow.id == CardRow.note_id)
    return query.where(CardRow.deck_id == deck_id).order_by(CardRow.position)


def _answers(cards: list[int], now: datetime) -> Iterator[Made]:
    """Answers of somebody who meets two words a day, forgets as FSRS expects, and misses a day now and then."""
    lot, scheduling = Random(SEED), Scheduling()  # noqa: S311 - made-up data
    memories: dict[int, Memory] = {}
    for day in range(DAYS, 0, -1):
        if lot.random() < 0.08:
            continue
        at = now - timedelta(days=day, minutes=lot.randint(0, 90))
        met = cards[: A_DAY * (DAYS - day + 1)]
        for card in [each for each in met if each not in memories or memories[each].due <= at]:
            at += timedelta(seconds=20)
            made = _answered(card, memories.get(card), at, lot, scheduling)
            memories[card] = scheduling.review(memories.get(card), made.rating, at, made.seed)
            yield made


def _answered(card: int, held: Memory | None, at: datetime, lot: Random, scheduling: Scheduling) -> Made:
    known = 0.8 if held is None else min(scheduling.recall(held, at), 0.97)
    rating = 1 if lot.random() > known else lot.choice((2, 3, 3, 3, 3, 4))
    exercise = lot.choice(ASKED)
    seconds = lot.uniform(*SECONDS[exercise])
    return Made(card, exercise, rating, at, seconds, lot.getrandbits(60), held.state if held else 0)


def _row(actor: Actor, deck: DeckRow, words: Mapping[int, str], made: Made) -> ReviewRow:
    wrong = made.rating == 1
    other = _neighbour(list(words), made.card) if wrong else None
    return ReviewRow(
        learner_id=actor.id, card_id=made.card, deck_id=deck.id, modality=ASKS[made.exercise].value,
        exercise=made.exercise.value, rating=made.rating, reviewed_at=made.at,
        duration_ms=round(made.seconds * 1000), answer=words[other or made.card], confused_with=other,
        verdict=(Right.WRONG if wrong else Right.RIGHT).value, seed=made.seed, state=made.state, origin={},
    )  # fmt: skip


def _neighbour(cards: list[int], card: int) -> int:
    """The word beside it in the list, which is the one that it is confused with."""
    at = cards.index(card)
    return cards[at + 1 if at % 2 == 0 and at + 1 < len(cards) else at - 1]


def starter(context: "DomainContext") -> bool:
    """The Spanish starter deck for everyone, with pictures and speech; False where what makes them is not installed."""
    from domains.vocabulary.content import building
    from domains.vocabulary.content.pictures import PicturesError
    from domains.vocabulary.content.sounding import SoundError
    from domains.vocabulary.content.speech import SpeechError

    try:
        building.build(context, SYSTEM, "es")
    except (PicturesError, SoundError, SpeechError) as error:
        log.warning("The demonstration has no starter deck: %s", error)
        return False
    return True
