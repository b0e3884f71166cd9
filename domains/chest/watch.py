"""The last readings as the drift alarm compares them, kept until another one is stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Row, func, select

from core.certainty.scaling import Scaling
from core.fusion.fuser import pattern_of
from core.weights import WeightsError, WeightsFolder
from data.database import Database
from domains.chest import inuse
from domains.chest.calibration import house
from domains.chest.drift import Drift, Reference, Seen, compare
from domains.chest.measured import measured
from domains.chest.store import CaseRow, ReadingRow

AHEAD = 4
FLAT = 1e-3


@dataclass(frozen=True)
class Unfused:
    """Takes the image expert's own statement back out of a stored finding.

    Attributes:
        patterns: Of the fuser: pattern to label to role to ``{"slope", "offset"}``.
        scalings: A house's calibrations by their SHA-256.
    """

    patterns: Mapping[str, Any]
    scalings: Mapping[str, Scaling]

    def logits(self, findings: list[dict[str, Any]], point: Mapping[str, Any]) -> dict[str, float]:
        """Label to the statement; none where no film was read, or the calibration of that time is not at hand.

        Args:
            findings: As they are stored.
            point: The operating point that was stored with them.
        """
        own = point.get("calibration")
        if own and own["sha256"] not in self.scalings:
            return {}
        parameters = self.scalings[own["sha256"]].parameters if own else {}
        said = {each["label"]: self._said(each, parameters.get(each["label"], (1.0, 0.0))[0]) for each in findings}
        return {label: value for label, value in said.items() if value is not None}

    def _said(self, finding: Mapping[str, Any], scaled: float) -> float | None:
        addends = {each["role"]: float(each["log_odds"]) for each in finding["evidence"]}
        fitted = {role for pattern in self.patterns for role in pattern.split("+")}
        about = self.patterns.get(pattern_of(fitted & set(addends)), {}).get(finding["label"], {}).get("image")
        if about is None or about["slope"] < FLAT:
            return None
        return (addends["image"] / scaled - float(about["offset"])) / float(about["slope"])


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
            figures, calibration = measured(inuse.folder(self._home, self._folder)), house.text(self._home)
        except WeightsError:
            return Drift(0, possible=False)
        with self._database.read() as session:
            stamp = (session.scalar(select(func.max(ReadingRow.id))), figures["weights"], calibration, window)
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = stamp, compare(self._seen(figures["weights"], window), Reference.of(figures))
            return self._kept[1]

    def _seen(self, weights: str, window: int) -> list[Seen]:
        """The last readings by these weights, the latest of each patient."""
        seen: list[Seen] = []
        met: set[str] = set()
        unfused = self._unfused()
        for row in self._rows(weights, AHEAD * window):
            case, patient = row.case_id, row.patient_reference.strip()
            if case in met or (patient and f"p{patient}" in met):
                continue
            met |= {case, f"p{patient}"} if patient else {case}
            seen.append(_seen(row, unfused))
            if len(seen) == window:
                break
        return seen

    def _unfused(self) -> Unfused:
        """With nothing in it where the weights or the calibration cannot be read: then no logit is compared."""
        try:
            fusion = json.loads(WeightsFolder(inuse.folder(self._home, self._folder) / "weights").read("fusion.json"))
            own = house.current(self._home)
        except (WeightsError, ValueError):
            return Unfused({}, {})
        return Unfused(fusion.get("patterns", {}), {own.sha256: own.scaling} if own else {})

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


def _seen(row: Row[Any], unfused: Unfused) -> Seen:
    refused = any(each["role"] == "image" for each in row.refused)
    logits = unfused.logits(row.findings, row.operating_point or {})
    return Seen(logits, row.age, row.sex, row.view, refused if row.film_digest else None)
