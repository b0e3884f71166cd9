"""An Anki package taken in: all of it in one transaction, or nothing but the audit row of a refusal."""

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import or_, select

from core.intake.refusal import Code, Refused
from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.door import Door, Visit, subject
from domains.vocabulary.packages.anki import Package
from domains.vocabulary.packages.importing import decks, log, media, notes, remembering, standings
from domains.vocabulary.packages.importing.arrival import Arrival, Arrived
from domains.vocabulary.packages.limits import MEBI, Limits
from domains.vocabulary.packages.reading import read
from domains.vocabulary.store import MediaRow, NoteRow
from ui.kit.context import DomainContext

ACTION = "package.import"
PIECE = 2**20
NAME = 200
OCCLUSION = "image-occlusion:"
HIDDEN = (
    "Notes that hide parts of a picture (image occlusion) come and go with Anki, but here the picture is shown without"
    " its masks: {count}."
)
NOTHING = "All of this package was here already; nothing was added."


class Taking:
    """Takes packages in.

    Args:
        context: The domain's corner of the house.
        door: Lets actors in.
        settings: The configuration as it stands.
    """

    def __init__(self, context: DomainContext, door: Door, settings: Callable[[], Config]) -> None:
        self._context, self._door, self._settings = context, door, settings

    def take(self, actor: Actor, content: bytes | Path, name: str) -> Arrived:
        """Take in a package as the actor's own.

        Raises:
            NotAllowed: the actor is no learner.
            Refused: it cannot be taken; nothing of it is left.
        """
        name = "".join(c for c in str(name) if c.isprintable())[:NAME] or "package.apkg"
        self._door.admit(actor, ACTION, subject("package", "-"))
        facts: dict[str, object] = {"name": name}
        try:
            with self._opened(content) as file:
                facts |= self._measured(file)
                return self._taken(actor, file, name, facts)
        except Refused as refused:
            self._door.turned_away(actor, ACTION, subject("package", "-"), facts | {"why": refused.code})
            raise

    @contextlib.contextmanager
    def _opened(self, content: bytes | Path) -> Iterator[IO[bytes]]:
        if isinstance(content, Path):
            with _regular(content) as file:
                yield file
            return
        with tempfile.TemporaryFile(dir=self._context.home) as file:
            file.write(content)
            file.flush()
            yield file

    def _measured(self, file: IO[bytes]) -> dict[str, object]:
        size, most = os.fstat(file.fileno()).st_size, self._limits().bytes
        if not size:
            raise Refused(Code.EMPTY, "The file is empty; export the deck from Anki again.")
        if size > most:
            sizes = f"The package has {size / MEBI:.1f} MiB and at most {most / MEBI:.0f} MiB are taken"
            raise Refused(Code.BYTES, f"{sizes}; export its decks one by one, or without media.")
        digest = hashlib.sha256()
        file.seek(0)
        while piece := file.read(PIECE):
            digest.update(piece)
        return {"bytes": size, "sha256": digest.hexdigest()}

    def _limits(self) -> Limits:
        return Limits(bytes=self._settings().max_package_megabytes * MEBI)

    def _taken(self, actor: Actor, file: IO[bytes], name: str, facts: dict[str, object]) -> Arrived:
        kept: set[str] = set()
        used: set[str] = set()
        try:
            package = read(file, lambda body: self._keep(body, kept), self._limits())
            with self._door.visit(actor, ACTION, subject("package", facts["sha256"])) as visit:
                arrival = self._filed(visit, package, name)
                visit.detail |= facts | _counts(arrival.arrived)
            used = arrival.used
            return arrival.arrived
        finally:
            self._forget(kept - used)

    def _keep(self, body: bytes, kept: set[str]) -> str:
        digest = hashlib.sha256(body).hexdigest()
        if not self._context.blobs.has(digest):
            kept.add(self._context.blobs.put(body))
        return digest

    def _filed(self, visit: Visit, package: Package, name: str) -> Arrival:
        at, day = clock.now(), self._settings().day_starts_at
        arrival = Arrival(visit.session, visit.actor, package, name, at, day)
        shelf = decks.Decks(arrival)
        notes.take(arrival, shelf)
        media.take(arrival, shelf)
        changed = log.take(arrival)
        standings.take(arrival)
        if changed:
            remembering.remember(visit.session, visit.actor.id, changed)
        _say(arrival)
        return arrival

    def _forget(self, digests: set[str]) -> None:
        """Delete what was put for nothing, unless somebody else put it to use meanwhile."""
        if not digests:
            return
        with self._context.database.read() as session:
            for digest in digests:
                uses = (MediaRow.digest == digest, NoteRow.picture == digest, NoteRow.sound == digest)
                in_media = session.scalar(select(MediaRow.id).where(uses[0]).limit(1))
                in_notes = session.scalar(
                    select(NoteRow.id).where(or_(*uses[1:], NoteRow.own_sound == digest)).limit(1)
                )
                if in_media is None and in_notes is None:
                    self._context.blobs.delete(digest)


@contextlib.contextmanager
def _regular(path: Path) -> Iterator[IO[bytes]]:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise Refused(Code.EMPTY, f"The file cannot be opened ({error.strerror}); check its name.") from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refused(Code.KIND, "This is no file; name the .apkg that Anki exported.")
        yield file


def _counts(arrived: Arrived) -> dict[str, object]:
    names = ("decks", "notes", "changed", "cards", "media", "reviews")
    return {name: getattr(arrived, name) for name in names}


def _say(arrival: Arrival) -> None:
    hidden = sum(OCCLUSION in note.fields for note in arrival.package.notes)
    if hidden:
        arrival.arrived.notice(HIDDEN.format(count=hidden))
    arrived = arrival.arrived
    arrived.decks = list(dict.fromkeys([*arrived.decks, *(row.deck_id for row in arrival.cards.values())]))
    if not (arrived.notes or arrived.changed or arrived.cards or arrived.reviews):
        arrived.notice(NOTHING)
