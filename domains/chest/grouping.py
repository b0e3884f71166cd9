"""Which films belong together: by patient (reference and issuer) and by study, and which are there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from domains.chest.cases import CaseState
from domains.chest.store import CaseRow, FilmRow
from domains.chest.words import one_line


@dataclass(frozen=True)
class Study:
    """What tells one study of one patient from all others; two hospitals may give two patients one reference.

    Attributes:
        reference: Patient id; empty where the film has none.
        issuer: Who issued it; empty where the film does not say.
        uid: Study instance UID; empty where there is none, and then nothing belongs to it.
    """

    reference: str
    issuer: str
    uid: str

    @classmethod
    def told(cls, facts: Mapping[str, Any]) -> Study:
        """As a film tells it."""
        return cls(said(facts, "patient_id", 128), said(facts, "issuer", 64), said(facts, "study_uid", 64))

    @classmethod
    def of(cls, case: CaseRow) -> Study:
        """As a case has it."""
        return cls(case.patient_reference, case.patient_issuer, case.study_uid or "")

    def same_patient(self) -> tuple[ColumnElement[bool], ...]:
        """What a case of this patient fulfils; demonstration cases are nobody's."""
        return (
            CaseRow.patient_reference == self.reference,
            CaseRow.patient_issuer == self.issuer,
            CaseRow.is_demonstration.is_(False),
        )


def said(facts: Mapping[str, Any], key: str, most: int) -> str:
    """A fact as one line of text; empty where the film does not say."""
    return one_line(str(facts.get(key) or ""), most)


def known(session: Session, study: Study, digest: str, sop_uid: str) -> FilmRow | None:
    """The film of this patient with these bytes or this SOP instance UID; the oldest where there are several."""
    same = [FilmRow.digest == digest, *([FilmRow.sop_instance_uid == sop_uid] if sop_uid else [])]
    query = select(FilmRow).join(CaseRow, CaseRow.id == FilmRow.case_id).where(*study.same_patient(), or_(*same))
    return session.scalars(query.order_by(FilmRow.id).limit(1)).first()


def unsigned(session: Session, study: Study) -> CaseRow | None:
    """The newest case of this study that still takes films."""
    return _case(session, study, CaseRow.state != CaseState.SIGNED.value)


def signed(session: Session, study: Study) -> CaseRow | None:
    """The newest signed case of this study."""
    return _case(session, study, CaseRow.state == CaseState.SIGNED.value)


def _case(session: Session, study: Study, state: ColumnElement[bool]) -> CaseRow | None:
    if not study.uid:
        return None
    query = select(CaseRow).where(CaseRow.study_uid == study.uid, *study.same_patient(), state)
    return session.scalars(query.order_by(CaseRow.created_at.desc(), CaseRow.id).limit(1)).first()


def claimed(session: Session, study: Study, sop_uid: str) -> bool:
    """Whether another patient's case has this study or this film: one of the two is named wrongly."""
    same = [FilmRow.study_uid == study.uid] if study.uid else []
    same += [FilmRow.sop_instance_uid == sop_uid] if sop_uid else []
    if not same:
        return False
    other = or_(CaseRow.patient_reference != study.reference, CaseRow.patient_issuer != study.issuer)
    query = select(FilmRow.id).join(CaseRow, CaseRow.id == FilmRow.case_id)
    where = (or_(*same), other, CaseRow.is_demonstration.is_(False))
    return session.scalar(query.where(*where).limit(1)) is not None
