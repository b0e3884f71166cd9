"""Which parameters schedule a learner's cards; each combination of weights and retention is a version of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from domains.vocabulary import clock
from domains.vocabulary.memory.scheduling import DEFAULT, Scheduling
from domains.vocabulary.store import ParametersRow

STANDARD = 0.9


@dataclass(frozen=True)
class Versions:
    """All versions of one learner, oldest first."""

    rows: Sequence[ParametersRow]

    @property
    def schedulings(self) -> dict[int, Scheduling]:
        """By version, the default among them."""
        return {0: _scheduling(DEFAULT, STANDARD, 0)} | {
            row.version: _scheduling(tuple(row.values), row.retention, row.version) for row in self.rows
        }

    @property
    def fitted(self) -> ParametersRow | None:
        """The newest fit to the learner's own log; None before the first."""
        return next((row for row in reversed(self.rows) if row.reviews), None)

    @property
    def weights(self) -> tuple[float, ...]:
        """The weights in force."""
        return tuple(self.fitted.values) if self.fitted else tuple(DEFAULT)

    def in_force(self, retention: float) -> Scheduling:
        """What schedules an answer now; its version may be one that is not kept yet."""
        if self.weights == tuple(DEFAULT) and retention == STANDARD:
            return _scheduling(DEFAULT, STANDARD, 0)
        version = next((row.version for row in reversed(self.rows) if self._is(row, retention)), self.next)
        return _scheduling(self.weights, retention, version)

    @property
    def next(self) -> int:
        """The number that a new version gets."""
        return self.rows[-1].version + 1 if self.rows else 1

    def _is(self, row: ParametersRow, retention: float) -> bool:
        return tuple(row.values) == self.weights and row.retention == retention


def versions(session: Session, learner: str) -> Versions:
    """Those of one learner."""
    query = select(ParametersRow).where(ParametersRow.learner_id == learner).order_by(ParametersRow.version)
    return Versions(session.scalars(query).all())


def kept(session: Session, learner: str, known: Versions, retention: float) -> Scheduling:
    """What schedules an answer now; a version that is new is kept with it."""
    scheduling = known.in_force(retention)
    if scheduling.version and scheduling.version == known.next:
        fitted = known.fitted
        row = ParametersRow(
            learner_id=learner,
            version=scheduling.version,
            values=list(known.weights),
            retention=retention,
            fitted_at=fitted.fitted_at if fitted else clock.now(),
            reviews=fitted.reviews if fitted else 0,
            loss_before=fitted.loss_before if fitted else 0.0,
            loss_after=fitted.loss_after if fitted else 0.0,
        )
        session.add(row)
    return scheduling


@lru_cache(256)
def _scheduling(parameters: tuple[float, ...], retention: float, version: int) -> Scheduling:
    return Scheduling(parameters, retention, version=version)
