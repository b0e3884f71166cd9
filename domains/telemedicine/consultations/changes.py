"""What can be taken back: transcript and note as they stood before each change."""

from __future__ import annotations

import json
from typing import Any

from data.types import utcnow
from domains.telemedicine.door import Opened
from domains.telemedicine.store import ChangeRow, VisitRow
from domains.telemedicine.views import NotNow, VisitState

KEPT = 50
SIGNED = "This note is signed: amend it first, with a reason."
NOT_READY = "There is no draft to change yet: start the processing and wait for it."


def demand_ready(visit: Opened) -> None:
    """Let only a visit pass whose draft is under review.

    Raises:
        NotNow: it is signed, or not processed yet.
    """
    if visit.state is VisitState.SIGNED:
        raise NotNow(SIGNED)
    if visit.state is not VisitState.READY:
        raise NotNow(NOT_READY)


def remember(visit: Opened, what: str, transcript: bool) -> None:
    """Keep transcript and note as they stand before a change, the last ones only.

    Args:
        visit: Before the change.
        what: The change in words, as :meth:`undo` names it; nothing that was said may stand in it.
        transcript: Whether the transcript changes too.
    """
    told = visit.row.told if transcript else None
    visit.row.changes.append(ChangeRow(what=what, told=told, note=visit.row.note, at=utcnow()))
    for old in visit.row.changes[:-KEPT]:
        visit.row.changes.remove(old)


def put(visit: Opened, *, note: object = None, told: dict[str, Any] | None = None) -> None:
    """Put a new note or a new transcript in place."""
    if told is not None:
        visit.row.told = json.dumps(told, ensure_ascii=False)
    if note is not None:
        visit.row.note = json.dumps(note, ensure_ascii=False)


def undo(visit: Opened) -> str:
    """Take back the last change; what it was.

    Raises:
        NotNow: there is none.
    """
    demand_ready(visit)
    what = undoable(visit.row)
    if not what:
        raise NotNow("There is nothing to take back.")
    if not visit.row.changes:
        visit.row.state, visit.row.amends = VisitState.SIGNED.value, None
        return what
    last = visit.row.changes[-1]
    visit.row.note = last.note
    if last.told is not None:
        visit.row.told = last.told
    visit.row.changes.remove(last)
    return what


def undoable(row: VisitRow) -> str:
    """What would be taken back, in words: the last change, or an amendment in which nothing was changed yet."""
    if row.changes:
        return row.changes[-1].what
    return "the amendment" if row.amends else ""
