"""The record expert: a few columns in, log-odds out, by a model of its own for every set of recorded columns.

A column that was not recorded is not zero and not the mean: the model for the columns that are there never saw it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.encoders.table_columns import Columns
from core.finding import Column
from core.weights import WeightsError, WeightsFolder

Record = Mapping[str, float | str]


@dataclass(frozen=True)
class Tally:
    """What the record says of one label.

    Attributes:
        log_odds: Shift of the label's prior log-odds.
        columns: The addends; with ``rest``, which belongs to no column, they sum to ``log_odds``.
        rest: What the recorded columns say by being these.
    """

    log_odds: float
    columns: tuple[Column, ...]
    rest: float


class RecordExpert:
    """One logistic regression for each label and each set of recorded columns.

    Args:
        columns: How each column is turned into regressors.
        models: ``"age+sex"`` (names sorted) to label to ``{"intercept": …, "weights": {column: […]}}``.
    """

    def __init__(self, columns: Columns, models: Mapping[str, Mapping[str, Any]]) -> None:
        self._columns = columns
        self._models = models

    @classmethod
    def load(cls, folder: WeightsFolder, name: str) -> RecordExpert:
        """Read the expert from its JSON file.

        Raises:
            WeightsError: the file is altered, absent or not of this shape.
        """
        try:
            content = json.loads(folder.read(name))
            return cls(Columns.from_json(content["columns"]), content["models"])
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, WeightsError):
                raise
            raise WeightsError(f"{name} does not describe a record expert.") from error

    def read(self, record: Record) -> dict[str, Tally]:
        """Shift of each label's log-odds; empty where no column of the record is known to the expert."""
        regressors = self._columns.regressors(record)
        pattern = "+".join(sorted(regressors))
        return {label: _tally(model, regressors, record) for label, model in self._models.get(pattern, {}).items()}


def _tally(model: Mapping[str, Any], regressors: Mapping[str, list[float]], record: Record) -> Tally:
    addends = {
        name: math.fsum(w * x for w, x in zip(model["weights"][name], values, strict=True))
        for name, values in regressors.items()
    }
    columns = tuple(Column(name, record[name], value) for name, value in addends.items())
    rest = float(model["intercept"])
    return Tally(math.fsum([*addends.values(), rest]), columns, rest)
