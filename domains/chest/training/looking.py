"""Does each finding come from the film? Other patients' films take its place, and parts of it are hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image import ImageExpert
from core.evaluation import imageuse
from core.evaluation.metrics import auroc
from core.recipe import load
from core.weights import WeightsFolder
from domains.chest.training.certify import fuse_rows
from domains.chest.training.cohort import Cohort
from domains.chest.training.groups import rounded
from domains.chest.training.unseen import Unseen

CHEST = Path(__file__).parents[1]
PATTERN = "image+record"
Matrix = NDArray[Any]


def audits(unseen: Unseen, fitted: Mapping[str, Any]) -> dict[str, imageuse.Audit]:
    """Label to what is left of its fused reading when the films are swapped among patients.

    Asked of out-of-fold statements, which are many more than the films kept aside; the record stays with its case.

    Args:
        unseen: What the experts say of patients that they were not fitted on.
        fitted: The fuser (``fusion.json``).
    """
    order = imageuse.swapped(unseen.patients)
    other = {label: values[order] for label, values in unseen.statements["image"].items()}
    own = fuse_rows(fitted, PATTERN, unseen.statements)
    swapped = fuse_rows(fitted, PATTERN, {**unseen.statements, "image": other})
    return {
        label: imageuse.compare(
            {imageuse.AS_IT_IS: own[label][:, None], imageuse.SWAPPED: swapped[label][:, None]},
            truth[:, None],
            unseen.patients,
            lambda truths, said: auroc(truths[:, 0], said[:, 0]),
        )
        for label, truth in unseen.truth.items()
    }


def written(found: Mapping[str, imageuse.Audit]) -> dict[str, Any]:
    """For ``measured.json``: who passed, and what every finding loses by a swap."""
    return {
        "image_use": {label: audit.uses_the_image for label, audit in found.items()},
        "image_use_losses": {label: rounded(audit.uses[1].loss) for label, audit in found.items()},
    }


def hidden(cohort: Cohort, labels: tuple[str, ...], out: Path) -> imageuse.Audit:
    """What the image expert loses, over all findings, by blank films, other patients' films and hidden quarters."""
    expert = ImageExpert.load(WeightsFolder(out), load(CHEST / "recipe.toml").experts["image"].weights)
    expert.guard = None

    def predict(films: Sequence[NDArray[Any]]) -> Matrix:
        looks = [expert.look(film.astype(np.float32) / 255.0).log_odds for film in films]
        return np.array([[look[label] for label in labels] for look in looks])

    return imageuse.audit(predict, cohort.films, cohort.matrix(labels), cohort.patients)
