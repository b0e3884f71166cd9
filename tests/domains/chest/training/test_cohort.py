"""The training rows are what the label file says, and no patient is in both splits."""

import os
from pathlib import Path

import numpy as np
import pytest

from domains.chest.training.cohort import ENOUGH, NIH, Cohort, shipped

DATA = Path(os.environ.get("CHIRON_DATA", Path(__file__).parents[5] / "shared" / "data"))
needs_data = pytest.mark.skipif(
    not (DATA / "nih_cxr" / "labels.csv").exists(), reason="the development data set nih_cxr is missing (CHIRON_DATA)"
)


@needs_data
def test_no_patient_is_in_both_splits() -> None:
    train, valid = Cohort.read(DATA, "train"), Cohort.read(DATA, "valid")
    assert not set(train.patients) & set(valid.patients)


@needs_data
def test_shipped_labels_have_enough_positives_and_the_others_do_not() -> None:
    train = Cohort.read(DATA, "train")
    labels = shipped(train)
    for label in NIH:
        assert (train.truth((label,))[label].sum() >= ENOUGH) == (label in labels)


@needs_data
def test_rows_line_up() -> None:
    valid = Cohort.read(DATA, "valid")
    assert len(valid.records) == len(valid.matrix(NIH)) == len(valid) == len(valid.strata)
    assert {record["sex"] for record in valid.records} == {"F", "M"}
    assert not np.any(valid.matrix(NIH)[valid.table.no_finding == 1])
