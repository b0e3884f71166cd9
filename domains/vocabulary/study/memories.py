"""Memories between their rows and the mind that works with them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domains.vocabulary.memory.correction import Correction
from domains.vocabulary.memory.mind import Mind
from domains.vocabulary.memory.scheduling import Memory
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CorrectionRow, StateRow

FIELDS = ("state", "step", "stability", "difficulty", "due", "last_review", "reps", "lapses")
AT_ONCE = 500


def memory(row: StateRow) -> Memory:
    """What a row holds."""
    values = {name: getattr(row, name) for name in FIELDS}
    return Memory(**values, trace=tuple(row.trace or ()))


def put(row: StateRow, held: Memory) -> None:
    """Write a memory into its row."""
    for name in FIELDS:
        setattr(row, name, getattr(held, name))
    if list(row.trace or ()) != list(held.trace):
        row.trace = list(held.trace)


def to_json(held: Memory | None) -> dict[str, Any] | None:
    """A memory for a JSON column; floats and times come back exactly."""
    if held is None:
        return None
    values = {name: getattr(held, name) for name in FIELDS}
    times = {name: values[name].astimezone(UTC).isoformat() for name in ("due", "last_review")}
    return values | times | {"trace": list(held.trace)}


def from_json(values: Mapping[str, Any] | None) -> Memory | None:
    """What `to_json` gave."""
    if values is None:
        return None
    times = {name: datetime.fromisoformat(values[name]).astimezone(UTC) for name in ("due", "last_review")}
    return Memory(**{name: values[name] for name in FIELDS} | times, trace=tuple(values.get("trace", ())))


def states(session: Session, learner: str, cards: Iterable[int], whole: bool = False) -> list[StateRow]:
    """All rows of some cards, of the whole and of each modality, or of the whole alone.

    They are found by the primary key: the condition on the modality is put so that no partial index answers to it.
    """
    wanted: Sequence[int] = list(cards)
    found: list[StateRow] = []
    query = select(StateRow).where(StateRow.learner_id == learner)
    query = query.where(func.coalesce(StateRow.modality, "-") == Modality.WHOLE) if whole else query
    for start in range(0, len(wanted), AT_ONCE):
        found += session.scalars(query.where(StateRow.card_id.in_(wanted[start : start + AT_ONCE])))
    return found


def mind(rows: Iterable[StateRow], correction: Correction) -> Mind:
    """A mind of these rows alone."""
    whole: dict[int | str, Memory] = {}
    parts: dict[tuple[int | str, str], Memory] = {}
    for row in rows:
        if row.modality == Modality.WHOLE:
            whole[row.card_id] = memory(row)
        else:
            parts[row.card_id, row.modality] = memory(row)
    return Mind.partial(whole, parts, correction)


def correction(session: Session, learner: str) -> Correction:
    """How this learner differs from what FSRS expects, as far as is known."""
    row = session.get(CorrectionRow, learner)
    return Correction() if row is None else Correction.from_json(row.values)
