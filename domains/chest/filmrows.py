"""A film as it is kept: its original bytes, the picture that a viewer shows, and what it said of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.intake.intake import Intake
from core.intake.refusal import Refused
from data.blobs import BlobStore
from data.database import Database
from domains.chest import words
from domains.chest.cases import Picture
from domains.chest.config import Config
from domains.chest.grouping import said
from domains.chest.pictures import Gray, film_png
from domains.chest.store import FilmRow, ReadingRow, ReceptionRow, TransmissionRow
from domains.chest.words import one_line

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Taken:
    """A film that passed the intake, with its picture; nothing of it is stored yet.

    Attributes:
        data: The original bytes.
        digest: Of these bytes.
        name: What the sender calls it.
        facts: What the film says of itself.
        shape: Rows and columns of the original.
        preview: What the viewer shows; the pixels themselves are let go, since many films may come at once.
    """

    data: bytes = field(repr=False)
    digest: str
    name: str
    facts: Mapping[str, Any]
    shape: tuple[int, int]
    preview: Picture

    def uid(self, fact: str) -> str:
        """One of the UIDs that the film says of itself; empty where it does not."""
        return said(self.facts, fact, 64)


class Darkroom:
    """Develops films, keeps them, and throws away those that nothing needs any more.

    Files are kept, and thrown away, only by the one writer: so none vanishes between its check and its use.
    """

    def __init__(self, blobs: BlobStore, database: Database, config: Callable[[], Config]) -> None:
        self._blobs = blobs
        self._database = database
        self._config = config

    def check(self, data: bytes) -> None:
        """Refuse a file over the house's limit before it is opened.

        Raises:
            Refused: it is larger.
        """
        most = self._config().max_film_megabytes
        if len(data) > most * MEGABYTE:
            sentence = f"The film is larger than {most} MB; export it compressed or ask to raise the limit."
            raise Refused("too-large", sentence)

    def take(self, intake: Intake, data: bytes, name: str | None) -> Taken:
        """Check a file and draw what the viewer shows.

        Raises:
            Refused: it is too large, or no film that can be read.
        """
        self.check(data)
        signal = intake.image(data, name)
        pixels = cast(Gray, signal.content)
        shown = film_png(pixels, self._config().viewer_longest_side)
        rows, columns = pixels.shape
        called = one_line(signal.source.name or "film", 256)
        return Taken(data, signal.source.digest, called, signal.facts, (rows, columns), shown)

    def keep(self, taken: Taken, position: int) -> FilmRow:
        """Store the files and make the row; within a transaction of the writer."""
        return FilmRow(
            position=position,
            digest=self._blobs.put(taken.data),
            preview=self._blobs.put(taken.preview.png),
            name=taken.name,
            rows=taken.shape[0],
            columns=taken.shape[1],
            facts=words.facts(dict(taken.facts)),
            study_uid=taken.uid("study_uid"),
            series_uid=taken.uid("series_uid"),
            sop_instance_uid=taken.uid("sop_uid"),
        )

    def forget(self, digests: set[str]) -> None:
        """Delete the files among these that no case needs any more."""
        with self._database.write() as session:
            for digest in digests:
                if not _needed(session, digest):
                    self._blobs.delete(digest)


def _needed(session: Session, digest: str) -> bool:
    film = select(FilmRow.id).where(or_(FilmRow.digest == digest, FilmRow.preview == digest))
    spooled = select(ReceptionRow.id).where(ReceptionRow.digest == digest, ReceptionRow.state == "spooled")
    sent = select(TransmissionRow.id).where(TransmissionRow.digest == digest)
    if any(session.scalar(query.limit(1)) is not None for query in (film, spooled, sent)):
        return True
    return any(digest in heatmaps.values() for heatmaps in session.scalars(select(ReadingRow.heatmaps)))
