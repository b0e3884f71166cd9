"""Notes that other domains offer for a case's patient: listed, and taken as the case's note."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.intake.intake import Intake
from data.actor import Actor, NotAllowed
from data.types import utcnow
from domains.chest.cases import CaseState, CaseView, NotNow
from domains.chest.door import CaseVisit, Door
from domains.chest.store import NoteRow
from domains.chest.words import one_line
from ui.kit.capabilities import NOTE, NoteProvider, OfferedNote
from ui.kit.context import DomainContext

MOST, PASSAGES = 20, 500
NOBODY = "The case names no patient, so no note can be asked for."
SILENT = "A domain that offers notes did not answer; its notes are not listed."
GONE = "That note is not offered any more; look at the list again."
REPLACE = "This case has a note already; say that the offered one takes its place."
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Offered:
    """What other domains offer for one case.

    Attributes:
        notes: The newest first.
        problems: Why the list may be short, one sentence each.
    """

    notes: tuple[OfferedNote, ...]
    problems: tuple[str, ...] = ()


class Offers:
    """Asks the other domains; whatever they do, a case is read without them.

    Args:
        context: Of the reading room.
        door: To the cases.
        intake: Checks the text.
        view: Makes what the reader sees of a case.
    """

    def __init__(
        self, context: DomainContext, door: Door, intake: Intake, view: Callable[[CaseVisit], CaseView]
    ) -> None:
        self._ask = context.ask
        self._door = door
        self._intake = intake
        self._view = view

    def asked(self) -> bool:
        """Whether any domain offers notes; tells nothing of a patient, so it leaves no audit row."""
        try:
            return bool(self._ask(NOTE))
        except Exception:  # noqa: BLE001 - another domain's failure to start is not this one's
            return False

    def offered(self, actor: Actor, case_id: str) -> Offered:
        """The notes that are offered for the patient of a case."""
        with self._door.case(actor, "note.offers", case_id) as visit:
            reference = visit.row.patient_reference
        return self._offered(actor, reference) if reference else Offered((), (NOBODY,))

    def take(
        self, actor: Actor, case_id: str, version: int, domain: str, note_id: str, replace: bool = False
    ) -> CaseView:
        """Make an offered note the case's note; a reading that was made before must then be made anew.

        Raises:
            Conflict: someone changed the case after the actor saw it.
            NotNow: the case is signed or being read, the note is gone, or it has a note and ``replace`` is not set.
            Refused: the text cannot be read.
        """
        offered = self.offered(actor, case_id).notes
        chosen = next((each for each in offered if (each.domain, each.id) == (domain, note_id)), None)
        if chosen is None:
            raise NotNow(GONE)
        signal = self._intake.text(chosen.text.encode("utf-8", "replace"))
        with self._door.change(actor, "note.take", case_id, version) as visit:
            self._check(visit, replace)
            before = visit.row.note.digest if visit.row.note else None
            visit.detail.update(
                {"domain": domain, "note": note_id[:64], "sha256": signal.source.digest, "before": before}
            )
            self._keep(visit, chosen, signal.source.digest)
            return self._view(visit)

    def _check(self, visit: CaseVisit, replace: bool) -> None:
        if visit.row.state in (CaseState.SIGNED, CaseState.READING):
            raise NotNow(f"The case is {visit.row.state}; a note is taken before the reading, or between readings.")
        if visit.row.note and not replace:
            raise NotNow(REPLACE)

    def _keep(self, visit: CaseVisit, chosen: OfferedNote, digest: str) -> None:
        row = visit.row.note or NoteRow(case_id=visit.row.id)
        row.text, row.digest, row.source, row.origin = chosen.text, digest, chosen.domain, _origin(chosen)
        visit.row.note = row
        visit.session.flush()

    def _offered(self, actor: Actor, reference: str) -> Offered:
        notes: list[OfferedNote] = []
        problems: list[str] = []
        try:
            providers = self._ask(NOTE)
        except Exception:  # noqa: BLE001 - another domain's failure to start is not this one's
            _log.exception("the domains that offer notes could not be asked")
            return Offered((), (SILENT,))
        for provider in providers:
            try:
                notes += _sound(provider, actor, reference)
            except NotAllowed:
                continue
            except Exception:  # noqa: BLE001 - another domain may fail however it likes
                _log.exception("a domain that offers notes failed")
                problems.append(SILENT)
        newest = sorted(notes, key=lambda note: note.signed_at, reverse=True)
        return Offered(tuple(newest[:MOST]), tuple(dict.fromkeys(problems)))


def _sound(provider: object, actor: Actor, reference: str) -> Sequence[OfferedNote]:
    """What a provider gives, as far as it keeps to the protocol.

    Raises:
        TypeError: it does not.
    """
    if not isinstance(provider, NoteProvider):
        raise TypeError("A domain offers notes but has no method 'offered_notes'.")
    notes = [note for note in provider.offered_notes(actor, reference) if note.text.strip()]
    if not all(isinstance(note, OfferedNote) and note.signed_at.tzinfo for note in notes):
        raise TypeError("An offered note is none, or the time of its signature has no zone.")
    return notes


def _origin(note: OfferedNote) -> dict[str, object]:
    """What leads back to the note, and when it was taken: a reading made before that does not know it."""
    passages = [
        {"start": each.start, "end": each.end, "origin": one_line(each.origin, 128), "second": each.second}
        for each in list(note.passages)[:PASSAGES]
        if 0 <= each.start < each.end <= len(note.text)
    ]
    return {
        "id": one_line(note.id, 128),
        "title": one_line(note.title, 200),
        "author": one_line(note.signed_by, 256),
        "date": note.signed_at.isoformat(),
        "passages": passages,
        "taken_at": utcnow().isoformat(),
    }
