"""The fitted fuser adds exactly, weighs what helps, and knows each pattern on its own."""

import math

import numpy as np
import pytest

from core.fusion.fuser import Voice
from core.fusion.late import LateFuser
from core.training.late import fit
from core.training.logistic import log_odds, logistic
from core.training.record import prior_log_odds


def cohort(count: int = 4000) -> tuple[dict[str, dict[str, np.ndarray]], dict[str, np.ndarray]]:
    """Truth from two independent signals; each expert states twice its own log-likelihood ratio."""
    random = np.random.default_rng(0)
    truth = {
        label: (random.uniform(size=count) < share).astype(float) for label, share in (("Mass", 0.3), ("Edema", 0.1))
    }
    draws = {role: {k: random.normal(size=count) + y for k, y in truth.items()} for role in ("image", "record")}
    return {role: {k: 2 * (x - 0.5) for k, x in said.items()} for role, said in draws.items()}, truth


def test_overconfident_experts_are_shrunk_to_their_true_weight() -> None:
    statements, truth = cohort()
    fitted = fit(statements, truth)
    for pattern in ("image", "record", "image+record"):
        for label in truth:
            for about in fitted["patterns"][pattern][label].values():
                assert about["slope"] == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("pattern", ["image", "record", "image+record"])
def test_every_pattern_is_calibrated_in_the_large(pattern: str) -> None:
    statements, truth = cohort()
    fitted = fit(statements, truth)
    fuser = LateFuser(fitted["priors"], fitted["patterns"], {})
    rows = [
        fuser.fuse(
            {role: Voice({k: float(v[row]) for k, v in statements[role].items()}) for role in pattern.split("+")}
        )
        for row in range(2000)
    ]
    for label, values in truth.items():
        logits = np.array([fused[label].logit for fused in rows])
        assert np.mean(logistic(logits)) == pytest.approx(np.mean(values[:2000]), abs=0.02)


def test_an_expert_that_knows_nothing_gets_no_weight() -> None:
    statements, truth = cohort()
    noise = np.random.default_rng(5).normal(size=4000)
    fitted = fit({"image": statements["image"], "noise": dict.fromkeys(truth, noise)}, truth)
    assert fitted["patterns"]["image+noise"]["Mass"]["noise"]["slope"] < 0.1


def test_a_label_with_few_positives_stays_near_the_shared_slope() -> None:
    statements, truth = cohort()
    rare = np.zeros(4000)
    rare[:8] = 1.0
    truth["Hernia"] = rare
    for said in statements.values():
        said["Hernia"] = np.random.default_rng(7).normal(size=4000)
    shared = fit(statements, truth)["patterns"]["image"]["Mass"]["image"]["slope"]
    own = fit(statements, truth)["patterns"]["image"]["Hernia"]["image"]["slope"]
    assert 0.3 * shared < own < 1.5 * shared


def test_the_prior_is_the_share_of_positives() -> None:
    truth = np.r_[np.ones(30), np.zeros(70)]
    assert prior_log_odds(truth) == pytest.approx(float(log_odds(np.array(30.5 / 101))))
    assert math.isfinite(prior_log_odds(np.zeros(10)))
