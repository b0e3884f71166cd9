"""How many cases each choice of a filter would show."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from data.actor import Actor
from domains.chest.cases import Assignment, CaseState, Filters, Priority, Tally
from domains.chest.store import CaseRow
from domains.chest.views import PRIORITIES
from domains.chest.worklist import conditions

T = TypeVar("T", str, int)
OPEN = CaseRow.state != CaseState.SIGNED.value


class Counter:
    """Counts under a reader's filters; each choice is counted as if it alone were changed."""

    def __init__(self, session: Session, filters: Filters, actor: Actor, shared: bool, blind_first: bool) -> None:
        self._session = session
        self._filters = filters
        self._actor = actor
        self._shared = shared
        self._blind_first = blind_first

    def tally(self) -> Tally:
        """All counts."""
        states = self._grouped(CaseRow.state, replace(self._filters, state=None))
        priorities = self._grouped(CaseRow.priority, replace(self._filters, priority=None), OPEN)
        sources = self._grouped(CaseRow.source, replace(self._filters, source=""))
        return Tally(
            total=self._many(self._filters),
            priorities={priority: priorities.get(at, 0) for at, priority in enumerate(PRIORITIES)},
            states={state: states.get(state.value, 0) for state in CaseState},
            mine=self._many(replace(self._filters, assigned=Assignment.ME), OPEN),
            nobody=self._many(replace(self._filters, assigned=Assignment.NOBODY), OPEN),
            contradicted=self._many(replace(self._filters, contradicted=True)),
            sources=sources,
        )

    def _where(self, filters: Filters, more: Iterable[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
        return [*conditions(filters, self._actor, self._shared, self._blind_first), *more]

    def _many(self, filters: Filters, *more: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(CaseRow).where(*self._where(filters, more))
        return self._session.scalar(query) or 0

    def _grouped(self, column: InstrumentedAttribute[T], filters: Filters, *more: ColumnElement[bool]) -> dict[T, int]:
        query = select(column, func.count()).where(*self._where(filters, more)).group_by(column)
        return {value: number for value, number in self._session.execute(query)}


def pressing(tally: Tally) -> str:
    """What presses, in one sentence; empty where nothing does."""
    stat, mine = tally.priorities[Priority.STAT], tally.mine
    parts = [f"{stat} STAT" if stat else "", f"{mine} assigned to you" if mine else ""]
    return ", ".join(part for part in parts if part)
