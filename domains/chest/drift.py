"""The drift alarm: do the cases that are read here look like those that the weights were made from?

Every finding's logit and the age are compared by the Kolmogorov-Smirnov test, sex, view and the share of refused films
by tests of proportions, and all of them are made good for being many (Rabanser, Günnemann and Lipton, Failing Loudly,
NeurIPS 2019, find such univariate tests with a correction to be hard to beat). What it costs in false alarms and what
it finds is printed by ``benchmarks/chest/drift.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.evaluation import drift

LEVEL = 0.001
WINDOW = 100
FEWEST = 30
SHOWN = 3
REFUSED = "refused films"
NO_REFERENCE = "The weights came without a description of their training films, so drift cannot be told."


@dataclass(frozen=True)
class Seen:
    """What of one reading is compared; nothing that tells who the patient is.

    Attributes:
        logits: Label to what the image expert says of the film; empty where none was read.
        age: Years.
        sex: ``"F"`` or ``"M"``.
        view: ``"PA"`` or ``"AP"``.
        refused: Whether the film was refused; none where there was no film.
    """

    logits: Mapping[str, float] = field(default_factory=dict)
    age: float | None = None
    sex: str | None = None
    view: str | None = None
    refused: bool | None = None


@dataclass(frozen=True)
class Reference:
    """The training films as the weights describe them.

    Attributes:
        size: How many there were.
        logits: Label to quantiles at evenly spaced shares from 0 to 1.
        age: The same of the age in years.
        shares: ``sex`` and ``view`` to the share of each value.
        refused: Films that the guard refused, and of how many.
    """

    size: int
    logits: Mapping[str, Sequence[float]]
    age: Sequence[float]
    shares: Mapping[str, Mapping[str, float]]
    refused: tuple[int, int] | None = None

    @classmethod
    def of(cls, measured: Mapping[str, Any]) -> Reference | None:
        """From ``measured.json``; None where it has no description."""
        about = measured.get("distribution")
        size = int((about or {}).get("size", 0) or measured.get("data", {}).get("train_films", 0))
        if not about or not size:
            return None
        shares = {name: _shares(about[name]) for name in ("sex", "view") if about.get(name)}
        return cls(size, about.get("logit_quantiles", {}), about.get("age_quantiles", ()), shares, _guarded(measured))


def _shares(told: Mapping[str, float]) -> dict[str, float]:
    """Counts or shares to shares."""
    whole = sum(told.values())
    return {name: value / whole for name, value in told.items()} if whole else {}


def _guarded(measured: Mapping[str, Any]) -> tuple[int, int] | None:
    rows = (row for name, row in measured.get("guard", {}).items() if name.startswith("adult films taken"))
    row = next(rows, None)
    return (int(row["of"]) - int(row["count"]), int(row["of"])) if row else None


@dataclass(frozen=True)
class Drift:
    """What the comparison found.

    Attributes:
        readings: How many readings were compared.
        shifts: What differs, the surest first, each with the chance of it after correction.
        tests: How many things were compared.
        possible: Whether there is anything to compare with.
    """

    readings: int
    shifts: Mapping[str, float] = field(default_factory=dict)
    tests: int = 0
    possible: bool = True

    @property
    def alarm(self) -> str:
        """A sentence for the administrator; empty where nothing differs."""
        if not self.shifts:
            return ""
        names = [name.replace("_", " ") for name in self.shifts]
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        return (
            f"Drift: the last {self.readings} readings differ from the training films in {', '.join(names[:SHOWN])}"
            f"{more}. Look at which films arrive; figures and thresholds may not hold for them: "
            "calibrate on your own cases."
        )

    @property
    def sentence(self) -> str:
        """How it stands, alarm or not."""
        if not self.possible:
            return NO_REFERENCE
        if self.readings < FEWEST:
            return f"Drift is looked for from {FEWEST} readings on; there are {self.readings} by these weights."
        return self.alarm or (
            f"No drift: the last {self.readings} readings do not differ from the training films "
            f"({self.tests} comparisons, chance of a false alarm at most {LEVEL:.1%} each time)."
        )


def compare(seen: Sequence[Seen], reference: Reference | None) -> Drift:
    """Compare readings with the training films.

    Args:
        seen: The last readings, of a patient each.
        reference: The training films.
    """
    if reference is None:
        return Drift(len(seen), possible=False)
    if len(seen) < FEWEST:
        return Drift(len(seen))
    chances = _logits(seen, reference) | _ages(seen, reference) | _values(seen, reference) | _refusals(seen, reference)
    adjusted = drift.holm(chances)
    found = sorted((name for name in adjusted if adjusted[name] < LEVEL), key=chances.__getitem__)
    return Drift(len(seen), {name: adjusted[name] for name in found}, len(chances))


def _logits(seen: Sequence[Seen], reference: Reference) -> dict[str, float]:
    samples = {label: [one.logits[label] for one in seen if label in one.logits] for label in reference.logits}
    return {
        label: _chance(values, reference.logits[label], reference.size)
        for label, values in samples.items()
        if len(values) >= FEWEST
    }


def _ages(seen: Sequence[Seen], reference: Reference) -> dict[str, float]:
    ages = [one.age for one in seen if one.age is not None]
    enough = len(ages) >= FEWEST and len(reference.age) > 1
    return {"age": _chance(ages, reference.age, reference.size)} if enough else {}


def _chance(values: Sequence[float], quantiles: Sequence[float], size: int) -> float:
    return drift.from_distance(drift.distance(np.array(values), quantiles), len(values), size)


def _values(seen: Sequence[Seen], reference: Reference) -> dict[str, float]:
    counts = {
        name: Counter(value for one in seen if (value := getattr(one, name)) is not None) for name in reference.shares
    }
    return {
        name: drift.from_shares(counted, reference.shares[name], reference.size)
        for name, counted in counts.items()
        if counted.total() >= FEWEST
    }


def _refusals(seen: Sequence[Seen], reference: Reference) -> dict[str, float]:
    films = [one.refused for one in seen if one.refused is not None]
    if reference.refused is None or len(films) < FEWEST:
        return {}
    return {REFUSED: drift.from_excess(sum(films), len(films), *reference.refused)}
