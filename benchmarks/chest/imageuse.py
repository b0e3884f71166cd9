"""Does the chest expert look at its film? `python -m benchmarks.chest.imageuse --data DIR`.

The image expert over all findings with blank films, other patients' films and hidden quarters; then each finding, fused
with the record, when films are swapped among patients: on the films kept aside, and, where this machine trained the
weights, on the out-of-fold statements of the training patients, by which a finding loses its heat map.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core import recipe
from core.evaluation import imageuse
from core.evaluation.metrics import auroc
from core.weights import WeightsFolder
from domains.chest.looked import failed
from domains.chest.training import looking
from domains.chest.training.cohort import Cohort
from domains.chest.training.measure import predict
from domains.chest.training.pipeline import KEPT
from domains.chest.training.unseen import Unseen

CHEST = Path(__file__).parents[2] / "domains" / "chest"
WEIGHTS = CHEST / "weights"
PATTERN = "image+record"
Array = NDArray[Any]
Audits = Mapping[str, imageuse.Audit]


def main(argv: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args(argv).data
    labels, valid = recipe.load(CHEST / "recipe.toml").labels, Cohort.read(data, "valid")
    print(f"Image expert alone, {len(valid)} films kept aside, macro AUROC\n")
    print(looking.hidden(valid, labels, WEIGHTS).markdown(), flush=True)
    each(f"Fused, {len(valid)} films kept aside", of_valid(valid, labels))
    if KEPT.exists():
        unseen, fitted = Unseen.load(KEPT), json.loads(WeightsFolder(WEIGHTS).read("fusion.json"))
        each(f"Fused, {len(unseen.patients)} training films, out of fold", looking.audits(unseen, fitted))
    print(f"\nWithout a heat map by `measured.json`: {', '.join(sorted(failed(WEIGHTS))) or 'none'}")


def of_valid(valid: Cohort, labels: tuple[str, ...]) -> Audits:
    """Label to its audit on the films kept aside, through the reader that the house uses."""
    other = Cohort(valid.table, valid.folder)
    other.__dict__["films"] = [valid.films[row] for row in imageuse.swapped(valid.patients)]
    own, swapped = (predict(cohort, labels, WEIGHTS)[PATTERN] for cohort in (valid, other))
    truth = valid.matrix(labels)
    return {label: _audit(own[:, [i]], swapped[:, [i]], truth[:, [i]], valid) for i, label in enumerate(labels)}


def _audit(own: Array, swapped: Array, truth: Array, valid: Cohort) -> imageuse.Audit:
    conditions = {imageuse.AS_IT_IS: own, imageuse.SWAPPED: swapped}
    return imageuse.compare(conditions, truth, valid.patients, lambda t, s: auroc(t[:, 0], s[:, 0]))


def each(title: str, audits: Audits) -> None:
    """One row for each finding."""
    print(f"\n{title}: AUROC of each finding\n\n| finding | own films | swapped | loss | |\n|---|---|---|---|---|")
    for label, audit in audits.items():
        own, swapped = audit.uses
        name = label.replace("_", " ")
        print(f"| {name} | {own.figure} | {swapped.figure} | {swapped.loss} | {swapped.verdict} |", flush=True)


if __name__ == "__main__":
    main()
