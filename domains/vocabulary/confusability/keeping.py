"""The graph as it is kept: made anew when a deck changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, select

from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from domains.vocabulary.confusability.graph import Edge, edges
from domains.vocabulary.confusability.vectors import Kept, Vectors
from domains.vocabulary.store import ConfusionRow, DeckRow, NoteRow
from domains.vocabulary.views import NoteFacts

if TYPE_CHECKING:
    from ui.kit.context import DomainContext

_log = logging.getLogger(__name__)
_running: dict[tuple[int, str], bool] = {}
_guard = threading.Lock()


def refresh(context: DomainContext, deck_id: str, pictures: bool = True) -> None:
    """Make a deck's graph anew after its notes changed.

    Under a server this happens in the background, once for any number of changes meanwhile; in the terminal it happens
    here and now. Spelling and phonetics are told at once; vectors of pictures that are not kept yet are asked of the
    engine, and where that cannot make them, pictures have no say.

    Args:
        context: The domain's corner of the house.
        deck_id: The deck; one that is gone is passed over.
        pictures: Whether pictures have a say.
    """
    if not context.serving:
        _make(context, deck_id, pictures)
        return
    key = (id(context), deck_id)
    with _guard:
        waiting = key in _running
        _running[key] = waiting
    if not waiting:
        threading.Thread(target=_until_quiet, args=(context, deck_id, pictures, key), daemon=True).start()


def _until_quiet(context: DomainContext, deck_id: str, pictures: bool, key: tuple[int, str]) -> None:
    while True:
        try:
            _make(context, deck_id, pictures)
        except Exception:  # noqa: BLE001 - the graph is a help, and its failure must not stop the next one
            _log.exception("The confusability graph of deck %s could not be made.", deck_id)
        with _guard:
            again = _running[key]
            if not again:
                del _running[key]
                return
            _running[key] = False


def _make(context: DomainContext, deck_id: str, pictures: bool) -> None:
    notes = _notes(context, deck_id)
    vectors = _pictures(context, notes) if pictures else {}
    seen = {note.id: vectors[note.picture] for note in notes if note.picture in vectors}
    _write(context, deck_id, edges([note for note in notes if note.word.strip()], seen))


def _notes(context: DomainContext, deck_id: str) -> list[NoteFacts]:
    with context.database.read() as session:
        deck = session.get(DeckRow, deck_id)
        rows = session.scalars(select(NoteRow).where(NoteRow.deck_id == deck_id).order_by(NoteRow.id)).all()
        return [_facts(row, deck) for row in rows] if deck is not None else []


def _facts(row: NoteRow, deck: DeckRow) -> NoteFacts:
    return NoteFacts(
        row.id, row.deck_id, row.word, row.meaning, deck.language, deck.known, ipa=row.ipa, picture=row.picture
    )


def _pictures(context: DomainContext, notes: Sequence[NoteFacts]) -> Vectors:
    """Vectors by digest; those that are not kept yet are made, where the engine can."""
    kept = Kept(context.home / "vectors", "picture")
    known, wanted = kept.load(), {note.picture for note in notes if note.picture}
    missing = sorted(wanted - set(known))
    if missing:
        made = _embedded(context, missing)
        kept.add(made)
        known |= made
    return known


def _embedded(context: DomainContext, digests: Sequence[str]) -> Vectors:
    payload = {"blobs": str(context.blobs.root), "digests": list(digests)}
    entry = "domains.vocabulary.confusability.vectors:embed_pictures"
    try:
        task = Task(entry, payload, kind="compare pictures", domain=context.id, timeout=1_800.0)
        return cast(Vectors, context.engine.submit(task).result())
    except (TaskFailed, QueueFull, EngineClosed):
        return {}


def _write(context: DomainContext, deck_id: str, found: Sequence[Edge]) -> None:
    with context.database.write() as session:
        if session.get(DeckRow, deck_id) is None:
            return
        alive = set(session.scalars(select(NoteRow.id).where(NoteRow.deck_id == deck_id)))
        session.execute(delete(ConfusionRow).where(ConfusionRow.deck_id == deck_id))
        session.add_all(_row(deck_id, edge) for edge in found if {edge.first, edge.second} <= alive)


def _row(deck_id: str, edge: Edge) -> ConfusionRow:
    return ConfusionRow(first=edge.first, second=edge.second, deck_id=deck_id, score=edge.score, **dict(edge.channels))
