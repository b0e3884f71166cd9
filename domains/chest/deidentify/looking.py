"""A human looks at the films for burned-in text, and says what is to be blacked out before anything leaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.engine.task import TaskFailed
from data.actor import Actor
from data.blobs import BlobStore
from data.types import utcnow
from domains.chest.cases import NotNow
from domains.chest.deidentify import lettering
from domains.chest.deidentify.known import Known
from domains.chest.deidentify.objects import film as nameless
from domains.chest.deidentify.pixels import Box, Checked
from domains.chest.deidentify.secret import secret_of
from domains.chest.door import CaseVisit, Door
from domains.chest.pictures import eight_bit
from domains.chest.store import CaseRow, FilmRow, PixelCheckRow
from ui.kit.context import DomainContext

MOST = 64
NO_FILM = "This case has no such film."


@dataclass(frozen=True)
class PixelCheck:
    """What a human said of one film; ``boxes`` are to be blacked out, none where the film is clean."""

    digest: str
    boxes: tuple[Box, ...]
    by: str
    at: datetime


def checked(row: CaseRow) -> dict[str, Checked]:
    """What was said last of each film of a case that was looked at, by the film's digest."""
    sizes = {film.digest: (film.rows, film.columns) for film in row.films}
    return {
        check.film_digest: Checked(*sizes[check.film_digest], boxes_of(check))
        for check in row.pixel_checks
        if check.film_digest in sizes
    }


def boxes_of(check: PixelCheckRow) -> tuple[Box, ...]:
    """The boxes of a stored check."""
    return tuple(Box(*(int(side) for side in box)) for box in check.boxes)


class Looking:
    """Proposes where text may be, and keeps what humans say; every look and word leaves its audit row."""

    def __init__(self, context: DomainContext, door: Door) -> None:
        self._engine = context.engine
        self._blobs: BlobStore = context.blobs
        self._home: Callable[[], Path] = lambda: context.home
        self._door = door

    def checks(self, actor: Actor, case_id: str) -> tuple[PixelCheck, ...]:
        """The last word on each film of a case, in the films' order."""
        with self._door.case(actor, "pixels.review", case_id) as visit:
            last = {check.film_digest: check for check in visit.row.pixel_checks}
            found = [last[film.digest] for film in visit.row.films if film.digest in last]
            return tuple(PixelCheck(each.film_digest, boxes_of(each), each.by_name, each.at) for each in found)

    def proposals(self, actor: Actor, case_id: str, index: int) -> tuple[Box, ...] | None:
        """Where a film may have text, in its own pixels; None where nothing can look for it, so a human must.

        Raises:
            NotNow: the case has no such film.
        """
        with self._door.case(actor, "pixels.propose", case_id) as visit:
            film = _film(visit, index)
            preview, rows, columns = film.preview, film.rows, film.columns
        if not lettering.installed():
            return None
        try:
            found = self._engine.submit(lettering.task(eight_bit(self._blobs.get(preview)).png)).result()
        except TaskFailed:
            return None
        sides = found if isinstance(found, list) else []
        return tuple(_box(*side, rows=rows, columns=columns) for side in sides)

    def settle(self, actor: Actor, case_id: str, index: int, boxes: Sequence[Box]) -> tuple[PixelCheck, ...]:
        """Keep a human's word on one film; the last word counts, and none is erased.

        Raises:
            NotNow: the case has no such film, or a box lies outside of it.
        """
        with self._door.case(actor, "pixels.check", case_id) as visit:
            film = _film(visit, index)
            row = PixelCheckRow(film_digest=film.digest, by=actor.id, by_name=actor.name, at=utcnow())
            row.boxes = [_sides(box, film) for box in _few(boxes)]
            row.verdict = "masked" if boxes else "clean"
            visit.row.pixel_checks.append(row)
            visit.detail.update({"film": film.digest, "verdict": row.verdict, "boxes": row.boxes})
        return self.checks(actor, case_id)

    def film(self, actor: Actor, case_id: str, index: int) -> bytes:
        """A film as a DICOM file without anything that identifies.

        Raises:
            NotChecked: nobody looked at it for burned-in text, or something of the source was still found in it.
            NotNow: the case has no such film.
        """
        with self._door.case(actor, "film.export", case_id) as visit:
            film, row = _film(visit, index), visit.row
            visit.detail.update({"film": film.digest, "deidentified": True})
            said, digest = checked(row).get(film.digest), film.digest
            more = [Known("number", row.patient_reference), Known("number", row.accession_number)]
        wanted = [one for one in more if len(one.text) > 1]
        return nameless(self._blobs.get(digest), secret_of(self._home()), said, wanted)


def _film(visit: CaseVisit, index: int) -> FilmRow:
    if not 0 <= index < len(visit.row.films):
        raise NotNow(NO_FILM)
    return visit.row.films[index]


def _few(boxes: Sequence[Box]) -> Sequence[Box]:
    if len(boxes) > MOST:
        raise NotNow(f"There are {len(boxes)} boxes and at most {MOST} are kept; draw fewer, larger ones.")
    return boxes


def _sides(box: Box, film: FilmRow) -> list[int]:
    inside = 0 <= box.x < film.columns and 0 <= box.y < film.rows and box.width > 0 and box.height > 0
    if not inside or box.x + box.width > film.columns or box.y + box.height > film.rows:
        raise NotNow("A box lies outside of the film; draw it again.")
    return [box.x, box.y, box.width, box.height]


def _box(left: float, top: float, width: float, height: float, *, rows: int, columns: int) -> Box:
    x, y = math.floor(left * columns), math.floor(top * rows)
    right, bottom = math.ceil((left + width) * columns), math.ceil((top + height) * rows)
    return Box(x, y, min(right, columns) - x, min(bottom, rows) - y)
