"""The capability `note`: signed notes about a patient, for clinicians at work in other domains."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from data.actor import Actor
from domains.telemedicine.door import Door
from domains.telemedicine.notes import signing
from domains.telemedicine.notes.wording import Placed, as_text
from domains.telemedicine.store import SignedRow, VisitRow
from domains.telemedicine.views import VisitState
from ui.kit.capabilities import OfferedNote, Passage

MOST, ID = 20, "telemedicine"


class Offers:
    """Hands out what was signed.

    Args:
        door: Lets actors in.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def notes(self, actor: Actor, reference: str) -> Sequence[OfferedNote]:
        """The newest signed version of each visit of a patient, the newest first; by whichever clinician.

        A visit whose patient did not agree to it, a version that was tampered with, and a reference of blanks lead to
        nothing. The look leaves its audit row, with the visits and no name.
        """
        with self._door.call(actor, "note.offer", "visit/all") as call:
            found: list[OfferedNote] = []
            wanted = reference.strip()
            rows = call.session.scalars(_of_patient(wanted)) if wanted else ()
            for visit in rows:
                found += _offered(visit)
            newest = sorted(found, key=lambda note: note.signed_at, reverse=True)[:MOST]
            call.detail["visits"] = [note.id for note in newest]
            return newest


def _of_patient(reference: str) -> Select[VisitRow]:
    signed = select(SignedRow.visit_id)
    return (
        select(VisitRow)
        .where(VisitRow.patient_reference == reference, VisitRow.state != VisitState.DELETING.value)
        .where(VisitRow.id.in_(signed))
        .order_by(VisitRow.id.desc())
        .limit(5 * MOST)
    )


def _offered(visit: VisitRow) -> Iterator[OfferedNote]:
    if not visit.consents or not visit.consents[-1].chest:
        return
    row, version = visit.signed[-1], signing.versions(visit)[-1]
    if not version.intact:
        return
    document = json.loads(row.document)
    text, placed = as_text(document["sections"])
    yield OfferedNote(
        domain=ID,
        id=f"{visit.id}.{row.number}",
        title=f"{document['title']}, {visit.at:%Y-%m-%d}",
        text=text,
        signed_by=row.signed_by_name,
        signed_at=row.signed_at,
        passages=tuple(_passages(placed, row.signed_by_name)),
    )


def _passages(placed: Sequence[Placed], signer: str) -> Iterator[Passage]:
    """One for each utterance that a sentence rests on; what the clinician typed rests on them."""
    for one in placed:
        rests: Sequence[Mapping[str, Any]] = one.sentence["rests_on"]
        for source in rests:
            yield Passage(one.start, one.end, source["origin"], source["second"])
        if not rests:
            yield Passage(one.start, one.end, f"written by {signer}")
