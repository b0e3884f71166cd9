"""The reader's desk: decide, take back, sign, add."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

from core.finding import Finding
from data.actor import Actor
from data.types import utcnow
from domains.chest import codec, priors, signing
from domains.chest.cases import CaseState, CaseView, Choice, NotNow, ReportView, Stated
from domains.chest.config import Config
from domains.chest.door import CaseVisit, Door
from domains.chest.locks import let_go
from domains.chest.projection import outdated
from domains.chest.report import came_last, standing
from domains.chest.review import in_force, last_step, stated_by
from domains.chest.store import DecisionRow, ImpressionRow, ReadingRow, ReportRow, SignedRow
from domains.chest.views import case_view, current, is_withheld, report_now, sign_blocker, undecided
from domains.chest.words import plain

COMMENT = 2000
WORDS = 20_000


class Desk:
    """Decisions on findings and the signature under them; everything is refused once a case is signed."""

    def __init__(self, door: Door, config: Callable[[], Config]) -> None:
        self._door = door
        self._config = config

    def open(self, actor: Actor, case_id: str) -> CaseView:
        """Everything that the actor may see of a case."""
        with self._door.case(actor, "case.open", case_id) as visit:
            return self.view(visit)

    def view(self, visit: CaseVisit) -> CaseView:
        """The case as it is within this visit."""
        return case_view(visit.row, visit.actor, self._config().blind_first, priors.of(visit, self._door))

    def state_impression(self, actor: Actor, case_id: str, version: int, text: str) -> CaseView:
        """Write down what the reader sees before the machine's findings are shown."""
        words = _words(text, "an impression")
        with self._door.change(actor, "impression.write", case_id, version) as visit:
            if visit.row.state == CaseState.SIGNED:
                raise NotNow("This reading is signed; what is to be added goes into an addendum.")
            row = ImpressionRow(text=words, by=actor.id, by_name=actor.name, at=utcnow())
            visit.row.impressions.append(row)
            return self.view(visit)

    def decide(
        self, actor: Actor, case_id: str, version: int, label: str, choice: Choice, stated: Stated | None, comment: str
    ) -> CaseView:
        """Decide on one finding; a later decision on it stands in place of the earlier one."""
        words = _clipped(comment)
        with self.review(actor, "finding.decide", case_id, version) as (visit, reading):
            finding = _finding(reading, label)
            meant = stated_by(finding, choice, stated)
            visit.detail.update({"label": label, "choice": choice.value, "stated": meant.value if meant else None})
            visit.row.decisions.append(_decision(reading, actor, uuid4().hex, label, choice, meant, words))
            return self._recounted(visit)

    def accept_undecided(self, actor: Actor, case_id: str, version: int) -> CaseView:
        """Accept every finding without a decision as the machine says; one undo takes all of it back."""
        with self.review(actor, "finding.accept-undecided", case_id, version) as (visit, reading):
            step, labels = uuid4().hex, undecided(visit.row)
            visit.detail["labels"] = list(labels)
            for label in labels:
                meant = stated_by(_finding(reading, label), Choice.ACCEPT, None)
                visit.row.decisions.append(_decision(reading, actor, step, label, Choice.ACCEPT, meant, ""))
            return self._recounted(visit)

    def undo(self, actor: Actor, case_id: str, version: int) -> CaseView:
        """Take back the last step, a decision or an edit of the report: what stood before it stands again.

        Raises:
            NotNow: there is no step to take back, or it is another reader's.
        """
        with self.review(actor, "finding.undo", case_id, version) as (visit, reading):
            step: Sequence[DecisionRow | ReportRow] = last_step(visit.row.decisions, reading.id)
            words = standing(visit.row, reading.id)
            if words is not None and came_last(words, last_step(visit.row.decisions, reading.id)):
                step = [words]
            _check_own(step, actor)
            visit.detail["labels"] = [row.label if isinstance(row, DecisionRow) else "report" for row in step]
            now = utcnow()
            for row in step:
                row.undone_at = now
            return self._recounted(visit)

    def sign(self, actor: Actor, case_id: str, version: int, confirmed: bool) -> CaseView:
        """Freeze the reading as version 1.

        Raises:
            NotNow: it was not confirmed, or something stands in the way of signing.
        """
        if not confirmed:
            raise NotNow("Confirm that you have reviewed every finding, then sign.")
        with self._door.change(actor, "case.sign", case_id, version) as visit:
            blocker = sign_blocker(visit.row, is_withheld(visit.row, actor, self._config().blind_first))
            if blocker:
                raise NotNow(blocker)
            reading = visit.row.readings[-1]
            decisions = in_force(visit.row.decisions, reading.id)
            report = report_now(visit.row) or ReportView("", "")
            self._add_version(visit, signing.original(visit.row, decisions, report, actor, utcnow()))
            visit.row.state, visit.row.reason = CaseState.SIGNED.value, ""
            let_go(visit.row)
            return self.view(visit)

    def addendum(self, actor: Actor, case_id: str, text: str) -> CaseView:
        """Add words to a signed reading, as a further version that leaves the earlier ones as they are."""
        words = _words(text, "an addendum")
        with self._door.case(actor, "case.amend", case_id) as visit:
            if visit.row.state != CaseState.SIGNED:
                raise NotNow("Only a signed reading takes an addendum; sign it first.")
            visit.touch()
            self._add_version(visit, signing.addendum(visit.row, words, actor, utcnow()))
            return self.view(visit)

    def _add_version(self, visit: CaseVisit, row: SignedRow) -> None:
        visit.detail.update({"version": row.number, "kind": row.kind, "sha256": row.sha256})
        visit.row.signed.append(row)
        visit.visit.record()

    @contextmanager
    def review(self, actor: Actor, action: str, case_id: str, version: int) -> Iterator[tuple[CaseVisit, ReadingRow]]:
        """A visit that changes what is said of the reading of a case.

        Raises:
            Conflict: someone changed the case since, or has it in hand.
            NotNow: there is nothing to review, or no longer, or not yet.
        """
        with self._door.change(actor, action, case_id, version) as visit:
            yield visit, self._reviewable(visit)

    def _reviewable(self, visit: CaseVisit) -> ReadingRow:
        reading = current(visit.row)
        if visit.row.state == CaseState.SIGNED:
            raise NotNow("This reading is signed; what is to be added goes into an addendum.")
        if reading is None:
            raise NotNow("There is no finished reading to decide on; start the reading and wait for it.")
        if problem := outdated(visit.row):
            raise NotNow(problem)
        if is_withheld(visit.row, visit.actor, self._config().blind_first):
            raise NotNow("Write your own impression first; then the findings are shown to be decided.")
        return reading

    def _recounted(self, visit: CaseVisit) -> CaseView:
        visit.session.flush()
        visit.row.decided = visit.row.findings - len(undecided(visit.row))
        return self.view(visit)


