"""Earlier cases of the same patient, to be looked at beside this one."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.chest import signing
from domains.chest.cases import CaseState, NoSuchCase, Prior, PriorView
from domains.chest.door import CaseVisit, Door
from domains.chest.store import CaseRow
from domains.chest.views import film_views

MOST = 40


def of(visit: CaseVisit, door: Door) -> tuple[PriorView, ...]:
    """Earlier cases of this case's patient that the visitor may see, the newest first.

    Patients are the same where reference and issuer are; a name alone never tells.
    """
    return tuple(prior_view(row) for row in earlier(visit.session, visit.row, visit.actor, door))


def earlier(session: Session, case: CaseRow, actor: Actor, door: Door) -> list[CaseRow]:
    """Their rows; a demonstration has demonstrations before it, and only they have."""
    if not case.patient_reference:
        return []
    query = select(CaseRow.id).where(
        CaseRow.patient_reference == case.patient_reference,
        CaseRow.patient_issuer == case.patient_issuer,
        CaseRow.is_demonstration.is_(case.is_demonstration),
        CaseRow.id != case.id,
    )
    newest = session.scalars(query.order_by(CaseRow.created_at.desc()).limit(10 * MOST)).all()
    rows = [row for key in newest if (row := door.seen(session, actor, key)) is not None]
    return sorted((row for row in rows if _when(row) < _when(case)), key=_when, reverse=True)[:MOST]


def _when(case: CaseRow) -> tuple[date, datetime, str]:
    return case.study_date or case.created_at.date(), case.created_at, case.id


def prior_view(case: CaseRow) -> PriorView:
    """One earlier case in the list."""
    return PriorView(case.id, CaseState(case.state), case.study_date, case.created_at, film_views(case))


class Priors:
    """Opens earlier cases beside a case."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def open(self, actor: Actor, case_id: str, prior_id: str) -> Prior:
        """An earlier case of the same patient, with what was signed of it.

        Raises:
            NoSuchCase: it is unknown, not for this actor, or no earlier case of this patient.
        """
        with self._door.case(actor, "prior.open", prior_id) as visit:
            visit.detail["beside"] = str(case_id)[:32]
            case = self._door.seen(visit.session, actor, case_id)
            rows = earlier(visit.session, case, actor, self._door) if case is not None else []
            if visit.row.id not in {row.id for row in rows}:
                raise NoSuchCase
            return Prior(prior_view(visit.row), signing.versions(visit.row))
