"""Groups are those of the record, and what looks away from the film is told apart from what looks."""

import os
from pathlib import Path

import numpy as np
import pytest

from domains.chest.training import groups
from domains.chest.training.cohort import Cohort
from domains.chest.training.distribution import SHARES, distribution
from domains.chest.training.looking import audits, written
from domains.chest.training.unseen import Unseen

DATA = Path(os.environ.get("CHIRON_DATA", Path(__file__).parents[5] / "shared" / "data"))
needs_data = pytest.mark.skipif(
    not (DATA / "nih_cxr" / "labels.csv").exists(), reason="the development data set nih_cxr is missing (CHIRON_DATA)"
)
RANDOM = np.random.default_rng(0)
SEEN, UNSEEN = "Mass", "Edema"


@needs_data
def test_every_film_is_in_one_group_of_each_kind() -> None:
    valid = Cohort.read(DATA, "valid")
    for each in groups.groups(valid).values():
        assert np.sum(list(each.values())) == len(valid)


def test_a_group_that_nobody_is_in_is_not_measured() -> None:
    import pandas as pd

    rows = {"patient": range(8), "subset": "", "no_finding": 0, "sex": "F", "age": 50.0, "view": "PA"}
    cohort = Cohort(pd.DataFrame(rows), Path())
    found = groups.by_group(np.arange(8.0)[:, None] % 2, np.linspace(0.1, 0.9, 8)[:, None], cohort)
    assert [each["group"] for each in found] == ["F", "40 to 59", "PA"]


@needs_data
def test_label_sources_disagree_where_the_data_say_so() -> None:
    found = groups.agreement(Cohort.read(DATA, "train"), Cohort.read(DATA, "valid"))["label_sources"]
    assert found == {"agree": 1100 - 24, "of": 1100}


@needs_data
def test_the_distribution_says_who_and_what_was_trained_on() -> None:
    train = Cohort.read(DATA, "train")
    found = distribution(train, {SEEN: np.arange(len(train), dtype=float)})
    assert len(found["logit_quantiles"][SEEN]) == len(found["age_quantiles"]) == len(SHARES) == 21
    assert found["logit_quantiles"][SEEN][-1] == len(train) - 1
    assert sum(found["sex"].values()) == pytest.approx(1.0, abs=1e-3)
    assert set(found["view"]) == {"PA", "AP"}


def test_a_finding_that_the_record_alone_tells_fails_the_audit() -> None:
    truth = {label: (RANDOM.uniform(size=300) < 0.3).astype(float) for label in (SEEN, UNSEEN)}
    told, noise = {label: values * 3.0 for label, values in truth.items()}, RANDOM.normal(size=300)
    image = {SEEN: told[SEEN] + noise, UNSEEN: noise}
    record = {SEEN: noise * 0.0, UNSEEN: told[UNSEEN]}
    unseen = Unseen({"image": image, "record": record}, truth, np.arange(300), np.zeros(300), 0)
    roles = {role: {"slope": 1.0, "offset": 0.0} for role in ("image", "record")}
    fitted = {"priors": dict.fromkeys(truth, -1.0), "patterns": {"image+record": dict.fromkeys(truth, roles)}}
    found = written(audits(unseen, fitted))
    assert found["image_use"] == {SEEN: True, UNSEEN: False}
    assert found["image_use_losses"][SEEN]["low"] > 0
