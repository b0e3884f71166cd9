"""Whose a case is and how much it presses: changed for several cases at once.

Each change says what its author saw before. A case that somebody assigned or ranked otherwise since is left alone and
named, the others are done: a worklist of a minute ago must neither overwrite a colleague's choice nor hold up the
rest. The version of a case is not counted on, so that the reader who has it open does not lose a step over it.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from data.actor import Actor, Role
from data.audit import append
from data.database import Database
from domains.chest.cases import CaseState, NoSuchCase, NotNow, Priority
from domains.chest.door import ID, Door, subject_of
from domains.chest.store import CaseRow
from domains.chest.views import PRIORITIES

ROLES = (Role.CLINICIAN, Role.ADMINISTRATOR)
MOST = 200


class Assignments:
    """What clinicians and administrators may change in the worklist itself.

    Args:
        door: The way to cases.
        database: The reading room's own.
        clinicians: The accounts that a case may be assigned to.
    """

    def __init__(self, door: Door, database: Database, clinicians: Callable[[], Sequence[Actor]]) -> None:
        self._door = door
        self._database = database
        self._clinicians = clinicians

    def clinicians(self, actor: Actor) -> tuple[Actor, ...]:
        """Whom a case may be assigned to, by name; tells of no patient."""
        self._door.admit(actor, "case.assign", "case", *ROLES)
        found = {each.id: each for each in self._clinicians()}
        if actor.role is Role.CLINICIAN:
            found[actor.id] = actor
        return tuple(sorted(found.values(), key=lambda each: each.name.casefold()))

    def assign(self, actor: Actor, seen: Mapping[str, str | None], to: str | None) -> tuple[str, ...]:
        """Assign cases to a clinician, or to nobody.

        Args:
            actor: Who assigns.
            seen: Case id to the assignee (account id) that the actor saw; None for nobody.
            to: The clinician's account id; None takes the assignment away.

        Returns:
            Why some were left alone, one sentence each.

        Raises:
            NotAllowed: the actor is neither clinician nor administrator.
            NotNow: there is no such clinician, or too many cases at once.
        """
        known = {each.id: each for each in self.clinicians(actor)}
        if to is not None and to not in known:
            raise NotNow("There is no such clinician to assign cases to; choose one of those that are listed.")

        def change(row: CaseRow) -> dict[str, object]:
            before = row.assigned_to
            row.assigned_to, row.assigned_to_name = to, known[to].name if to is not None else None
            return {"from": before, "to": to}

        return self._each(actor, "case.assign", seen, lambda row: (row.assigned_to, row.assigned_to_name), change)

    def prioritise(self, actor: Actor, seen: Mapping[str, Priority], priority: Priority) -> tuple[str, ...]:
        """Change how much cases press; like :meth:`assign`."""
        self._door.admit(actor, "case.prioritise", "case", *ROLES)

        def change(row: CaseRow) -> dict[str, object]:
            before, row.priority = PRIORITIES[row.priority], PRIORITIES.index(priority)
            return {"from": before.value, "to": priority.value}

        return self._each(actor, "case.prioritise", seen, lambda row: (PRIORITIES[row.priority],) * 2, change)

    def _each(
        self,
        actor: Actor,
        action: str,
        seen: Mapping[str, object],
        now: Callable[[CaseRow], tuple[object, object]],
        change: Callable[[CaseRow], dict[str, object]],
    ) -> tuple[str, ...]:
        if len(seen) > MOST:
            raise NotNow(f"Choose {MOST} cases at most at once.")
        refused = []
        with self._database.write() as session:
            for case_id, before in seen.items():
                try:
                    row = self._row(session, actor, case_id)
                    _check(row, _called(row, actor), before, *now(row))
                except (NoSuchCase, NotNow) as error:
                    refused.append(str(error))
                else:
                    append(session, actor, action, subject_of(case_id), change(row))
        return tuple(dict.fromkeys(refused))

    def _row(self, session: Session, actor: Actor, case_id: str) -> CaseRow:
        """An administrator reaches every case, and is shown none of it."""
        if actor.role is Role.ADMINISTRATOR:
            row = session.get(CaseRow, case_id) if ID.fullmatch(str(case_id)) else None
        else:
            row = self._door.seen(session, actor, case_id)
        if row is None:
            raise NoSuchCase
        return row


def _called(row: CaseRow, actor: Actor) -> str:
    return row.patient_label if actor.role is Role.CLINICIAN else f"Case {row.id[:8]}"


def _check(row: CaseRow, called: str, before: object, now: object, name: object) -> None:
    """Refuse what is signed, and what somebody changed since the actor looked."""
    if row.state == CaseState.SIGNED:
        raise NotNow(f"{called} is signed already and was left as it is.")
    if now != before:
        whose = name or "nobody"
        raise NotNow(f"{called} was changed since you looked (now {whose}) and was left as it is.")
