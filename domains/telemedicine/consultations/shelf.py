"""A clinician's own visits: listed, opened, searched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, or_, select

from data.actor import Actor
from data.blobs import BlobMissing, BlobStore
from domains.telemedicine.consultations.showing import told_of, visit_line, visit_view
from domains.telemedicine.door import Door
from domains.telemedicine.files.owned import of_kind
from domains.telemedicine.store import MediaRow, VisitRow
from domains.telemedicine.views import Hit, NotNow, VisitPage, VisitState, VisitView

HITS, QUERY = 200, 200
NO_RECORDING = "This visit has no recording, or none any more: its retention period is over, or none was brought in."
NO_FILE = "There is no such picture or document in this visit."
LOST = "The stored file is missing: restore it from a backup."


class Shelf:
    """Looks into visits; opening one leaves an audit row, and what is then shown of it, at every rerun, none.

    Args:
        door: Lets actors in.
        blobs: The files.
        size: How many visits a page of the list has.
    """

    def __init__(self, door: Door, blobs: BlobStore, size: Callable[[], int]) -> None:
        self._door = door
        self._blobs = blobs
        self._size = size

    def visits(self, actor: Actor, query: str, state: VisitState | None, page: int) -> VisitPage:
        """One page of the actor's visits, the newest first."""
        wanted, size = _mine(actor, query, state), self._size()
        with self._door.look(actor, "visit.list") as session:
            total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
            pages = max(-(-total // size), 1)
            shown = min(max(page, 1), pages)
            rows = session.scalars(wanted.order_by(VisitRow.id.desc()).limit(size).offset((shown - 1) * size))
            return VisitPage(tuple(visit_line(row) for row in rows), total, shown, pages)

    def open(self, actor: Actor, visit_id: int) -> VisitView:
        """Everything of one visit."""
        with self._door.own(actor, "visit.read", visit_id) as visit:
            return visit_view(visit.row)

    def search(self, actor: Actor, visit_id: int | None, query: str) -> tuple[Hit, ...]:
        """Where something was said; all words must stand in the utterance, the last one may be its beginning."""
        pattern = _pattern(query[:QUERY])
        if pattern is None:
            return ()
        if visit_id is not None:
            with self._door.own(actor, "visit.search", visit_id) as visit:
                return tuple(_limited(_hits(visit.row, pattern)))
        with self._door.call(actor, "visit.search", "visit/all") as call:
            rows = call.session.scalars(_mine(actor, "", None).order_by(VisitRow.id.desc()))
            found = tuple(_limited(hit for row in rows for hit in _hits(row, pattern)))
            call.detail["visits"] = sorted({hit.visit for hit in found})
            return found

    def recording(self, actor: Actor, visit_id: int) -> tuple[Path, str]:
        """The file of the recording and its MIME type.

        Raises:
            NotNow: there is none.
        """
        with self._door.look(actor, "recording.open") as session:
            found = next(iter(of_kind(self._door.find(session, actor, visit_id), "recording")), None)
            if found is None:
                raise NotNow(NO_RECORDING)
            try:
                return self._blobs.path(found.digest), found.mime
            except BlobMissing as error:
                raise NotNow(LOST) from error

    def file(self, actor: Actor, visit_id: int, kind: str, number: int) -> tuple[bytes, str]:
        """A key frame or an attachment, and its MIME type.

        Raises:
            NotNow: there is none of that number.
        """
        with self._door.look(actor, f"{kind}.open") as session:
            found = _numbered(self._door.find(session, actor, visit_id), kind, number)
            try:
                return self._blobs.get(found.digest), found.mime
            except BlobMissing as error:
                raise NotNow(LOST) from error


def _numbered(visit: VisitRow, kind: str, number: int) -> MediaRow:
    for each in of_kind(visit, kind):
        if each.number == number:
            return each
    raise NotNow(NO_FILE)


def _mine(actor: Actor, query: str, state: VisitState | None) -> Select[VisitRow]:
    mine = select(VisitRow).where(VisitRow.by == actor.id, VisitRow.state != VisitState.DELETING.value)
    if state is not None:
        mine = mine.where(VisitRow.state == state.value)
    for word in query[:QUERY].split():
        columns = (VisitRow.title, VisitRow.patient_label, VisitRow.patient_reference)
        mine = mine.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return mine


def _pattern(query: str) -> re.Pattern[str] | None:
    words = query.split()
    return re.compile("|".join(rf"\b{re.escape(word)}" for word in words), re.IGNORECASE) if words else None


def _hits(row: VisitRow, pattern: re.Pattern[str]) -> Iterator[Hit]:
    wanted = pattern.pattern.count("|\\b") + 1
    for number, one in enumerate(told_of(row)["utterances"]):
        found = tuple(match.span() for match in pattern.finditer(one["text"]))
        if len({one["text"][start:end].casefold() for start, end in found}) >= wanted:
            yield _hit(row, number, one, found)


def _hit(row: VisitRow, number: int, one: Mapping[str, Any], spans: tuple[tuple[int, int], ...]) -> Hit:
    return Hit(row.id, row.title, number, one.get("start"), one["text"], spans)


def _limited(hits: Iterator[Hit]) -> Iterator[Hit]:
    for count, hit in enumerate(hits):
        if count == HITS:
            return
        yield hit
