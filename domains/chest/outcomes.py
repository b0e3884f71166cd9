"""What becomes of a reading: stored once, or its case put back with the reason."""

from sqlalchemy import select

from core.finding import Reading
from data.actor import SYSTEM
from data.audit import append
from data.blobs import BlobStore
from data.database import Database
from data.types import utcnow
from domains.chest import alive, codec
from domains.chest.cases import CaseState, Contradiction, Progress
from domains.chest.contradictions import find
from domains.chest.door import subject_of
from domains.chest.pictures import heatmap_png
from domains.chest.store import CaseRow, ContradictionRow, NoteRow, ReadingRow

STOPPED = "The program that was reading this case stopped before it was done; start the reading again."


class Outcomes:
    """Writes what came of a reading; one whose case is no longer waiting for it is dropped."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    def store(self, case_id: str, task_id: str, reading: Reading, film: str | None = None) -> None:
        """Keep a reading with its heat maps; ``film`` is the digest of the film that was read."""
        found = self._contradictions(case_id, reading)
        pictures = {label: heatmap_png(saliency) for label, saliency in reading.heatmaps.items()}
        with self._database.write() as session:
            row = session.get(CaseRow, case_id)
            if row is None or row.task != task_id:
                return
            heatmaps = {label: self._blobs.put(picture.png) for label, picture in pictures.items()}
            made = _row(task_id, reading, heatmaps, film)
            row.readings.append(made)
            session.flush()
            row.contradictions += [_disputed(made.id, each) for each in found]
            _settle(row, CaseState.READ, "")
            row.findings, row.decided = len(reading.findings), 0
            detail: dict[str, object] = {
                "task": task_id,
                "weights": reading.weights_digest,
                "contradictions": len(found),
            }
            append(session, SYSTEM, "reading.store", subject_of(case_id), detail)

    def _contradictions(self, case_id: str, reading: Reading) -> tuple[Contradiction, ...]:
        """What the case's note and its film disagree on; the whole note is compared, whatever a diagnosis may use."""
        with self._database.read() as session:
            note = session.get(NoteRow, case_id)
            text = note.text if note else ""
        return find(text, reading)

    def put_back(self, case_id: str, task_id: str | None, reason: str) -> None:
        """Let a case wait for another reading; an earlier one stays."""
        with self._database.write() as session:
            row = session.get(CaseRow, case_id)
            if row is not None and row.task == task_id:
                _settle(row, CaseState.READ if row.readings else CaseState.NEW, reason)
                detail: dict[str, object] = {"task": task_id, "reason": reason}
                append(session, SYSTEM, "reading.put-back", subject_of(case_id), detail)

    def recover(self) -> None:
        """Put back the cases whose reading was lost with its process."""
        columns = (CaseRow.id, CaseRow.task, CaseRow.reader, CaseRow.asked_at)
        with self._database.read() as session:
            reading = session.execute(select(*columns).where(CaseRow.state == CaseState.READING.value)).all()
        for case_id, task_id, reader, asked_at in reading:
            if not alive.waits(reader, asked_at):
                self.put_back(case_id, task_id, STOPPED)


def _row(task_id: str, reading: Reading, heatmaps: dict[str, str], film: str | None) -> ReadingRow:
    return ReadingRow(
        task=task_id,
        weights_digest=reading.weights_digest,
        findings=codec.findings_to_json(reading.findings),
        refused=codec.refusals_to_json(reading.refused),
        notices=list(reading.notices),
        heatmaps=heatmaps,
        made_at=utcnow(),
        film_digest=film,
        operating_point=dict(reading.operating_point),
    )


def _disputed(reading: int, each: Contradiction) -> ContradictionRow:
    return ContradictionRow(
        reading_id=reading,
        label=each.label,
        note_status=each.note_status,
        span_start=each.span_start,
        span_end=each.span_end,
        text=each.text,
        side=each.side,
        image_probability=each.image_probability,
        score=each.score,
        regions=[codec.where_to_json(region) for region in each.regions],
    )


def _settle(row: CaseRow, state: CaseState, reason: str) -> None:
    row.state, row.reason = state.value, reason
    row.task = row.reader = row.asked_at = None
    row.version += 1
    row.changed_at, row.changed_by_name = utcnow(), SYSTEM.name


def settled(row: CaseRow) -> Progress:
    """How a case stands by its row alone."""
    if row.state == CaseState.READING:
        return Progress(row.id, "running", 0.0, "being read")
    if row.reason:
        return Progress(row.id, "failed", 1.0, row.reason)
    return Progress(row.id, "done", 1.0) if row.readings else Progress(row.id, "idle")