def _finding(reading: ReadingRow, label: str) -> Finding:
    for finding in codec.findings_from_json(reading.findings):
        if finding.label == label:
            return finding
    raise NotNow(f"This reading has no finding '{label[:64]}'; choose one of those that are listed.")


def _check_own(step: Sequence[DecisionRow | ReportRow], actor: Actor) -> None:
    if not step:
        raise NotNow("There is no decision to take back.")
    if step[0].by != actor.id and isinstance(step[0], ReportRow):
        raise NotNow(f"The last edit of the report is {step[0].by_name}'s; write over it instead of taking it back.")
    if step[0].by != actor.id:
        raise NotNow(f"The last decision is {step[0].by_name}'s; decide the finding anew instead of taking it back.")


def _decision(
    reading: ReadingRow, actor: Actor, step: str, label: str, choice: Choice, stated: Stated | None, comment: str
) -> DecisionRow:
    return DecisionRow(
        reading_id=reading.id,
        step=step,
        label=label,
        choice=choice.value,
        stated=stated.value if stated else None,
        comment=comment,
        by=actor.id,
        by_name=actor.name,
        at=utcnow(),
    )


def _clipped(comment: str) -> str:
    words = plain(comment)
    if len(words) > COMMENT:
        raise NotNow(f"The comment is longer than {COMMENT} characters; shorten it.")
    return words


def _words(text: str, what: str) -> str:
    words = plain(text)
    if not words or len(words) > WORDS:
        raise NotNow(f"Write {what} of 1 to {WORDS} characters.")
    return words
