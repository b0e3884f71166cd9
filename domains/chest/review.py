"""What a clinician's decisions mean, and the report that follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from core.finding import Finding, State
from domains.chest.cases import Choice, Decision, NotNow, Record, Stated
from domains.chest.store import DecisionRow

# Accepting an undecided or uncertified finding agrees that it is open: the report says no more than the machine did.
MEANT: Mapping[State, Stated] = {
    State.RULE_IN: Stated.PRESENT,
    State.RULE_OUT: Stated.ABSENT,
    State.UNDECIDED: Stated.UNCERTAIN,
    State.NOT_CERTIFIED: Stated.UNCERTAIN,
}
HEADINGS: Mapping[Stated, str] = {
    Stated.PRESENT: "Present",
    Stated.UNCERTAIN: "Uncertain",
    Stated.ABSENT: "Absent",
}


def stated_by(finding: Finding, choice: Choice, stated: Stated | None) -> Stated | None:
    """What the report will say of a finding after this choice; None where it says nothing.

    Raises:
        NotNow: an edit that does not say what the clinician states instead.
    """
    if choice is Choice.REJECT:
        return None
    if choice is Choice.ACCEPT:
        return MEANT[finding.state]
    if stated is None:
        raise NotNow("An edit needs your own statement: choose present, absent or uncertain.")
    return stated


def in_force(rows: Iterable[DecisionRow], reading_id: int | None) -> dict[str, Decision]:
    """The decisions that stand: for each finding of this reading the last one that was not taken back."""
    standing = (row for row in rows if row.reading_id == reading_id and row.undone_at is None)
    return {row.label: _decision(row) for row in standing}


def last_step(rows: Sequence[DecisionRow], reading_id: int | None) -> list[DecisionRow]:
    """The rows that the next undo takes back: the last step of this reading, empty where there is none."""
    standing = [row for row in rows if row.reading_id == reading_id and row.undone_at is None]
    return [row for row in standing if row.step == standing[-1].step]


def _decision(row: DecisionRow) -> Decision:
    stated = Stated(row.stated) if row.stated else None
    return Decision(row.label, Choice(row.choice), stated, row.comment, row.by_name, row.at)


def draft(title: str, decisions: Mapping[str, Decision], order: Sequence[str]) -> str:
    """The report's words, from accepted and edited findings only, in the order of the findings.

    A rejected finding leaves no word in it, nor does one that is not decided yet.
    """
    said = [decisions[label] for label in order if label in decisions and decisions[label].stated is not None]
    lines = [_line(heading, [d for d in said if d.stated is stated]) for stated, heading in HEADINGS.items()]
    body = [line for line in lines if line] or ["No finding was accepted."]
    return "\n".join([title, *body])


def title(has_film: bool, record: Record, study: date | None) -> str:
    """The report's first line: what was read."""
    if not has_film:
        return "Read without a film."
    view = {"PA": "PA", "AP": "AP", "LL": "lateral"}.get(record.view or "")
    return ", ".join(part for part in ("Chest radiograph", view, study.isoformat() if study else None) if part) + "."


def _line(heading: str, decisions: Sequence[Decision]) -> str:
    words = "; ".join(_words(decision) for decision in decisions)
    return f"{heading}: {words}." if words else ""


def _words(decision: Decision) -> str:
    name = decision.label.replace("_", " ").lower()
    comment = decision.comment.strip().rstrip(".")
    return f"{name} ({comment})" if comment else name
