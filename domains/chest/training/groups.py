"""How the figures differ from group to group, what looks away from the film, and how far the labels can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation import shortcuts
from core.evaluation.bootstrap import Interval, interval
from core.evaluation.metrics import calibration_error, macro_auroc
from domains.chest.training.cohort import Cohort

Matrix = NDArray[Any]
Rows = NDArray[np.bool_]
YOUNG, OLD = 40.0, 60.0
SEEN_ELSEWHERE = {
    "Consolidation": 0.09,
    "Atelectasis": 0.10,
    "Nodule": 0.22,
    "Mass": 0.22,
    "Effusion": 0.43,
    "Pneumothorax": 0.47,
    "Cardiomegaly": 0.56,
}
"""Share of the films with a finding on which three radiologists of VinDr-CXR named it unanimously; nodule and mass are
one finding there (H. Q. Nguyen et al., Scientific Data 9 (2022) 429; counted from its published readings)."""


def rounded(figure: Interval) -> dict[str, float]:
    """Three decimals: more would be noise."""
    return {"value": round(figure.value, 3), "low": round(figure.low, 3), "high": round(figure.high, 3)}


def summary(truth: Matrix, probabilities: Matrix, cohort: Cohort, rows: Rows) -> dict[str, Any]:
    """Macro AUROC and calibration error of some rows, with intervals."""
    here, there, groups = truth[rows], probabilities[rows], cohort.patients[rows]
    return {
        "auroc": rounded(interval(lambda r: macro_auroc(here[r], there[r]), groups)),
        "calibration_error": rounded(interval(lambda r: calibration_error(here[r].ravel(), there[r].ravel()), groups)),
    }


def groups(cohort: Cohort) -> dict[str, dict[str, Rows]]:
    """``sex``, ``age`` and ``view`` to the name of each group and its rows."""
    table = cohort.table
    sex, view, age = np.asarray(table.sex), np.asarray(table["view"]), np.asarray(table.age, float)
    return {
        "sex": {"F": sex == "F", "M": sex == "M"},
        "age": {"under 40": age < YOUNG, "40 to 59": (age >= YOUNG) & (age < OLD), "60 and over": age >= OLD},
        "view": {"PA": view == "PA", "AP": view == "AP"},
    }


def by_group(truth: Matrix, probabilities: Matrix, cohort: Cohort) -> list[dict[str, Any]]:
    """One row for each group: films, patients, in how many findings it has both answers, figures."""
    return [
        {
            "by": by,
            "group": name,
            "films": int(rows.sum()),
            "patients": len(np.unique(cohort.patients[rows])),
            "findings": int(np.sum((truth[rows].min(axis=0) < 0.5) & (truth[rows].max(axis=0) > 0.5))),
            **summary(truth, probabilities, cohort, rows),
        }
        for by, each in groups(cohort).items()
        for name, rows in each.items()
        if rows.any()
    ]


def looking_away(train: Cohort, valid: Cohort, labels: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """What is reached without the film's content: fitted on train, measured on valid."""
    known, asked, truth = train.matrix(labels), valid.matrix(labels), train.matrix(labels)
    told = {
        "age, sex, view and follow-up number": shortcuts.metadata_only(_metadata(train), truth, _metadata(valid)),
        f"thumbnails of {shortcuts.THUMBNAIL} pixels": shortcuts.pixels_only(train.films, known, valid.films),
    }
    whole = np.ones(len(valid), bool)
    return {
        name: {
            **summary(asked, said, valid, whole),
            "within_a": summary(asked, said, valid, valid.spread)["auroc"],
            "within_b": summary(asked, said, valid, ~valid.spread)["auroc"],
        }
        for name, said in told.items()
    }


def _metadata(cohort: Cohort) -> list[Mapping[str, float | str]]:
    """The record, and which of the patient's films it is."""
    numbers = np.asarray(cohort.table.followup, float)
    return [{**record, "followup": number} for record, number in zip(cohort.records, numbers, strict=True)]


def agreement(*cohorts: Cohort) -> dict[str, Any]:
    """How often the two sources of the labels agree, and how often three radiologists did, elsewhere."""
    agree = [str(value) == "1" for cohort in cohorts for value in cohort.table.label_sources_agree]
    return {"label_sources": {"agree": sum(agree), "of": len(agree)}, "three_readers_unanimous": SEEN_ELSEWHERE}
