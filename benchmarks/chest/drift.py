"""What the drift alarm costs in false alarms, and what it finds: `python -m benchmarks.chest.drift --data DIR`.

False alarms: windows of valid films, a patient each, drawn as a hospital like the training films would send them; once,
and looked at again and again while a thousand readings go by. Power: windows of children's films (kermany), of bedside
films of another hospital (hannover), and of valid films that were inverted or lost half of their contrast. Everything
is read by the shipped weights, and compared as stored readings are. Intervals are Wilson's.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.case import Case, Modality, Signal, Source
from core.finding import Reading
from core.reading import Reader
from core.recipe import load
from core.training.films import open_film
from core.weights import WeightsFolder
from domains.chest import codec
from domains.chest.drift import WINDOW, Reference, Seen, compare
from domains.chest.training.cohort import Cohort
from domains.chest.watch import Unfused

CHEST = Path(__file__).parents[2] / "domains" / "chest"
WINDOWS, MARCHES, MARCH, EVERY = 1000, 200, 1000, 10
CHILDREN = "children's films (kermany)"
Film = np.ndarray[Any, Any]
Record = dict[str, float | str]


class Readings:
    """Films read by the shipped weights, as the alarm sees them."""

    def __init__(self) -> None:
        weights = WeightsFolder(CHEST / "weights")
        recipe = load(CHEST / "recipe.toml")
        experts = {role: each for role, each in recipe.experts.items() if role != "note"}
        self._reader = Reader.load(recipe.model_copy(update={"experts": experts}), CHEST / "weights")
        self._unfused = Unfused(json.loads(weights.read("fusion.json"))["patterns"], {})
        measured = json.loads(weights.read("measured.json"))
        self.reference = Reference.of(measured)

    def seen(self, film: Film, record: Record) -> Seen:
        """One film with its record."""
        signals = {"image": Signal(Modality.IMAGE, film.astype(np.float32) / 255.0, Source(""))}
        if record:
            signals["record"] = Signal(Modality.TABLE, record, Source(""))
        reading: Reading = self._reader.read(Case(signals))
        logits = self._unfused.logits(codec.findings_to_json(reading.findings), reading.operating_point)
        refused = any(each.role == "image" for each in reading.refused)
        age, sex, view = (record.get(name) for name in ("age", "sex", "view"))
        told = [None if value is None else str(value) for value in (sex, view)]
        return Seen(logits, None if age is None else float(age), told[0], told[1], refused)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    readings = Readings()
    if readings.reference is None:
        raise SystemExit("The weights do not describe their training films: train them again first.")
    usual = like_training(readings, data)
    print(f"| windows of {WINDOW} readings | alarms |\n|---|---|")
    row(
        "valid films, a patient each, looked at once (false alarms)",
        [alarm(readings, draw(usual, n)) for n in range(WINDOWS)],
    )
    row(
        f"the same, looked at every {EVERY} of {MARCH} readings (any alarm)",
        [march(readings, usual, n) for n in range(MARCHES)],
    )
    others_by_name = strange(readings, data)
    for name, others in others_by_name.items():
        row(name, [alarm(readings, draw(others, n)) for n in range(WINDOWS // 10)])
    for share in (0.1, 0.25, 0.5):
        mixed = [mixture(usual, others_by_name[CHILDREN], share, n) for n in range(WINDOWS // 10)]
        row(f"{share:.0%} children's films among valid films", [alarm(readings, each) for each in mixed])


def row(name: str, alarms: Sequence[bool]) -> None:
    """One line with Wilson's interval."""
    share, count, z = float(np.mean(alarms)), len(alarms), 1.96
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    print(
        f"| {name} | {share:.3f} [{max(0.0, centre - reach):.3f}, {min(1.0, centre + reach):.3f}] of {count} |",
        flush=True,
    )


def alarm(readings: Readings, seen: Sequence[Seen]) -> bool:
    """Whether a window raises it."""
    return bool(compare(seen, readings.reference).shifts)


def draw(films: Sequence[Seen], seed: int) -> list[Seen]:
    """A window; with replacement only where there are too few films."""
    random = np.random.default_rng(seed)
    return [films[n] for n in random.choice(len(films), WINDOW, replace=len(films) < WINDOW)]


def march(readings: Readings, films: Sequence[Seen], seed: int) -> bool:
    """Whether any look at the last window raises the alarm while readings go by."""
    random = np.random.default_rng(seed)
    passed = [films[n] for n in random.integers(0, len(films), MARCH)]
    return any(alarm(readings, passed[end - WINDOW : end]) for end in range(WINDOW, MARCH + 1, EVERY))


def mixture(usual: Sequence[Seen], others: Sequence[Seen], share: float, seed: int) -> list[Seen]:
    """A window of which a share is strange."""
    many = round(share * WINDOW)
    return draw(others, seed)[:many] + draw(usual, seed + 1)[: WINDOW - many]


def like_training(readings: Readings, data: Path) -> list[Seen]:
    """The first valid film of each patient."""
    valid = Cohort.read(data, "valid")
    _, first = np.unique(valid.patients, return_index=True)
    return [readings.seen(valid.films[n], valid.records[n]) for n in first]


def children(readings: Readings, data: Path) -> list[Seen]:
    """Valid films of kermany, a patient each; without a record, since none is recorded."""
    return _folder(readings, data / "kermany", "patient", "valid", {})


def strange(readings: Readings, data: Path) -> dict[str, list[Seen]]:
    """What the alarm should find."""
    valid = Cohort.read(data, "valid")
    _, first = np.unique(valid.patients, return_index=True)
    changes: dict[str, Callable[[Film], Film]] = {
        "inverted": lambda film: 255 - film,
        "half the contrast": lambda film: film // 2 + 64,
    }
    changed = {
        f"valid films, {name}": [readings.seen(change(valid.films[n]), valid.records[n]) for n in first]
        for name, change in changes.items()
    }
    bedside = _folder(readings, data / "hannover", "image_id", None, {})
    return {CHILDREN: children(readings, data), "bedside films (hannover)": bedside, **changed}


def _folder(readings: Readings, folder: Path, one: str, split: str | None, record: Record) -> list[Seen]:
    import pandas as pd

    table = pd.read_csv(folder / "labels.csv", keep_default_na=False)
    rows = (table if split is None else table[table.split == split]).drop_duplicates(one)
    return [readings.seen(open_film(folder / name), dict(record)) for name in rows.file[:400]]


if __name__ == "__main__":
    main()
