"""Every set of columns gets a model, and together they tell what the cohort tells."""

import numpy as np
import pytest

from core.encoders.table import RecordExpert
from core.encoders.table_columns import Columns
from core.training.logistic import logistic
from core.training.record import fit, prior_log_odds

COLUMNS = Columns(
    numbers={"age": {"centre": 50.0, "scale": 10.0, "knots": [], "low": 0.0, "high": 100.0}},
    categories={"sex": ("M", "F"), "view": ("PA", "AP")},
)


def cohort(count: int = 3000) -> tuple[list[dict[str, float | str]], np.ndarray]:
    random = np.random.default_rng(0)
    age, female, bedside = (
        random.uniform(20, 80, count),
        random.uniform(size=count) < 0.5,
        random.uniform(size=count) < 0.4,
    )
    truth = random.uniform(size=count) < logistic(-1.5 + 0.06 * (age - 50) + 1.0 * bedside)
    records: list[dict[str, float | str]] = [
        {"age": float(a), "sex": "F" if f else "M", "view": "AP" if b else "PA"}
        for a, f, b in zip(age, female, bedside, strict=True)
    ]
    return records, truth.astype(float)


def test_all_seven_sets_of_three_columns_have_a_model() -> None:
    records, truth = cohort(200)
    models = fit(COLUMNS, records, {"Edema": truth})
    assert set(models) == {"age", "sex", "view", "age+sex", "age+view", "sex+view", "age+sex+view"}


def test_effects_are_found_and_the_rest_is_not() -> None:
    records, truth = cohort()
    weights = fit(COLUMNS, records, {"Edema": truth})["age+sex+view"]["Edema"]["weights"]
    assert weights["age"][0] == pytest.approx(0.6, abs=0.1)
    assert weights["view"][0] == pytest.approx(1.0, abs=0.25)
    assert weights["sex"][0] == pytest.approx(0.0, abs=0.2)


@pytest.mark.parametrize("keep", [("age",), ("view",), ("age", "sex", "view")])
def test_each_model_is_calibrated_in_the_large(keep: tuple[str, ...]) -> None:
    records, truth = cohort()
    expert = RecordExpert(COLUMNS, fit(COLUMNS, records, {"Edema": truth}))
    prior = prior_log_odds(truth)
    stated = [expert.read({k: r[k] for k in keep})["Edema"].log_odds for r in records]
    assert np.mean(logistic(prior + np.array(stated))) == pytest.approx(truth.mean(), abs=0.01)
