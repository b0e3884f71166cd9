"""A deck of made-up words with a learner's memory of them, large enough to be slow."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

import domains.vocabulary
from core.engine.inline import InlineEngine
from data.actor import Actor, Role
from data.blobs import BlobStore
from data.database import Database
from data.migrate import upgrade
from data.types import utcnow
from domains.vocabulary import store
from domains.vocabulary.bands import band
from domains.vocabulary.config import Config
from domains.vocabulary.service import VocabularyService, open_service
from domains.vocabulary.study import courses
from ui.kit.context import DomainContext

LEARNER = Actor("d" * 32, "Learner", Role.LEARNER)
DECK = "1" * 32
MODALITIES = ("", "reading", "writing")
SYLLABLES = ("bo", "dra", "fim", "gul", "kes", "lon", "mav", "nip", "pur", "sye", "tog", "wiz")
AT_ONCE = 5000
QUICK = {"synchronize_session": False}


@contextmanager
def opened(home: Path, url: str | None = None) -> Iterator[tuple[DomainContext, VocabularyService]]:
    """The vocabulary of a new installation; PostgreSQL where an address is given."""
    database = Database.open("vocabulary", home, url)
    upgrade(database, store.SCRIPTS)
    context = DomainContext(
        id="vocabulary",
        folder=Path(domains.vocabulary.__file__).parent,
        home=home / "vocabulary",
        database=database,
        blobs=BlobStore(home / "vocabulary" / "blobs"),
        config=Config,
        engine=InlineEngine(),
        ask=lambda _capability: [],
    )
    try:
        yield context, open_service(context)
    finally:
        database.close()


def fill(context: DomainContext, cards: int, seen: float = 0.9, due: float = 1.0, seed: int = 0) -> None:
    """Make the deck; so large a share of its cards was seen, and of those so large a share is due."""
    lot = random.Random(seed)  # noqa: S311 - made-up data
    at = utcnow()
    deck = {"id": DECK, "title": "Large", "owner_id": LEARNER.id, "owner_name": LEARNER.name, "language": "es"}
    notes = [_note(number, at, lot) for number in range(cards)]
    rows = [{"id": n + 1, "note_id": n + 1, "deck_id": DECK, "ordinal": 0, "position": n} for n in range(cards)]
    states = [state for n in range(round(cards * seen)) for state in _states(n + 1, at, lot, due)]
    edges = [_edge(first, lot) for first in range(1, cards - 5)]
    with context.database.write() as session:
        session.execute(insert(store.DeckRow), [deck | {"known": "en", "created_at": at, "changed_at": at}])
        session.flush()
        tables = ((store.NoteRow, notes), (store.CardRow, rows), (store.StateRow, states), (store.ConfusionRow, edges))
        for table, values in tables:
            for start in range(0, len(values), AT_ONCE):
                session.connection().execute(insert(table.__table__), values[start : start + AT_ONCE])  # type: ignore[arg-type]
        courses.advance(session, LEARNER.id, DECK)  # as an import does, after its replay


def put_off(context: DomainContext, every: int) -> None:
    """Let only one in so many cards stay due; 0 lets none."""
    states = store.StateRow
    later = update(states).values(due=utcnow() + timedelta(days=30))
    with context.database.write() as session:
        session.execute(later.where(states.card_id % every != 0) if every else later, execution_options=QUICK)


def _note(number: int, at: Any, lot: random.Random) -> dict[str, Any]:
    word = "".join(lot.choice(SYLLABLES) for _ in range(3))
    common = {"deck_id": DECK, "guid": str(number), "position": number, "created_at": at, "changed_at": at}
    return common | {"id": number + 1, "word": word, "meaning": f"meaning {number}", "search": word}


def _states(card: int, at: Any, lot: random.Random, due: float) -> Iterator[dict[str, Any]]:
    days = math.exp(lot.uniform(0.0, 6.0))
    late = lot.uniform(0.0, days) if lot.random() < due else -lot.uniform(0.1, days)
    comes = at - timedelta(days=late)
    for modality in MODALITIES:
        yield {
            "learner_id": LEARNER.id, "card_id": card, "modality": modality, "deck_id": DECK, "state": 2, "step": None,
            "stability": days, "difficulty": lot.uniform(2.0, 9.0), "due": comes, "reps": 4, "lapses": 0, "trace": [],
            "last_review": comes - timedelta(days=days), "band": band(2, days),
        }  # fmt: skip


def _edge(first: int, lot: random.Random) -> dict[str, Any]:
    score = lot.uniform(0.2, 0.9)
    return {"first": first, "second": first + lot.randint(1, 4), "deck_id": DECK, "score": score, "spelling": score}
