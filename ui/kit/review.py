"""Draws findings for review and hands each decision to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import streamlit as st

from core.finding import Column, Evidence, Finding, Moment, Place, Region, Span
from ui.kit.component import Component
from ui.kit.outbox import acknowledged, received

ROLES: Mapping[str, str] = {"image": "Film", "note": "Note", "record": "Record"}


class Kind(StrEnum):
    """What a reader may do in the list."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    UNDO = "undo"
    REST = "rest"
    DISMISS = "dismiss"
    RESTORE = "restore"
    REPORT = "report"
    REDRAFT = "redraft"
    ALIVE = "alive"


@dataclass(frozen=True)
class Act:
    """One thing the reader did.

    Attributes:
        kind: What; UNDO takes the last step back, REST accepts all that is open, DISMISS and RESTORE put a dispute
            aside and take it up again, REPORT saves the report, REDRAFT brings it and its draft together, and ALIVE
            says that the reader is still at it.
        label: The finding, or the dispute's id; empty where it is about neither.
        stated: What the reader states instead; None unless edited.
        comment: The reader's words beside it, the reason for a dismissal among them.
        text: All the words of the report; for REDRAFT how: ``fresh``, ``merge`` or ``keep``.
        step: Names one go at writing the report.
    """

    kind: Kind
    label: str = ""
    stated: str | None = None
    comment: str = ""
    text: str = ""
    step: str = ""


@dataclass(frozen=True)
class Decided:
    """A decision in force, in words."""

    choice: str
    stated: str | None
    comment: str
    by: str
    at: str


@dataclass(frozen=True)
class Item:
    """A finding as it is listed.

    Attributes:
        finding: The finding.
        title: Its label in words.
        meant: What the report says when it is accepted.
        measured: A sentence on how good the figure is; empty where nothing was measured.
        decision: The decision in force.
    """

    finding: Finding
    title: str
    meant: str
    measured: str = ""
    decision: Decided | None = None


@dataclass(frozen=True)
class Dispute:
    """Something on which the note and another source disagree.

    Attributes:
        id: Names it.
        label: The finding that it is about; shown on the film with it.
        title: The finding in words.
        says: The two sides in one line.
        more: Sentences under it, how grave it is among them.
        start: First character of the note's words; None where the note is silent.
        end: The character after the last one.
        reading: What the note says there.
        reason: Why it was put aside; empty while it stands.
        aside: Who put it aside, and when, in words.
    """

    id: str
    label: str
    title: str
    says: str
    more: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    reading: str = ""
    reason: str = ""
    aside: str = ""


@dataclass(frozen=True)
class Report:
    """The report as it stands on the server.

    Attributes:
        text: Its words.
        edited: Whether they are a reader's own.
        changes: Lines that the draft lost ("-") and gained ("+") since they were written.
        warnings: Where words and decisions disagree.
        about: Whose words, and when they were saved, in words.
    """

    text: str
    edited: bool = False
    changes: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    about: str = ""


LONGEST_REPORT = 20_001
_component = Component("review")


def review(
    items: Sequence[Item],
    *,
    key: str,
    scope: str,
    note: str | None,
    withheld: Sequence[Span] = (),
    locked: bool,
    can_undo: bool,
    on_act: Callable[[Act], bool | None],
    disputes: Sequence[Dispute] = (),
    undisputed: str = "",
    report: Report | None = None,
    renew_seconds: int = 0,
) -> None:
    """Draw the findings; `on_act` is called before the page is drawn anew, once for each thing the reader did.

    Args:
        items: In the order in which they are read.
        key: Names this list on the page.
        scope: Names the case; acts on another case are dropped.
        note: The clinical note, in which the findings' spans are marked.
        withheld: Passages of it that are not read, since they were written from the film.
        locked: Whether nothing can be decided (any more).
        can_undo: Whether there is a step to take back.
        on_act: Takes the act, and answers False where it was refused: what the reader wrote is kept then.
        disputes: What the note and another source disagree on, the gravest first.
        undisputed: What to say where there is no dispute; empty leaves the list of them out.
        report: The report that follows from the decisions; None leaves it out.
        renew_seconds: How often a reader who is at it says so; 0 for never.
    """
    _component(
        key=key,
        data={
            "scope": scope,
            "findings": [_item(item) for item in items],
            "note": note,
            "withheld": [[span.start, span.end] for span in withheld],
            "locked": locked,
            "canUndo": can_undo,
            "acknowledged": acknowledged(key),
            "refused": st.session_state.get(_refused(key), ""),
            "disputes": [vars(dispute) for dispute in disputes],
            "undisputed": undisputed,
            "report": vars(report) if report else None,
            "renewSeconds": renew_seconds,
        },
        on_act_change=lambda: _receive(key, scope, on_act),
    )


def _refused(key: str) -> str:
    return f"{key}.refused"


def _receive(key: str, scope: str, on_act: Callable[[Act], bool | None]) -> None:
    message = received(key, scope)
    act = _act(message) if message else None
    if message and act is not None:
        done = on_act(act)
        st.session_state[_refused(key)] = message.get("id") if done is False else ""


def _act(message: Mapping[str, Any]) -> Act | None:
    """What the browser sent, as far as it makes sense."""
    kind, stated = message.get("kind"), message.get("stated")
    if kind not in list(Kind):
        return None
    label, comment, text, step = (str(message.get(name) or "") for name in ("label", "comment", "text", "step"))
    stated = str(stated) if stated else None
    return Act(Kind(kind), label, stated, comment[:500], text[:LONGEST_REPORT], step[:64])


def _item(item: Item) -> dict[str, object]:
    finding = item.finding
    return {
        "label": finding.label,
        "title": item.title,
        "state": str(finding.state),
        "probability": finding.probability,
        "prior": finding.prior,
        "logit": finding.logit,
        "evidence": [_evidence(each) for each in sorted(finding.evidence, key=_place_of)],
        "meant": item.meant,
        "measured": item.measured,
        "decision": vars(item.decision) if item.decision else None,
    }


def _place_of(evidence: Evidence) -> int:
    """Sources stand in the same order under every finding."""
    known = list(ROLES)
    return known.index(evidence.role) if evidence.role in known else len(known)


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "role": evidence.role,
        "title": ROLES.get(evidence.role, evidence.role.capitalize()),
        "logOdds": evidence.log_odds,
        "where": [_place(place) for place in evidence.where],
    }


def _place(place: Place) -> dict[str, object]:
    match place:
        case Region():
            return {"kind": "region", "share": place.share}
        case Span():
            return {"kind": "span", **vars(place)}
        case Column():
            return {"kind": "column", "name": place.name, "value": _value(place.value), "logOdds": place.log_odds}
        case Moment():
            return {"kind": "moment", **vars(place)}


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.3g}"
