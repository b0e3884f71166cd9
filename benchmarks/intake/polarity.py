"""How often the intake is right when it says that a film looks inverted: every film as it is, and inverted.

Ground truth: the films of the data sets as they were published, of which a few really are inverted (they count as false
here), and the same films with dark and bright swapped. The pattern comes from other films (NIH, train); the threshold
was chosen with these sets in view. `python -m benchmarks.intake.polarity --data DIR`
"""

import argparse
import csv
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.intake.child.polarity import INVERTED, likeness

SETS = {
    "NIH ChestX-ray14, valid": ("nih_cxr", "labels.csv", {"split": "valid"}),
    "Kermany (children), valid": ("kermany", "labels.csv", {"split": "valid"}),
    "Hannover (bedside)": ("hannover", "labels.csv", {}),
    "VQA-RAD chest": ("vqa_rad_chest", "qa.csv", {}),
    "MedNIST chest": ("not_a_chest_xray", "labels.csv", {"modality_class": "CXR"}),
    "MedNIST hand": ("not_a_chest_xray", "labels.csv", {"modality_class": "Hand"}),
}
LIMIT = 400


def main() -> None:
    """Print a table of false alarms and of inverted films that were noticed, with 95 % intervals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("CHIRON_DATA"), help="folder that holds the data sets")
    data = parser.parse_args().data
    if not data:
        raise SystemExit("Name the folder of the data sets with --data or CHIRON_DATA.")
    print("| films | count | upright, yet noticed | inverted and noticed |")
    print("|---|---|---|---|")
    for name, (folder, table, wanted) in SETS.items():
        found = np.array([likeness(picture) for picture in films(Path(data) / folder, table, wanted)])
        print(f"| {name} | {len(found)} | {share(found < INVERTED)} | {share(-found < INVERTED)} |")


def films(folder: Path, table: str, wanted: dict[str, str]) -> list[NDArray[np.float32]]:
    """At most 400 different films of a set, evenly taken."""
    with (folder / table).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if wanted.items() <= row.items()]
    names = sorted({row["file"] for row in rows})
    return [picture(folder / name) for name in names[:: -(-len(names) // LIMIT)]]


def picture(path: Path) -> NDArray[np.float32]:
    """Brightness in [0, 1]."""
    return np.asarray(Image.open(path).convert("L"), np.float32) / np.float32(255)


def share(hits: NDArray[np.bool_]) -> str:
    """Share of hits with its 95 % interval (Wilson, JASA 1927)."""
    count, z = len(hits), 1.96
    part = float(hits.mean())
    middle = (part + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(part * (1 - part) / count + z * z / (4 * count**2))
    return f"{part:.3f} [{max(middle - half, 0):.3f}, {min(middle + half, 1):.3f}]"


if __name__ == "__main__":
    main()
