"""The report as the reader writes it: saved as they type, redrafted on demand, each step taken back by undo."""

from data.actor import Actor
from data.types import utcnow
from domains.chest.cases import CaseView, NotNow, Redraft
from domains.chest.desk import Desk
from domains.chest.door import CaseVisit
from domains.chest.report import merged, standing, text_of
from domains.chest.review import in_force
from domains.chest.store import CaseRow, ReadingRow, ReportRow
from domains.chest.views import report_of
from domains.chest.words import sheet

MOST = 20_000


class Writing:
    """Edits of a report before it is signed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def edit(self, actor: Actor, case_id: str, version: int, text: str, step: str) -> CaseView:
        """Keep the reader's own words.

        Args:
            actor: Who writes.
            case_id: Of which case.
            version: As of which the reader saw it.
            text: All the words of the report.
            step: Names one go at writing: what is saved under one name, with no other step between, is one step, and
                one undo takes it back.

        Raises:
            Conflict: someone changed the case since, or has it in hand.
            NotNow: there is no report to write now, or it is too long.
        """
        words = sheet(text)
        if len(words) > MOST:
            raise NotNow(f"The report is longer than {MOST} characters; shorten it.")
        with self._desk.review(actor, "report.edit", case_id, version) as (visit, reading):
            visit.detail["characters"] = len(words)
            self._keep(visit, reading, words, step[:64])
            return self._desk.view(visit)

    def redraft(self, actor: Actor, case_id: str, version: int, how: Redraft) -> CaseView:
        """Bring the reader's words and the draft, which changed under them, together.

        Raises:
            NotNow: the report follows the draft as it is.
        """
        with self._desk.review(actor, "report.redraft", case_id, version) as (visit, reading):
            visit.detail["how"] = how.value
            row, draft = standing(visit.row, reading.id), _draft(visit.row, reading)
            if row is None or row.text is None:
                raise NotNow("The report follows the draft already; there is nothing to redraft.")
            merge = merged(row.text, row.draft, draft)
            words = {Redraft.FRESH: None, Redraft.MERGE: merge, Redraft.KEEP: row.text}[how]
            visit.row.reports.append(_row(visit, reading, words, draft, f"redraft {visit.row.version}"))
            visit.session.flush()
            return self._desk.view(visit)

    def _keep(self, visit: CaseVisit, reading: ReadingRow, words: str, step: str) -> None:
        """Write on under the same step, or begin another; what changes nothing leaves no step."""
        row, draft = standing(visit.row, reading.id), _draft(visit.row, reading)
        if words == text_of(row, draft):
            return
        if row is not None and row.step == step and row.by == visit.actor.id and row.after_decision == _last(visit.row):
            row.text, row.draft, row.at = words, draft, utcnow()
            return
        visit.row.reports.append(_row(visit, reading, words, draft, step))
        visit.session.flush()


def _draft(row: CaseRow, reading: ReadingRow) -> str:
    return report_of(row, in_force(row.decisions, reading.id))


def _last(row: CaseRow) -> int:
    return max((decision.id for decision in row.decisions), default=0)


def _row(visit: CaseVisit, reading: ReadingRow, words: str | None, draft: str, step: str) -> ReportRow:
    return ReportRow(
        reading_id=reading.id,
        step=step,
        text=words,
        draft=draft,
        after_decision=_last(visit.row),
        by=visit.actor.id,
        by_name=visit.actor.name,
        at=utcnow(),
    )
