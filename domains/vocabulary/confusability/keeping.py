"""The graph as it is kept: made anew when a deck changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, select

from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from domains.vocabulary.confusability.graph import Edge, edges
from domains.vocabulary.confusability.vectors import Kept, Vector, Vectors
from domains.vocabulary.decks.facts import facts
from domains.vocabulary.exercises.possible import heard
from domains.vocabulary.store import ConfusionRow, DeckRow, NoteRow
from domains.vocabulary.views import NoteFacts

if TYPE_CHECKING:
    from ui.kit.context import DomainContext

_log = logging.getLogger(__name__)
_running: dict[tuple[int, str], bool] = {}
_guard = threading.Lock()


def refresh(context: DomainContext, deck_id: str, pictures: bool | None = None) -> None:
    """Make a deck's graph anew after its notes changed.

    Under a server this happens in the background, once for any number of changes meanwhile; in the terminal it happens
    here and now. Spelling and phonetics are told at once. Vectors of pictures and sounds in the shared space are asked
    of the engine where they are not kept yet, and then the graph is made once more; what has no vector has no say.

    Args:
        context: The domain's corner of the house.
        deck_id: The deck; one that is gone is passed over.
        pictures: Whether vectors that are missing are made; by default under a server alone, since it takes minutes.
    """
    pictures = context.serving if pictures is None else pictures
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
    seen, said = _Space(context, "picture", lambda note: note.picture), _Space(context, "sound", heard)
    _write(context, deck_id, edges(notes, seen.of(notes), said.of(notes)))
    if pictures and any([seen.complete(notes), said.complete(notes)]):
        _write(context, deck_id, edges(notes, seen.of(notes), said.of(notes)))


class _Space:
    """Vectors of one kind of file that notes have, by note."""

    def __init__(self, context: DomainContext, kind: str, digest: Callable[[NoteFacts], str | None]) -> None:
        self._context, self._kind, self._digest = context, kind, digest
        self._kept = Kept(context.home / "vectors", kind)
        self._known = self._kept.load()

    def of(self, notes: Sequence[NoteFacts]) -> dict[int, Vector]:
        digests = {note.id: self._digest(note) or "" for note in notes}
        return {note: self._known[digest] for note, digest in digests.items() if digest in self._known}

    def complete(self, notes: Sequence[NoteFacts]) -> bool:
        """Have the missing ones made; whether there are new ones."""
        wanted = {digest for note in notes if (digest := self._digest(note))}
        made = _embedded(self._context, self._kind, sorted(wanted - set(self._known)))
        self._kept.add(made)
        self._known |= made
        return bool(made)


def _notes(context: DomainContext, deck_id: str) -> list[NoteFacts]:
    where = NoteRow.deck_id == deck_id, NoteRow.deleted_at.is_(None)
    with context.database.read() as session:
        deck = session.get(DeckRow, deck_id)
        rows = session.scalars(select(NoteRow).where(*where).order_by(NoteRow.id)).all()
        return [facts(row, deck) for row in rows if row.word.strip()] if deck is not None else []


def _embedded(context: DomainContext, kind: str, digests: Sequence[str]) -> Vectors:
    if not digests:
        return {}
    payload = {"blobs": str(context.blobs.root), "digests": list(digests)}
    entry = f"domains.vocabulary.confusability.vectors:embed_{kind}s"
    try:
        task = Task(entry, payload, kind=f"compare {kind}s", domain=context.id, timeout=1_800.0)
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
