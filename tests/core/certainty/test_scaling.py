"""Temperature where it is enough, vector scaling where it is not, and only for the weights that were measured."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.certainty import scaling_fit
from core.certainty.scaling import Scaling, probabilities
from core.weights import WeightsError, WeightsFolder, digest, seal

RANDOM = np.random.default_rng(0)
LABELS = ("a", "b", "c")
Array = np.ndarray[Any, Any]


def independent(count: int = 3000) -> tuple[Array, Array]:
    logits = RANDOM.normal(size=(count, 3)) * 1.5 - 1.0
    return logits, (RANDOM.uniform(size=logits.shape) < probabilities(logits, exclusive=False)).astype(float)


def exclusive(count: int = 3000) -> tuple[Array, Array]:
    logits = RANDOM.normal(size=(count, 3)) * 2.0
    said = probabilities(logits, exclusive=True)
    return logits, np.eye(3)[[RANDOM.choice(3, p=row) for row in said]]


def test_temperature_finds_what_the_logits_were_multiplied_by() -> None:
    logits, truth = independent()
    fitted = scaling_fit.fit(3.0 * logits, truth, LABELS)
    assert fitted.kind == "temperature" and fitted.temperature == pytest.approx(3.0, abs=0.15)
    assert fitted.held_out["temperature"] < 0.25 * fitted.held_out["none"]


def test_temperature_of_a_softmax() -> None:
    logits, truth = exclusive()
    fitted = scaling_fit.fit(2.0 * logits, truth, LABELS, exclusive=True)
    assert fitted.kind == "temperature" and fitted.temperature == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("apart", [False, True])
def test_vector_scaling_where_labels_are_off_by_different_amounts(apart: bool) -> None:
    logits, truth = exclusive() if apart else independent()
    skewed = logits * np.array([3.0, 1.0, 0.5]) + np.array([1.0, 0.0, -1.5])
    fitted = scaling_fit.fit(skewed, truth, LABELS, exclusive=apart)
    assert fitted.kind == "vector"
    assert fitted.held_out["vector"] < 0.8 * fitted.held_out["temperature"]
    assert fitted.slopes == pytest.approx([1 / 3, 1.0, 2.0], abs=0.15)


def test_a_bound_that_temperature_meets_keeps_it() -> None:
    logits, truth = independent()
    skewed = logits * np.array([3.0, 1.0, 0.5])
    assert scaling_fit.fit(skewed, truth, LABELS, bound=0.5).kind == "temperature"


def test_chance_alone_seldom_asks_for_vector_scaling() -> None:
    asked = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        logits = random.normal(size=(150, 3))
        truth = (random.uniform(size=logits.shape) < probabilities(logits, exclusive=False)).astype(float)
        asked += scaling_fit.fit(logits, truth, LABELS).kind == "vector"
    assert asked <= 3


def test_the_temperature_is_scikit_learns() -> None:
    calibration = pytest.importorskip("sklearn.calibration", reason="scikit-learn is not installed (extra 'train')")
    from sklearn.frozen import FrozenEstimator
    from sklearn.linear_model import LogisticRegression

    features = RANDOM.normal(size=(600, 2))
    classes = (features.sum(axis=1) + RANDOM.normal(size=600) * 2.0 > 0).astype(int) + (features[:, 0] > 1)
    model = LogisticRegression(C=1e3).fit(features[:100], classes[:100])
    theirs = calibration.CalibratedClassifierCV(FrozenEstimator(model), method="temperature", cv=3)
    theirs.fit(features[100:], classes[100:])
    logits, truth = model.decision_function(features[100:]), np.eye(3)[classes[100:]]
    slopes, offsets = scaling_fit.temperature(logits, truth, True)
    mine = probabilities(logits * slopes + offsets, exclusive=True)
    assert mine == pytest.approx(theirs.predict_proba(features[100:]), abs=2e-3)


def test_no_patient_is_on_both_sides() -> None:
    patients = np.repeat(np.arange(40), 5)
    sides = scaling_fit.patient_folds(patients, seed=3)
    assert all(not set(patients[side]) & set(patients[~side]) for side in sides)
    assert np.sum(sides, axis=0).tolist() == [1] * 200


def spoilt(value: float) -> Array:
    logits = RANDOM.normal(size=(40, 3))
    logits[3, 1] = value
    return logits


@pytest.mark.parametrize(
    ("logits", "truth", "sentence"),
    [
        (spoilt(np.nan), np.eye(3)[np.arange(40) % 3], "logits of 'b'"),
        (spoilt(np.inf), np.eye(3)[np.arange(40) % 3], "logits of 'b'"),
        (spoilt(0.0), np.tile([0.0, 1.0, 0.0], (40, 1)), "'a' is never or always true"),
        (spoilt(0.0), np.ones((40, 2)), "must both be"),
        (np.zeros((0, 3)), np.zeros((0, 3)), "must both be"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(logits: Array, truth: Array, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        scaling_fit.fit(logits, truth, LABELS)


def test_one_patient_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two patients"):
        scaling_fit.fit(spoilt(0.0), np.eye(3)[np.arange(40) % 3], LABELS, groups=np.zeros(40))


def saved(folder: Path, **changes: Any) -> tuple[Scaling, WeightsFolder]:
    (folder / "image.safetensors").write_bytes(b"weights")
    fitted = scaling_fit.fit(*independent(200), LABELS)
    content = fitted.to_json({"image.safetensors": digest(b"weights")}) | changes
    (folder / "scaling.json").write_text(json.dumps(content))
    seal(folder)
    return fitted, WeightsFolder(folder)


def test_it_survives_the_file(tmp_path: Path) -> None:
    fitted, folder = saved(tmp_path)
    logits = RANDOM.normal(size=(5, 3))
    assert Scaling.load(folder, "scaling.json") == fitted
    assert np.array_equal(Scaling.load(folder, "scaling.json").probabilities(logits), fitted.probabilities(logits))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bound_to": {"image.safetensors": digest(b"others")}}, "calibrate again"),
        ({"bound_to": {}}, "does not say which weights"),
        ({"kind": "isotonic"}, "does not hold a calibration"),
        ({"labels": None}, "does not hold a calibration"),
        ({"labels": {"a": {"slope": "steep", "offset": 0}}}, "does not hold a calibration"),
    ],
)
def test_all_else_is_refused(tmp_path: Path, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        Scaling.load(saved(tmp_path, **changes)[1], "scaling.json")


def test_other_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="3 labels, there are 2"):
        scaling_fit.fit(*independent(200), LABELS)(np.zeros((4, 2)))


def test_what_is_not_known_of_a_case_says_nothing_about_it() -> None:
    logits, truth = independent(600)
    sparse = truth.copy()
    sparse[300:, 1] = np.nan
    known = scaling_fit.fit(logits[:, [0, 2]], truth[:, [0, 2]], ("a", "c"))
    fitted = scaling_fit.fit(logits, sparse, LABELS)
    assert np.all(np.isfinite([*fitted.slopes, *fitted.offsets, *fitted.held_out.values()]))
    assert fitted.slopes[0] == pytest.approx(known.slopes[0], abs=0.1)
    slopes, offsets = scaling_fit.vector(logits, sparse, False)
    shared = scaling_fit.temperature(logits, sparse, False)[0]
    alone = scaling_fit._newton(np.array([shared[1], 0.0]), logits[:300, 1:2], truth[:300, 1:2])
    assert (slopes[1], offsets[1]) == pytest.approx(tuple(alone), abs=1e-9)
