"""Films with laboratory values: `python -m benchmarks.chest.laboratory --data DIR`.

The set `hannover` (CC BY 3.0): 172 bedside and standing films of 50 in-patients, all with COVID-19, with CRP, LDH,
lymphocytes and pO2. Asked is whether the patient is or will be in intensive care: NOT a forecast, since most films of
intensive-care patients were taken there, and a projection from front to back gives it away: the shortcuts stand
beside it. Every figure is cross-validated over patients; intervals resample patients. No weights are shipped from it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest.pooled import vectors
from benchmarks.chest.small import Cohort, crossfit
from core.evaluation.bootstrap import difference, interval
from core.evaluation.metrics import auroc, calibration_error
from core.evaluation.shortcuts import thumbnails
from core.training.films import open_films

VALUES = {"crp": "crp_val", "ldh": "ldh_val", "lymphocytes": "lymphocytes_val", "po2": "po2_val"}
BLOOD = tuple(VALUES)
SETS: Mapping[str, tuple[str, ...]] = {
    "projection alone (shortcut)": ("projection",),
    "which values are missing (shortcut)": ("missing",),
    "thumbnails of 24 pixels (shortcut)": ("thumbnail",),
    **{f"{name} alone": (name,) for name in VALUES},
    "laboratory values, fused": BLOOD,
    "film alone": ("film",),
    "film and laboratory values, fused": ("film", *BLOOD),
}
FUSED, SINGLE = ("film", *BLOOD), ("film",)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    cohort = read(parser.parse_args().data / "hannover")
    said = crossfit(cohort, tuple(SETS.values()))
    print(f"{len(cohort)} films of {len(np.unique(cohort.groups))} patients, {int(cohort.truth.sum())} films in ICU\n")
    print("| read from | films that have it | AUROC | calibration error |")
    print("|---|---|---|---|")
    for name, roles in SETS.items():
        print(f"| {name} | {_share(cohort, roles)} | {_auroc(cohort, said[roles])} | {_error(cohort, said[roles])} |")
    truth = cohort.truth
    gain = difference(
        lambda rows: auroc(truth[rows], said[FUSED][rows]),
        lambda rows: auroc(truth[rows], said[SINGLE][rows]),
        cohort.groups,
    )
    print(f"\nfilm and laboratory values minus film alone: {gain} (paired)")
    print("A film without a value keeps its place: what is missing is absent, and neither zero nor the mean.")


def read(folder: Path) -> Cohort:
    """The set as roles; values beyond what the laboratory measures count as its limits."""
    import pandas as pd

    table = pd.read_csv(folder / "labels.csv", keep_default_na=False)
    films = open_films(folder / name for name in table.file)
    numbers = {name: _numbers(table[column]) for name, column in VALUES.items()}
    missing = np.column_stack([np.isnan(values).astype(float) for values in numbers.values()])
    roles = {name: np.log1p(values)[:, None] for name, values in numbers.items()}
    roles |= {
        "projection": (table.projection == "ap").to_numpy(float)[:, None],
        "missing": missing,
        "film": vectors(films),
        "thumbnail": thumbnails(films),
    }
    return Cohort(table.icu.astype(int).to_numpy(), table.patient_id.to_numpy(), roles)


def _numbers(cells: object) -> NDArray[np.float64]:
    import pandas as pd

    values = pd.to_numeric(pd.Series(cells), errors="coerce").to_numpy(float)
    finite = values[np.isfinite(values)]
    return np.asarray(np.clip(values, finite.min(), finite.max()), float)


def _share(cohort: Cohort, roles: tuple[str, ...]) -> int:
    return int(np.any([cohort.there(role) for role in roles], axis=0).sum())


def _auroc(cohort: Cohort, said: NDArray[np.float64]) -> str:
    return str(interval(lambda rows: auroc(cohort.truth[rows], said[rows]), cohort.groups))


def _error(cohort: Cohort, said: NDArray[np.float64]) -> str:
    chances = 1 / (1 + np.exp(-said))
    return str(interval(lambda rows: calibration_error(cohort.truth[rows], chances[rows]), cohort.groups))


if __name__ == "__main__":
    main()
