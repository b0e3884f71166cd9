"""What the training films look like to the image expert, and who they are of: what drift is told from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domains.chest.training.cohort import Cohort

SHARES = np.linspace(0.0, 1.0, 21)


def distribution(cohort: Cohort, logits: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Quantiles at every 5 % and shares, over one film of each patient: so many films of one are no common view.

    Args:
        cohort: Training rows.
        logits: Label to the image expert's out-of-fold logits ``(n,)``.
    """
    _, first = np.unique(cohort.patients, return_index=True)
    table = cohort.table.iloc[first]
    return {
        "size": len(first),
        "logit_quantiles": {label: _quantiles(values[first]) for label, values in logits.items()},
        "age_quantiles": _quantiles(np.asarray(table.age, float)),
        "sex": _share(np.asarray(table.sex)),
        "view": _share(np.asarray(table["view"])),
    }


def _quantiles(values: NDArray[Any]) -> list[float]:
    return [round(float(value), 3) for value in np.quantile(values, SHARES)]


def _share(values: NDArray[Any]) -> dict[str, float]:
    return {str(name): round(float(np.mean(values == name)), 4) for name in np.unique(values)}
