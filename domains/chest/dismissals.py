"""Contradictions that a reader puts aside, with a reason, and takes up again."""

import re

from data.actor import Actor
from data.types import utcnow
from domains.chest.cases import CaseView, NotNow
from domains.chest.desk import Desk
from domains.chest.store import CaseRow, ContradictionRow, ReadingRow
from domains.chest.words import plain

MOST = 500
WORD = re.compile(r"[^\W\d_]{2,}")


class Dismissals:
    """Nothing is erased: a dismissed contradiction stays with the case and goes into the signed document."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def dismiss(self, actor: Actor, case_id: str, version: int, contradiction: int, reason: str) -> CaseView:
        """Put a contradiction aside.

        Raises:
            Conflict: someone changed the case since, or has it in hand.
            NotNow: the reason has no words, or there is no such contradiction that stands.
        """
        words = _reason(reason)
        with self._desk.review(actor, "contradiction.dismiss", case_id, version) as (visit, reading):
            row = _found(visit.row, reading, contradiction)
            if row.dismissed_at is not None:
                raise NotNow(f"{row.dismissed_by_name} put this contradiction aside already.")
            visit.detail.update({"contradiction": row.id, "label": row.label, "reason": words})
            row.dismissed_by, row.dismissed_by_name = actor.id, actor.name
            row.dismissed_at, row.dismissed_reason = utcnow(), words
            return self._desk.view(visit)

    def restore(self, actor: Actor, case_id: str, version: int, contradiction: int) -> CaseView:
        """Take up again a contradiction that was put aside; the audit keeps who had put it aside, and why.

        Raises:
            Conflict: someone changed the case since, or has it in hand.
            NotNow: there is no such contradiction, or it stands.
        """
        with self._desk.review(actor, "contradiction.restore", case_id, version) as (visit, reading):
            row = _found(visit.row, reading, contradiction)
            if row.dismissed_at is None:
                raise NotNow("This contradiction stands; there is nothing to take back.")
            visit.detail.update({"contradiction": row.id, "label": row.label, "reason": row.dismissed_reason})
            row.dismissed_by = row.dismissed_by_name = row.dismissed_at = None
            row.dismissed_reason = ""
            return self._desk.view(visit)


def _reason(text: str) -> str:
    words = plain(text)
    if not WORD.search(words):
        raise NotNow("Say in words why the note and the film do not contradict each other, then put it aside.")
    if len(words) > MOST:
        raise NotNow(f"The reason is longer than {MOST} characters; shorten it.")
    return words


def _found(row: CaseRow, reading: ReadingRow, contradiction: int) -> ContradictionRow:
    for each in row.contradictions:
        if each.id == contradiction and each.reading_id == reading.id:
            return each
    raise NotNow("This reading has no such contradiction; choose one of those that are listed.")
