"""Visits begin with the consent to them, and end when it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from data.actor import Actor
from data.types import utcnow
from domains.telemedicine.config import Config
from domains.telemedicine.door import Door, subject_of
from domains.telemedicine.store import ConsentRow, VisitRow
from domains.telemedicine.views import Consent, NotNow, VisitState

HOW = ("spoken", "written", "electronic")
TITLE, REFERENCE, LABEL, WORDS = 200, 128, 256, 8_000
UNTITLED = "Consultation"


class Consents:
    """Begins visits.

    Args:
        door: Lets actors in.
        config: The configuration as it stands now.
    """

    def __init__(self, door: Door, config: Callable[[], Config]) -> None:
        self._door = door
        self._config = config

    def begin(self, actor: Actor, title: str, reference: str, label: str, consent: Consent) -> int:
        """Begin a visit; its number.

        Raises:
            NotNow: there is no consent to the processing, or it is not told who gave it, how and to what.
        """
        self._door.admit(actor, "visit.begin", "visit/none")
        checked = _checked(consent)
        with self._door.call(actor, "visit.begin", "visit/none") as call:
            row = self._row(actor, title, reference, label, checked)
            call.session.add(row)
            call.session.flush()
            call.subject = subject_of(row.id)
            purposes = {"keep_recording": checked.keep_recording, "chest": checked.chest}
            call.detail.update({"consent": checked.how, **purposes})
            return row.id

    def _row(self, actor: Actor, title: str, reference: str, label: str, consent: Consent) -> VisitRow:
        now, config = utcnow(), self._config()
        row = VisitRow(
            title=_line(title)[:TITLE] or UNTITLED,
            patient_reference=_line(reference)[:REFERENCE],
            patient_label=_line(label)[:LABEL],
            state=VisitState.NEW.value,
            by=actor.id,
            by_name=actor.name,
            at=now,
            changed_at=now,
            keep_until=now.date() + timedelta(days=config.keep_days),
            recording_until=_recording_until(now.date(), consent, config),
        )
        row.consents.append(_consent(consent, actor))
        return row


def _recording_until(today: date, consent: Consent, config: Config) -> date:
    """Where the patient did not agree that it is kept, the recording goes with the signature or after one day."""
    return today + timedelta(days=config.recording_days if consent.keep_recording else 1)


def _checked(consent: Consent) -> Consent:
    words = "\n".join(_line(line) for line in consent.words.splitlines()).strip()[:WORDS]
    given_by = _line(consent.by)[:LABEL]
    if not consent.processing:
        raise NotNow("Without the patient's consent to the processing nothing can be recorded or processed.")
    if not given_by or not words:
        raise NotNow("Say who gave consent and in which words; nothing is processed before that is recorded.")
    if consent.how not in HOW:
        raise NotNow(f"Say how consent was given: {', '.join(HOW[:-1])} or {HOW[-1]}.")
    return Consent(given_by, consent.how, words, True, bool(consent.keep_recording), bool(consent.chest))


def _consent(consent: Consent, actor: Actor) -> ConsentRow:
    return ConsentRow(
        given_by=consent.by,
        how=consent.how,
        words=consent.words,
        processing=consent.processing,
        keep_recording=consent.keep_recording,
        chest=consent.chest,
        recorded_by=actor.id,
        recorded_by_name=actor.name,
        at=utcnow(),
    )


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
