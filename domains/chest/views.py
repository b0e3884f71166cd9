"""From rows to what a reader may see: the blind-first rule, and the sentence that stands before signing."""

from collections.abc import Mapping

from core.finding import Region
from data.actor import Actor
from data.types import utcnow
from domains.chest import codec, laboratory, letters, signing
from domains.chest.cases import (
    Badge,
    CaseState,
    CaseView,
    Contradiction,
    Decision,
    FilmView,
    Impression,
    NoteView,
    Priority,
    PriorView,
    ReadingView,
    Record,
    ReportView,
    WorklistRow,
)
from domains.chest.locks import holder
from domains.chest.passages import withheld as withheld_of
from domains.chest.projection import film_to_read, is_lateral, notices, outdated
from domains.chest.report import came_last, report_view, standing
from domains.chest.review import draft, in_force, last_step, title
from domains.chest.store import CaseRow, ContradictionRow, FilmRow, NoteRow, ReadingRow

PRIORITIES = (Priority.STAT, Priority.URGENT, Priority.ROUTINE)


def record_of(case: CaseRow) -> Record:
    """What is recorded of the patient."""
    return Record(case.age, case.sex, case.view, laboratory.from_json(case.laboratory or {}))


def current(case: CaseRow) -> ReadingRow | None:
    """The reading that is reviewed: the last one, unless another is under way."""
    return case.readings[-1] if case.readings and case.state != CaseState.READING else None


def impression_of(case: CaseRow, actor: Actor) -> Impression | None:
    """The actor's own last impression."""
    own = [row for row in case.impressions if row.by == actor.id]
    return Impression(own[-1].text, own[-1].by_name, own[-1].at) if own else None


def is_withheld(case: CaseRow, actor: Actor, blind_first: bool) -> bool:
    """Whether the reader must write an impression before the machine's findings are shown; never once it is signed."""
    open_for_review = case.state == CaseState.READ and current(case) is not None
    return blind_first and open_for_review and impression_of(case, actor) is None


def labels_of(reading: ReadingRow | None) -> tuple[str, ...]:
    """The findings' labels in the recipe's order."""
    return tuple(finding["label"] for finding in reading.findings) if reading else ()


def undecided(case: CaseRow) -> tuple[str, ...]:
    """Labels of the current reading without a decision in force."""
    reading = current(case)
    decided = in_force(case.decisions, reading.id if reading else None)
    return tuple(label for label in labels_of(reading) if label not in decided)


def report_of(case: CaseRow, decisions: Mapping[str, Decision]) -> str:
    """The report's words as the decisions stand."""
    return draft(title(bool(case.films), record_of(case), case.study_date), decisions, labels_of(current(case)))


def report_now(case: CaseRow) -> ReportView | None:
    """The report as it would be signed now; None where there is no reading."""
    if (reading := current(case)) is None:
        return None
    decisions = in_force(case.decisions, reading.id)
    return report_view(standing(case, reading.id), report_of(case, decisions), decisions)


def contradictions_of(case: CaseRow) -> tuple[Contradiction, ...]:
    """The contradictions of the current reading: those that stand, the gravest first, then those put aside."""
    reading = current(case)
    rows = [row for row in case.contradictions if reading is not None and row.reading_id == reading.id]
    return tuple(contradiction(row) for row in sorted(rows, key=lambda row: (row.dismissed_at is not None, -row.score)))


def contradiction(row: ContradictionRow) -> Contradiction:
    """A stored contradiction as a reader sees it."""
    return Contradiction(
        label=row.label,
        note_status=row.note_status,
        span_start=row.span_start,
        span_end=row.span_end,
        text=row.text,
        side=row.side,
        image_probability=row.image_probability,
        score=row.score,
        regions=tuple(Region(**{k: v for k, v in each.items() if k != "kind"}) for each in row.regions),
        id=row.id,
        dismissed_reason=row.dismissed_reason,
        dismissed_by=row.dismissed_by_name or "",
        dismissed_at=row.dismissed_at,
    )


def _is_undoable(case: CaseRow, reading: ReadingRow | None, actor: Actor) -> bool:
    """Whether the last step on this reading is the actor's own and can be taken back."""
    step = last_step(case.decisions, reading.id if reading else None)
    words = standing(case, reading.id if reading else None)
    last = words if words is not None and came_last(words, step) else next(iter(step), None)
    return last is not None and case.state == CaseState.READ and last.by == actor.id


def _note(row: NoteRow) -> NoteView:
    return NoteView(row.text, row.digest, row.source, row.origin or {}, withheld_of(row.text))


