"""Measure on which findings the heat map lies on the right side: `sides.json`, beside the weights that it speaks of.

`python -m domains.chest.training.sides --data DIR [--weights DIR]`

On the radiologists' boxes of the training films: the heat maps are of films that the expert was fitted on, so this is
rather too kind. A finding whose share of right sides is not shown to be better than a coin (lower end of Wilson's 95 %
interval; E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212) gets no flags about sides.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from core.case import Case, Modality, Signal, Source
from core.finding import Reading
from core.reading import Reader
from core.recipe import load
from core.training.films import open_film
from core.weights import WeightsFolder, digest, seal
from domains.chest.heatsides import BOUND, FILE, heat_side
from domains.chest.training.cohort import Cohort
from domains.chest.training.measure import CHEST
from domains.chest.training.measure import _without_note as without_note

Z = 1.96
Told = tuple[str, str, str]
"""A box's finding, its side, and the side of the heat map."""


def make(data: Path, out: Path) -> None:
    """Write ``sides.json`` into a sealed folder, and seal it again."""
    told = sides(data, "train", out)
    findings = {label: _counted([t for t in told if t[0] == label]) for label in sorted({t[0] for t in told})}
    content = {"findings": findings, "bound_to": {BOUND: digest(WeightsFolder(out).read(BOUND))}}
    (out / FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    seal(out)


def _counted(told: list[Told]) -> dict[str, float]:
    right = sum(box == heat for _, box, heat in told)
    return {"right": right, "boxes": len(told), "low": round(wilson_low(right, len(told)), 3)}


def wilson_low(right: int, count: int) -> float:
    """Lower end of the 95 % interval of a share."""
    if not count:
        return 0.0
    share, square = right / count, Z * Z
    spread = Z * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return (share + square / (2 * count) - spread) / (1 + square / count)


def sides(data: Path, split: str, weights: Path) -> list[Told]:
    """Side of box and of heat map, for every boxed finding of a split's films whose boxes are on one side."""
    cohort, boxes = Cohort.read(data, split), boxed_sides(data)
    reader = reader_of(weights)
    told: list[Told] = []
    for file in cohort.table.file:
        if file in boxes:
            reading, known = read_film(reader, cohort.folder / file, boxes[file])
            seen = {label: heat_side(reading.heatmaps.get(label)) for label in known}
            told += [(label, side, seen[label]) for label, side in known.items() if seen[label]]
    return told


def reader_of(weights: Path) -> Reader:
    """The recipe's reader without the note, with the weights in a folder."""
    recipe = load(CHEST / "recipe.toml")
    return Reader.load(without_note(recipe, recipe.labels), weights)


def read_film(reader: Reader, path: Path, boxes: Mapping[str, list[float]]) -> tuple[Reading, dict[str, str]]:
    """A film by itself, and the patient's side of each finding whose boxes lie on one side of the middle."""
    film = open_film(path)
    signal = Signal(Modality.IMAGE, film.astype(np.float32) / 255.0, Source(""))
    known = {}
    for label, middles in boxes.items():
        side = {"left" if middle > film.shape[1] / 2 else "right" for middle in middles}
        if len(side) == 1:
            known[label] = side.pop()
    return reader.read(Case({"image": signal})), known


def boxed_sides(data: Path) -> dict[str, dict[str, list[float]]]:
    """File to label to the middles of its boxes, pixels from the left; empty where the set has no boxes."""
    found: dict[str, dict[str, list[float]]] = {}
    table = data / "nih_cxr" / "boxes.csv"
    if not table.exists():
        return found
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            middle = float(row["x"]) + float(row["w"]) / 2
            found.setdefault(row["file"], {}).setdefault(row["label"], []).append(middle)
    return found


def main() -> None:
    """Measure the weights of the domain, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CHIRON_DATA"), required=False)
    parser.add_argument("--weights", type=Path, default=CHEST / "weights")
    asked = parser.parse_args()
    make(Path(asked.data), asked.weights)
    print((asked.weights / FILE).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
