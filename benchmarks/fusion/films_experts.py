"""The experts of the films, rebuilt so that every statement is about a patient that they have not seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir

from benchmarks.fusion import balanced
from core.encoders.image_network import channels_last, feature_maps
from core.encoders.table import RecordExpert
from core.training import readout, record
from core.training.films import BATCH, prepared
from core.training.pretrained import imagenet_lite0
from core.training.voices import VoiceTable
from domains.chest.training.certify import COLUMNS
from domains.chest.training.cohort import Cohort

Array = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]
SIZE, STRENGTH, INNER, AXES = 224, 1e-3, 4, 64


@dataclass(frozen=True)
class Films:
    """The films with what experts see of them.

    Attributes:
        cohort: Labels, records, patients.
        labels: The findings.
        features: ``(n, 1280)``: pooled features of EfficientNet-lite0 as published, which no film has shaped.
        columns: ``(n, regressors)`` of the record.
    """

    cohort: Cohort
    labels: tuple[str, ...]
    features: Array
    columns: Array

    @property
    def truth(self) -> Array:
        """``(n, labels)`` of 0 and 1."""
        return self.cohort.matrix(self.labels)

    @cached_property
    def axes(self) -> Array:
        """The first axes of the features ``(n, 64)``, found without labels: what the joint expert hears of a film."""
        standard = (self.features - self.features.mean(axis=0)) / (self.features.std(axis=0) + 1e-6)
        left, strength, _ = np.linalg.svd(standard, full_matrices=False)
        first: Array = left[:, :AXES] * strength[:AXES]
        return first

    def table(self, rows: Rows, said: dict[str, Array]) -> VoiceTable:
        """A fuser's table of some rows."""
        seen = {"image": self.axes[rows], "record": self.columns[rows]}
        return VoiceTable(self.labels, self.truth[rows], self.cohort.patients[rows], said, seen)

    def states(self, fit: Rows, asked: Rows) -> dict[str, Array]:
        """Role to log-odds ``(asked, labels)`` of experts fitted on other rows."""
        truth = self.truth[fit]
        image = readout.fit(self.features[fit], truth, STRENGTH)(self.features[asked])
        records = self.cohort.records
        by_label = dict(zip(self.labels, truth.T, strict=True))
        expert = RecordExpert(COLUMNS, record.fit(COLUMNS, [records[i] for i in fit], by_label))
        priors = {label: record.prior_log_odds(column) for label, column in by_label.items()}
        read = [expert.read(records[i]) for i in asked]
        stated = [[priors[label] + tally[label].log_odds for label in self.labels] for tally in read]
        return {"image": image, "record": np.array(stated)}

    def crossed(self, fit: Rows, seed: int) -> dict[str, Array]:
        """Role to log-odds of the rows ``fit`` themselves, each by experts that did not see its patients."""
        fold = balanced.folds(self.truth[fit], self.cohort.patients[fit], INNER, seed)
        said: dict[str, Array] = {role: np.zeros((len(fit), len(self.labels))) for role in ("image", "record")}
        for part in range(INNER):
            for role, values in self.states(fit[fold != part], fit[fold == part]).items():
                said[role][fold == part] = values
        return said


def read(cohort: Cohort, labels: tuple[str, ...]) -> Films:
    """Features are computed once and kept in the user's cache."""
    columns = [[v for values in COLUMNS.regressors(one).values() for v in values] for one in cohort.records]
    return Films(cohort, labels, _features(cohort), np.array(columns))


def _features(cohort: Cohort) -> Array:
    file = Path(user_cache_dir("chiron")) / "fusion" / f"films-lite0-{len(cohort)}.npy"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, _embedded(cohort))
    found: Array = np.load(file)
    return found


def _embedded(cohort: Cohort) -> Array:
    import torch

    network = channels_last(imagenet_lite0(SIZE)).eval()
    rows = []
    with torch.inference_mode():
        for start in range(0, len(cohort), BATCH):
            batch = prepared(cohort.films[start : start + BATCH], SIZE).contiguous(memory_format=torch.channels_last)
            rows.append(feature_maps(network, batch)[1].mean(dim=(2, 3)).numpy())
    return np.concatenate(rows)
