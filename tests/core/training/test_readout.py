"""Read-outs fitted in the span of few films are the ones fitted on all features."""

import numpy as np
import pytest

from core.training.readout import fit

linear = pytest.importorskip("sklearn.linear_model", reason="scikit-learn is not installed (extra 'train')")


def test_equals_the_plain_fit_on_standardised_features() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(40, 90)) * random.uniform(0.5, 3.0, 90) + 2.0
    truth = (features[:, :2] + random.normal(size=(40, 2)) > 2.0).astype(float)
    ours = fit(features, truth, 0.1)(features)
    standard = (features - features.mean(0)) / features.std(0)
    for column in range(2):
        model = linear.LogisticRegression(C=0.1, tol=1e-8, max_iter=5000).fit(standard, truth[:, column])
        assert np.allclose(ours[:, column], model.decision_function(standard), atol=2e-3)
