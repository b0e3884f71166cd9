"""The last readings as the drift alarm compares them, kept until another one is stored."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Row, func, select

from core.certainty.scaling import Scaling
from core.weights import WeightsError
from data.database import Database
from domains.chest.calibration import house
from domains.chest.drift import Drift, Reference, Seen, compare
from domains.chest.measured import measured
from domains.chest.store import CaseRow, ReadingRow

COMPARED = frozenset({"image", "record"})
AHEAD = 4


class Watch:
    """Looks at stored readings, those of demonstration cases left out.

    Args:
        database: The reading room's own.
        folder: The domain's folder, with the weights in it.
        home: The domain's folder below CHIRON_HOME.
        window: How many readings are compared, asked each time.
    """

    def __init__(self, database: Database, folder: Path, home: Path, window: Callable[[], int]) -> None:
        self._database = database
        self._folder = folder
        self._home = home
        self._window = window
        self._lock = Lock()
        self._kept: tuple[object, Drift] | None = None

    def drift(self) -> Drift:
        """How the last readings compare with the training films; holds no patient data."""
        window = self._window()
        try:
            figures, calibration = measured(self._folder), house.current(self._home)
        except WeightsError:
            return Drift(0, possible=False)
        with self._database.read() as session:
            stamp = (session.scalar(select(func.max(ReadingRow.id))), figures["weights"], calibration, window)
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                scalings = {calibration.sha256: calibration.scaling} if calibration else {}
                seen = self._seen(figures["weights"], scalings, window)
                self._kept = stamp, compare(seen, Reference.of(figures))
            return self._kept[1]

    def _seen(self, weights: str, scalings: Mapping[str, Scaling], window: int) -> list[Seen]:
        """The last readings by these weights, the latest of each patient."""
        seen: list[Seen] = []
        met: set[str] = set()
        for row in self._rows(weights, AHEAD * window):
            case, patient = row.case_id, row.patient_reference.strip()
            if case in met or (patient and f"p{patient}" in met):
                continue
            met |= {case, f"p{patient}"} if patient else {case}
            seen.append(_seen(row, scalings))
            if len(seen) == window:
                break
        return seen

    def _rows(self, weights: str, most: int) -> Iterator[Row[Any]]:
        columns = (ReadingRow.case_id, ReadingRow.findings, ReadingRow.refused, ReadingRow.operating_point)
        about = (CaseRow.patient_reference, CaseRow.age, CaseRow.sex, CaseRow.view, ReadingRow.film_digest)
        asked = (
            select(*columns, *about)
            .join(CaseRow, CaseRow.id == ReadingRow.case_id)
            .where(ReadingRow.weights_digest == weights, CaseRow.is_demonstration.is_(False))
            .order_by(ReadingRow.id.desc())
            .limit(most)
        )
        with self._database.read() as session:
            yield from session.execute(asked)


def _seen(row: Row[Any], scalings: Mapping[str, Scaling]) -> Seen:
    refused = any(each["role"] == "image" for each in row.refused)
    logits = _logits(row.findings, row.operating_point or {}, scalings)
    return Seen(logits, row.age, row.sex, row.view, refused if row.film_digest else None)


def _logits(
    findings: list[dict[str, Any]], point: Mapping[str, Any], scalings: Mapping[str, Scaling]
) -> dict[str, float]:
    """What film and record said together, as the weights state it: without the note, and without a calibration.

    Nothing where either was missing, or where the calibration of that time is not at hand any more.
    """
    own = point.get("calibration")
    if own and own["sha256"] not in scalings:
        return {}
    parameters = scalings[own["sha256"]].parameters if own else {}
    return {
        finding["label"]: logit
        for finding in findings
        if (logit := _logit(finding, *parameters.get(finding["label"], (1.0, 0.0)))) is not None
    }


def _logit(finding: Mapping[str, Any], slope: float, offset: float) -> float | None:
    addends = {each["role"]: float(each["log_odds"]) for each in finding["evidence"] if each["role"] in COMPARED}
    if set(addends) != COMPARED:
        return None
    return (float(finding["prior"]) + math.fsum(addends.values()) - offset) / slope
