"""What a house measured on its own cases: a scaling of the logits, and conformal thresholds of the scaled ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.certainty.certificate import Patterns, points_of, points_to_json
from core.certainty.scaling import Scaling
from core.weights import WeightsError, digest

KIND = "chiron.calibration/1"


@dataclass(frozen=True)
class LocalCalibration:
    """One house's calibration, bound to the weights whose logits it scales.

    Attributes:
        scaling: Of the labels that could be fitted; the others stay as the weights state them.
        points: Error rate to thresholds. A pattern here names all roles that were heard, since a house's cases show
            what all of them say together.
        error_rate: The operating point that is read where no other is asked for.
        bound_to: Weights file to SHA-256.
        cases: How many it was measured on.
        patients: Of how many patients.
        made_on: The day, ISO 8601.
    """

    scaling: Scaling
    points: Mapping[float, Patterns]
    error_rate: float
    bound_to: Mapping[str, str]
    cases: int
    patients: int
    made_on: str

    def to_text(self) -> str:
        """The file's content."""
        content = {
            "kind": KIND,
            "cases": self.cases,
            "patients": self.patients,
            "made_on": self.made_on,
            "scaling": self.scaling.to_json(self.bound_to),
            **points_to_json(self.points, self.error_rate),
            "bound_to": dict(self.bound_to),
        }
        return json.dumps(content, indent=1) + "\n"

    @classmethod
    def parse(cls, text: str) -> LocalCalibration:
        """Read what :meth:`to_text` wrote.

        Raises:
            WeightsError: the text is of another shape.
        """
        try:
            return cls._from_json(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WeightsError("The local calibration is not readable: calibrate again.") from error

    @classmethod
    def _from_json(cls, content: Mapping[str, Any]) -> LocalCalibration:
        if content["kind"] != KIND:
            raise ValueError(content["kind"])
        bound = {str(name): str(sha) for name, sha in content["bound_to"].items()}
        counts = int(content["cases"]), int(content["patients"])
        scaling, points = Scaling.from_json(content["scaling"]), points_of(content)
        return cls(scaling, points, float(content["error_rate"]), bound, *counts, str(content["made_on"]))

    @property
    def sha256(self) -> str:
        """By which a reading names the calibration that it was made with."""
        return digest(self.to_text().encode())
