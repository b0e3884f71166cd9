"""The image expert: fitted on all training films, and five times on four fifths for statements about unseen patients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import weights
from core.encoders.image_network import to_arrays
from core.training import folds, readout
from core.training.films import features
from core.training.pretrained import imagenet_lite0
from domains.chest.training.cohort import Cohort

SIZE = 224
POOLED_MIDDLE = 112
STRENGTH = 0.003
FOLDS = 5


def make(cohort: Cohort, labels: tuple[str, ...], out: Path, seed: int) -> dict[str, NDArray[Any]]:
    """Fit, write ``image.safetensors`` and ``image.json``.

    Returns:
        Label to out-of-fold logits, ``(n,)``.
    """
    network = imagenet_lite0(SIZE)
    pooled = features(network, cohort.films, SIZE)[:, POOLED_MIDDLE:]
    truth = cohort.matrix(labels)
    unseen = np.zeros_like(truth)
    for fit, test in folds.grouped(cohort.patients, cohort.strata, FOLDS, seed):
        unseen[test] = readout.fit(pooled[fit], truth[fit], STRENGTH)(pooled[test])
    final = readout.fit(pooled, truth, STRENGTH)
    arrays = to_arrays(network) | {"_fc.weight": final.weights.astype("f4"), "_fc.bias": final.bias.astype("f4")}
    weights.save(arrays, out / "image.safetensors")
    about = {"labels": list(labels), "size": SIZE}
    (out / "image.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return dict(zip(labels, unseen.T, strict=True))