def sign_blocker(case: CaseRow, withheld: bool) -> str:
    """Why the case cannot be signed now; empty where it can."""
    if case.state == CaseState.SIGNED:
        return "This reading is signed; what is to be added goes into an addendum."
    if current(case) is None:
        return "There is no finished reading to sign; start the reading and wait for it."
    if problem := outdated(case):
        return problem
    if withheld:
        return "Write your own impression first; then the findings are shown to be decided."
    if not current(case).findings:  # type: ignore[union-attr]
        return (
            "Nothing of this case could be read, so there is nothing to sign; discard the case or add what is missing."
        )
    report = report_now(case)
    if report is not None and not report.text.strip():
        return "The report has no words: write it, or take the draft."
    return _open_findings(undecided(case))


def _open_findings(labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    names = ", ".join(labels[:4]) + (" …" if len(labels) > 4 else "")
    few = "1 finding has" if len(labels) == 1 else f"{len(labels)} findings have"
    return f"{few} no decision yet ({names}); accept, reject or edit each before you sign."


def case_view(case: CaseRow, actor: Actor, blind_first: bool, priors: tuple[PriorView, ...] = ()) -> CaseView:
    """Everything that this reader may see of the case."""
    reading = current(case)
    withheld = is_withheld(case, actor, blind_first)
    decisions = in_force(case.decisions, reading.id if reading else None)
    return CaseView(
        id=case.id,
        version=case.version,
        state=CaseState(case.state),
        reason=case.reason,
        patient_reference=case.patient_reference,
        patient_label=case.patient_label,
        study_uid=case.study_uid,
        study_date=case.study_date,
        created_at=case.created_at,
        created_by=case.created_by_name,
        priority=PRIORITIES[case.priority],
        is_demonstration=case.is_demonstration,
        badge=Badge(case.badge),
        films=film_views(case),
        note=_note(case.note) if case.note else None,
        record=record_of(case),
        reading=reading_view(reading) if reading and not withheld else None,
        withheld=withheld,
        impression=impression_of(case, actor),
        decisions={} if withheld else decisions,
        undecided=() if withheld else undecided(case),
        can_undo=not withheld and _is_undoable(case, reading, actor),
        sign_blocker=sign_blocker(case, withheld),
        draft="" if withheld else report_of(case, decisions),
        notices=(*case.notices, *notices(case), *letters.told(case.note)),
        signed=signing.versions(case),
        priors=priors,
        outdated="" if case.state == CaseState.SIGNED else outdated(case),
        report=None if withheld else report_now(case),
        contradictions=() if withheld else contradictions_of(case),
        lock=holder(case, actor, utcnow()),
        assigned_to=case.assigned_to,
        assigned_to_name=case.assigned_to_name,
        source=case.source,
    )


def film_views(case: CaseRow) -> tuple[FilmView, ...]:
    """The films of a case, in their order."""
    read = film_to_read(case)
    return tuple(_film(row, is_lateral(case, row), row is read) for row in case.films)


def _film(row: FilmRow, lateral: bool, is_read: bool) -> FilmView:
    return FilmView(row.position, row.name, row.digest, row.rows, row.columns, row.facts, lateral, is_read)


def reading_view(row: ReadingRow) -> ReadingView:
    """A stored reading with the core's own findings."""
    findings = codec.findings_from_json(row.findings)
    refused = codec.refusals_from_json(row.refused)
    return ReadingView(
        findings,
        refused,
        tuple(row.notices),
        row.weights_digest,
        row.made_at,
        tuple(row.heatmaps),
        row.film_digest,
        row.operating_point or {},
    )


def worklist_row(
    case: CaseRow, has_film: bool, has_note: bool, contradictions: int | None, actor: Actor
) -> WorklistRow:
    """One line of the worklist."""
    return WorklistRow(
        id=case.id,
        patient_reference=case.patient_reference,
        patient_label=case.patient_label,
        study_date=case.study_date,
        created_at=case.created_at,
        created_by=case.created_by_name,
        priority=PRIORITIES[case.priority],
        state=CaseState(case.state),
        reason=case.reason,
        is_demonstration=case.is_demonstration,
        badge=Badge(case.badge),
        has_film=has_film,
        has_note=has_note,
        has_record=bool(record_of(case).known()),
        decided=case.decided,
        findings=case.findings,
        assigned_to=case.assigned_to,
        assigned_to_name=case.assigned_to_name,
        lock=holder(case, actor, utcnow()),
        contradictions=contradictions,
        source=case.source,
    )
