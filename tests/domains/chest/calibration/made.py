"""Labelled cases as hearing them would give them, drawn at random: logits that are off by a known scaling."""

import numpy as np

from domains.chest.calibration.hearing import Heard, Said
from domains.chest.calibration.labelled import Labelled
from domains.chest.calibration.sample import Sample
from domains.chest.table import Row

LABELS = ("Mass", "Edema", "Nodule", "Hernia")
SLOPE, OFFSET = 0.5, 1.0


def heard(count: int, seed: int, note: bool = True) -> list[Heard]:
    """Mass and Edema rank, Nodule does not, of Hernia there is none; the weights say them too surely and too low."""
    random = np.random.default_rng(seed)
    cases = []
    for number in range(count):
        true = random.normal(size=3) * 1.4 - 1.0
        there = random.uniform(size=3) < 1 / (1 + np.exp(-true))
        said = (true - OFFSET) / SLOPE
        said[2] = random.normal()
        logits = dict(zip(LABELS, [*said, -4.0], strict=True))
        truth = dict(zip(LABELS, [*(bool(each) for each in there), False], strict=True))
        if number % 3 == 0:
            del truth["Edema"]
        patterns = {"image+record": logits}
        if note and number % 2:
            patterns["image+note+record"] = {label: value + random.normal() * 0.2 for label, value in logits.items()}
        certified = dict.fromkeys(patterns, "image+record")
        cases.append(Heard(Labelled(Row(str(number)), f"p{number // 2}", truth), Said(patterns, certified)))
    return cases


def sample(count: int, seed: int, note: bool = True) -> Sample:
    """The same as arrays."""
    return Sample.of(heard(count, seed, note), LABELS)
