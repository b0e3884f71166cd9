"""From rows to what a reader may see: the blind-first rule, and the sentence that stands before signing."""

from collections.abc import Mapping

from data.actor import Actor
from domains.chest import codec, signing
from domains.chest.cases import (
    Badge,
    CaseState,
    CaseView,
    Decision,
    FilmView,
    Impression,
    NoteView,
    Priority,
    ReadingView,
    Record,
    WorklistRow,
)
from domains.chest.review import draft, in_force, last_step, title
from domains.chest.store import CaseRow, FilmRow, ReadingRow

PRIORITIES = (Priority.STAT, Priority.URGENT, Priority.ROUTINE)


def record_of(case: CaseRow) -> Record:
    """What is recorded of the patient."""
    return Record(case.age, case.sex, case.view)


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


def sign_blocker(case: CaseRow, withheld: bool) -> str:
    """Why the case cannot be signed now; empty where it can."""
    if case.state == CaseState.SIGNED:
        return "This reading is signed; what is to be added goes into an addendum."
    if current(case) is None:
        return "There is no finished reading to sign; start the reading and wait for it."
    if withheld:
        return "Write your own impression first; then the findings are shown to be decided."
    if not current(case).findings:  # type: ignore[union-attr]
        return (
            "Nothing of this case could be read, so there is nothing to sign; discard the case or add what is missing."
        )
    return _open_findings(undecided(case))


def _open_findings(labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    names = ", ".join(labels[:4]) + (" …" if len(labels) > 4 else "")
    few = "1 finding has" if len(labels) == 1 else f"{len(labels)} findings have"
    return f"{few} no decision yet ({names}); accept, reject or edit each before you sign."


def case_view(case: CaseRow, actor: Actor, blind_first: bool) -> CaseView:
    """Everything that this reader may see of the case."""
    reading = current(case)
    withheld = is_withheld(case, actor, blind_first)
    decisions = in_force(case.decisions, reading.id if reading else None)
    step = last_step(case.decisions, reading.id if reading else None)
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
        films=tuple(_film(row) for row in case.films),
        note=NoteView(case.note.text, case.note.digest) if case.note else None,
        record=record_of(case),
        reading=reading_view(reading) if reading and not withheld else None,
        withheld=withheld,
        impression=impression_of(case, actor),
        decisions={} if withheld else decisions,
        undecided=() if withheld else undecided(case),
        can_undo=bool(step) and not withheld and case.state == CaseState.READ and step[0].by == actor.id,
        sign_blocker=sign_blocker(case, withheld),
        draft="" if withheld else report_of(case, decisions),
        notices=tuple(case.notices),
        signed=signing.versions(case),
    )


def _film(row: FilmRow) -> FilmView:
    return FilmView(row.position, row.name, row.digest, row.rows, row.columns, row.facts)


def reading_view(row: ReadingRow) -> ReadingView:
    """A stored reading with the core's own findings."""
    findings = codec.findings_from_json(row.findings)
    refused = codec.refusals_from_json(row.refused)
    return ReadingView(findings, refused, tuple(row.notices), row.weights_digest, row.made_at, tuple(row.heatmaps))


def worklist_row(case: CaseRow, has_film: bool, has_note: bool) -> WorklistRow:
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
    )
