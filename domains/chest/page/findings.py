"""The findings as the kit's review list takes them, and what becomes of each act of the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.finding import Finding, Region, State
from domains.chest.cases import CaseState, CaseView, Choice, Decision, Picture, Stated
from domains.chest.page import figures
from domains.chest.page.sitting import Sitting
from domains.chest.page.wording import moment, title
from domains.chest.review import MEANT
from ui.kit.review import Act, Decided, Item, Kind, review
from ui.kit.viewer import Layer

FIRST = (State.RULE_IN, State.UNDECIDED, State.NOT_CERTIFIED, State.RULE_OUT)
KEYS: Mapping[str, str] = {
    "J  K": "Next, previous finding",
    "A": "Accept what the machine found",
    "R": "Reject: the report does not mention it",
    "E": "Edit: state it yourself",
    "U": "Undo your last step",
    "Shift + A": "Accept all that are open",
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
        locked=view.state is CaseState.SIGNED,
        can_undo=view.can_undo,
        on_act=lambda act: perform(sitting, act),
    )


def _item(view: CaseView, finding: Finding, measured: str) -> Item:
    decision = view.decisions.get(finding.label)
    return Item(
        finding, title(finding.label), str(MEANT[finding.state]), measured, _decided(decision) if decision else None
    )


def _decided(decision: Decision) -> Decided:
    stated = str(decision.stated) if decision.stated else None
    return Decided(str(decision.choice), stated, decision.comment, decision.by, moment(decision.at))


def perform(sitting: Sitting, act: Act) -> None:
    """Hand what the reader did to the service."""
    room, reader = sitting.room, sitting.reader
    if act.kind is Kind.UNDO:
        sitting.step(lambda view: room.undo(reader, view.id, view.version))
    elif act.kind is Kind.REST:
        sitting.step(lambda view: room.accept_undecided(reader, view.id, view.version))
    else:
        sitting.step(lambda view: room.decide(reader, view.id, view.version, *_choice(act)))


def _choice(act: Act) -> tuple[str, Choice, Stated | None, str]:
    stated = Stated(act.stated) if act.kind is Kind.EDIT and act.stated else None
    return act.label, Choice(act.kind), stated, act.comment
