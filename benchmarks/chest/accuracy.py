"""What the chest weights reach on patients that nothing was fitted on, beside the trivial baselines.

`python -m benchmarks.chest.accuracy --data DIR` (the folder with `nih_cxr`); intervals resample patients.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import recipe
from core.evaluation import imageuse, report, shortcuts
from core.evaluation.bootstrap import Interval, difference, interval
from core.evaluation.metrics import brier, calibration_error, macro_auroc
from domains.chest.training.cohort import Cohort
from domains.chest.training.measure import coverage, predict

CHEST = Path(__file__).parents[2] / "domains" / "chest"
NAMES = {
    "image": "image expert",
    "record": "age, sex, view alone",
    "image+record": "fused",
    "thumbnails": f"thumbnails of {shortcuts.THUMBNAIL} pixels",
    "swapped": "fused, films swapped among patients",
}
Scores = Mapping[str, NDArray[Any]]


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    labels = recipe.load(CHEST / "recipe.toml").labels
    train, valid = Cohort.read(data, "train"), Cohort.read(data, "valid")
    scores = predict(valid, labels, CHEST / "weights")
    scores |= {"thumbnails": thumbnails(train, valid, labels), "swapped": swapped(valid, labels)}
    truth = valid.matrix(labels)
    print(f"{len(valid)} films of {len(set(valid.patients.tolist()))} patients, {len(labels)} findings\n")
    overall(truth, scores, valid)
    beats(truth, scores, valid)
    covered(truth, scores["image+record"], labels, valid)
    print(f"\nfused\n\n{report.of_labels(truth, scores['image+record'], labels, valid.patients).markdown()}")


def thumbnails(train: Cohort, valid: Cohort, labels: tuple[str, ...]) -> NDArray[Any]:
    """What a film shrunk beyond any anatomy still tells: probabilities on valid, fitted on train."""
    return shortcuts.pixels_only(train.films, train.matrix(labels), valid.films)


def swapped(cohort: Cohort, labels: tuple[str, ...]) -> NDArray[Any]:
    """Image-use audit: every record with another patient's film. What is left is not read from the film."""
    other = Cohort(cohort.table, cohort.folder)
    other.__dict__["films"] = [cohort.films[i] for i in imageuse.swapped(cohort.patients)]
    return predict(other, labels, CHEST / "weights")["image+record"]


def overall(truth: NDArray[Any], scores: Scores, cohort: Cohort) -> None:
    """Macro AUROC, in all and within each subset, and how far probabilities are off."""
    print("| model | macro AUROC | within A | within B | calibration error | Brier |")
    print("|---|---|---|---|---|---|")
    everything = np.ones(len(truth), bool)
    for name, said in scores.items():
        columns = [macro(truth, said, cohort, rows) for rows in (everything, cohort.spread, ~cohort.spread)]
        error = interval(lambda r, s=said: calibration_error(truth[r].ravel(), s[r].ravel()), cohort.patients)  # type: ignore[misc]
        print(f"| {NAMES[name]} | {' | '.join(map(str, columns))} | {error} | {brier(truth, said):.4f} |")


def macro(truth: NDArray[Any], said: NDArray[Any], cohort: Cohort, rows: NDArray[np.bool_]) -> Interval:
    """Macro AUROC of some rows."""
    here, there = truth[rows], said[rows]
    return interval(lambda r: macro_auroc(here[r], there[r]), cohort.patients[rows])


def beats(truth: NDArray[Any], scores: Scores, cohort: Cohort) -> None:
    """Differences of macro AUROC on the same resamples, in all and within each subset."""
    print("\n| paired difference of macro AUROC | all | within A | within B |")
    print("|---|---|---|---|")
    best = max(("image", "record"), key=lambda name: macro_auroc(truth, scores[name]))
    pairs = [("image", "record"), ("image", "thumbnails"), ("image+record", "swapped")]
    for first, second in [*pairs, ("image+record", "record"), ("image+record", "image")]:
        parts = (np.ones(len(truth), bool), cohort.spread, ~cohort.spread)
        cells = [_verdict(gain(truth[p], scores[first][p], scores[second][p], cohort.patients[p])) for p in parts]
        mark = " (the best single one)" if (first, second) == ("image+record", best) else ""
        print(f"| {NAMES[first]} minus {NAMES[second]}{mark} | {' | '.join(cells)} |", flush=True)


def gain(truth: NDArray[Any], one: NDArray[Any], other: NDArray[Any], patients: NDArray[Any]) -> Interval:
    """How much more macro AUROC the one has."""
    return difference(lambda r: macro_auroc(truth[r], one[r]), lambda r: macro_auroc(truth[r], other[r]), patients)


def _verdict(found: Interval) -> str:
    return f"{found} {'shown' if found.low > 0 else 'refuted' if found.high < 0 else 'not shown'}"


def covered(truth: NDArray[Any], fused: NDArray[Any], labels: tuple[str, ...], cohort: Cohort) -> None:
    """How often the conformal sets of the certified findings kept the true answer."""
    kept = coverage(truth, fused, labels, CHEST / "weights", cohort.patients)
    print(f"\nconformal coverage at a nominal {kept['nominal']:.2f}", end="")
    for answer in ("present", "absent"):
        print(
            f"; {answer}: {kept[answer]['value']:.3f} [{kept[answer]['low']:.3f}, {kept[answer]['high']:.3f}]", end=""
        )
    print()


if __name__ == "__main__":
    main()
