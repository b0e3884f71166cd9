"""One model with presence flags resolves into what every pattern would have found by itself, where there is enough."""

import numpy as np
import pytest

from core.fusion.late import LateFuser
from core.training import late, stacked
from core.training.voices import VoiceTable, subsets

LABELS = ("Mass", "Edema")
ROLES = ("image", "note", "record")


def cohort(count: int = 4000, absent: float = 0.0) -> VoiceTable:
    random = np.random.default_rng(0)
    truth = (random.uniform(size=(count, 2)) < [0.3, 0.15]).astype(float)
    shared = random.normal(size=(count, 2))
    said = {r: 2 * (random.normal(size=(count, 2)) + truth - 0.5) + (shared if r != "note" else 0.0) for r in ROLES}
    there = {role: random.uniform(size=count) >= absent for role in ROLES}
    for role, values in said.items():
        values[~there[role]] = np.nan
    return VoiceTable(LABELS, truth, np.arange(count), said, there=there)


def test_with_many_cases_it_agrees_with_each_patterns_own_fit() -> None:
    table = cohort()
    one = stacked.fit(table)
    by_label = {r: dict(zip(LABELS, v.T, strict=True)) for r, v in table.statements.items()}
    each = late.fit(by_label, dict(zip(LABELS, table.truth.T, strict=True)))
    assert one["priors"] == each["priors"]
    for roles in subsets(ROLES):
        pattern = "+".join(roles)
        for label in LABELS:
            for role in roles:
                ours, theirs = one["patterns"][pattern][label][role], each["patterns"][pattern][label][role]
                assert ours["slope"] == pytest.approx(theirs["slope"], abs=0.08)


@pytest.mark.parametrize("absent", [0.0, 0.3])
def test_every_pattern_is_calibrated_in_the_large(absent: float) -> None:
    table = cohort(absent=absent)
    fitted = stacked.fit(table)
    fuser = LateFuser(fitted["priors"], fitted["patterns"], {})
    for roles in subsets(ROLES):
        rows = table.having(roles)[:800]
        for number, label in enumerate(LABELS):
            logits = [fuser.logits(table.voices(int(row), roles))[label] for row in rows]
            share = table.truth[rows, number].mean()
            assert np.mean(1 / (1 + np.exp(-np.array(logits)))) == pytest.approx(share, abs=0.03)


def test_a_role_that_repeats_another_is_heard_less_beside_it() -> None:
    fitted = stacked.fit(cohort())["patterns"]
    assert fitted["image+record"]["Mass"]["image"]["slope"] < fitted["image"]["Mass"]["image"]["slope"]
