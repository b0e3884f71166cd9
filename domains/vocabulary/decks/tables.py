"""A deck as CSV, out and in."""

import csv
import io
import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.intake.refusal import Refused
from data.actor import Actor
from domains.vocabulary.decks import access, drafting, writing
from domains.vocabulary.decks.shelf import View, touch
from domains.vocabulary.door import ALL, Door, subject
from domains.vocabulary.store import DeckRow, NoteRow
from domains.vocabulary.views import Draft, Imported, NotNow

COLUMNS = ("word", "meaning", "accepted", "example", "tags", "level", "ipa")
FORMULA = re.compile(r"'*[=+\-@]")


class Tables:
    """Lists and tables that come in and go out.

    Args:
        door: Lets actors in.
        view: A deck as an actor sees it.
        changed: Told the id of a deck whose words changed, after the transaction.
    """

    def __init__(self, door: Door, view: View, changed: writing.Changed) -> None:
        self._door, self._view, self._changed = door, view, changed

    def drafts(self, actor: Actor, deck_id: str, pasted: str | bytes) -> tuple[Draft, ...]:
        """A list, read and not kept."""
        with self._door.look(actor, *ALL) as session:
            deck = access.editable(session, actor, deck_id)
            lines = drafting.marked(drafting.read(pasted), _known(session, deck))
        return tuple(line.draft for line in lines)

    def take(self, actor: Actor, deck_id: str, content: bytes) -> Imported:
        """All new words of a table, or none where a line cannot be used.

        Raises:
            Refused: it is no text that can be read.
            NotNow: a line cannot be used; the sentence says which and why.
        """
        read = self._read(actor, deck_id, content)
        with self._door.visit(actor, "table.import", subject("deck", deck_id), *ALL) as visit:
            deck = access.editable(visit.session, actor, deck_id)
            lines = drafting.marked(read, _known(visit.session, deck))
            fresh = [line.draft for line in lines if not line.draft.problem]
            notes = writing.append(visit.session, deck, fresh) if fresh else []
            visit.detail |= {"notes": len(notes), "lines": len(lines)}
            touch(deck)
            visit.session.flush()
            view = self._view(visit.session, actor, deck)
        self._changed(view.id)
        return Imported((view,), len(notes), len(notes), 0, 0, _notices(len(lines) - len(notes)))

    def _read(self, actor: Actor, deck_id: str, content: bytes) -> list[drafting.Line]:
        """The lines of a table that can be used as a whole; bytes are read only for who may change the deck."""
        with self._door.look(actor, *ALL) as session:
            access.editable(session, actor, deck_id)
        try:
            return _usable(drafting.read(content))
        except (Refused, NotNow) as error:
            detail: dict[str, object] = {"why": getattr(error, "code", "line"), "bytes": len(content)}
            self._door.turned_away(actor, "table.import", subject("deck", deck_id), detail)
            raise

    def give(self, actor: Actor, deck_id: str) -> bytes:
        """All words of a deck."""
        with self._door.look(actor, *ALL) as session:
            deck = access.seen(session, actor, deck_id)
            query = select(NoteRow).where(NoteRow.deck_id == deck.id, NoteRow.deleted_at.is_(None))
            rows = [_row(row) for row in session.scalars(query.order_by(NoteRow.position, NoteRow.id))]
        return written(COLUMNS, rows)


def written(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    """A CSV in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def _row(note: NoteRow) -> tuple[object, ...]:
    accepted, tags = "; ".join(note.accepted), " ".join(note.tags)
    return note.word, note.meaning, accepted, note.example, tags, note.level, note.ipa


def _known(session: Session, deck: DeckRow) -> set[tuple[str, str]]:
    query = select(NoteRow.word, NoteRow.meaning).where(NoteRow.deck_id == deck.id, NoteRow.deleted_at.is_(None))
    return {drafting.key(word, meaning) for word, meaning in session.execute(query)}


def _usable(lines: list[drafting.Line]) -> list[drafting.Line]:
    for line in lines:
        if line.draft.problem:
            raise NotNow(f"Nothing was taken in, because of line {line.number}: {line.draft.problem}")
    return lines


def _notices(left_out: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    return (f"{left_out} {'word was' if left_out == 1 else 'words were'} there already and left as they are.",)
