"""The findings as the kit's review list takes them, and what becomes of each act of the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.finding import Finding, Region, State
from domains.chest.cases import CaseState, CaseView, Choice, Decision, Picture, Redraft, Stated
from domains.chest.page import disputes, figures
from domains.chest.page.hands import in_hand, renew_seconds
from domains.chest.page.sitting import Sitting
from domains.chest.page.wording import clock, moment, title
from domains.chest.review import MEANT
from ui.kit.review import Act, Decided, Item, Kind, Report, review
from ui.kit.viewer import Layer

FIRST = (State.RULE_IN, State.UNDECIDED, State.NOT_CERTIFIED, State.RULE_OUT)
KEYS: Mapping[str, str] = {
    "J  K": "Next, previous finding",
    "A": "Accept what the machine found",
    "R": "Reject: the report does not mention it",
    "E": "Edit: state it yourself",
    "U": "Undo your last step",
    "Shift + A": "Accept all that are open",
    "C": "Contradictions, and back",
    "X": "Put a contradiction aside, take it up again",
    "T": "The report in your words; Escape leaves it",
    "O": "Take the case in hand",
    "S": "Sign",
    "L": "Back to the worklist",
}


def scope(view: CaseView) -> str:
    """Names the case and its reading; another reading of the case begins anew."""
    return f"{view.id} {view.reading.made_at.isoformat() if view.reading else ''}"


def ordered(view: CaseView) -> list[Finding]:
    """What is ruled in first, then what is open, then what is ruled out; the likelier before the less likely."""
    found = view.reading.findings if view.reading else ()
    return sorted(found, key=lambda finding: (FIRST.index(finding.state), -finding.probability))


def layers(found: Sequence[Finding], heatmaps: Mapping[str, Picture]) -> list[Layer]:
    """What can be laid over the film."""
    return [_layer(finding, heatmaps.get(finding.label)) for finding in found]


def _layer(finding: Finding, heat: Picture | None) -> Layer:
    where = (place for evidence in finding.evidence for place in evidence.where)
    regions = tuple(place for place in where if isinstance(place, Region))
    return Layer(finding.label, title(finding.label), heat.png if heat else None, heat.digest if heat else "", regions)


def draw(sitting: Sitting, view: CaseView) -> None:
    """Draw the list; once the case is signed it can only be looked at."""
    measured = figures.by_label(sitting.room)
    review(
        [_item(view, finding, measured.get(finding.label, "")) for finding in ordered(view)],
        key="chest.review",
        scope=scope(view),
        note=view.note.text if view.note else None,
        withheld=view.note.withheld if view.note else (),
        locked=view.state is CaseState.SIGNED or not in_hand(view),
        can_undo=view.can_undo,
        on_act=lambda act: perform(sitting, act),
        disputes=disputes.disputes(view),
        undisputed=disputes.undisputed(view),
        report=_report(view),
        renew_seconds=renew_seconds(sitting, view),
    )


def _report(view: CaseView) -> Report | None:
    """What was signed is shown elsewhere, as it was signed."""
    report = view.report
    if report is None or view.state is CaseState.SIGNED:
        return None
    about = f"Saved by {report.by}, {clock(report.at)}." if report.at else ""
    return Report(report.text, report.edited, report.changes, report.warnings, about)


def _item(view: CaseView, finding: Finding, measured: str) -> Item:
    decision = view.decisions.get(finding.label)
    return Item(
        finding, title(finding.label), str(MEANT[finding.state]), measured, _decided(decision) if decision else None
    )


def _decided(decision: Decision) -> Decided:
    stated = str(decision.stated) if decision.stated else None
    return Decided(str(decision.choice), stated, decision.comment, decision.by, moment(decision.at))


def perform(sitting: Sitting, act: Act) -> bool:
    """Hand what the reader did to the service; whether it was done."""
    if act.kind is Kind.ALIVE:
        sitting.alive()
        return True
    return sitting.step(lambda view: _step(sitting, act, view))


def _step(sitting: Sitting, act: Act, view: CaseView) -> CaseView:
    room, seen = sitting.room, (sitting.reader, view.id, view.version)
    match act.kind:
        case Kind.UNDO:
            return room.undo(*seen)
        case Kind.REST:
            return room.accept_undecided(*seen)
        case Kind.REPORT:
            return room.edit_report(*seen, act.text, act.step)
        case Kind.REDRAFT:
            return room.redraft(*seen, Redraft(act.text))
        case Kind.DISMISS:
            return room.dismiss_contradiction(*seen, int(act.label), act.comment)
        case Kind.RESTORE:
            return room.restore_contradiction(*seen, int(act.label))
    label, choice, stated, comment = _choice(act)
    return room.decide(*seen, label, choice, stated, comment)


def _choice(act: Act) -> tuple[str, Choice, Stated | None, str]:
    stated = Stated(act.stated) if act.kind is Kind.EDIT and act.stated else None
    return act.label, Choice(act.kind), stated, act.comment
