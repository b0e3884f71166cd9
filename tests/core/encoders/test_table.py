"""Every set of recorded columns has a model of its own; what was not recorded is neither zero nor the mean."""

import math

import pytest

from core.encoders.table import RecordExpert
from core.encoders.table_columns import Columns
from core.weights import WeightsError, WeightsFolder, seal

COLUMNS = Columns(
    numbers={"age": {"centre": 50.0, "scale": 10.0, "knots": [60.0], "low": 0.0, "high": 90.0}},
    categories={"view": ("PA", "AP")},
)
MODELS = {
    "age": {"Mass": {"intercept": -0.3, "weights": {"age": [0.4, 0.1]}}},
    "view": {"Mass": {"intercept": 0.2, "weights": {"view": [-0.5]}}},
    "age+view": {"Mass": {"intercept": 0.1, "weights": {"age": [0.3, 0.2], "view": [-0.6]}}},
}


def test_the_model_is_that_of_the_columns_recorded() -> None:
    expert = RecordExpert(COLUMNS, MODELS)
    assert expert.read({"age": 70.0})["Mass"].log_odds == pytest.approx(-0.3 + 0.4 * 2 + 0.1 * 1)
    assert expert.read({"view": "AP"})["Mass"].log_odds == pytest.approx(0.2 - 0.5)
    assert expert.read({"age": 70.0, "view": "AP"})["Mass"].log_odds == pytest.approx(0.1 + 0.6 + 0.2 - 0.6)


def test_absent_is_not_zero() -> None:
    expert = RecordExpert(COLUMNS, MODELS)
    assert expert.read({"view": "PA"})["Mass"].log_odds != expert.read({"view": "PA", "age": 0.0})["Mass"].log_odds


def test_the_parts_sum_to_the_whole() -> None:
    tally = RecordExpert(COLUMNS, MODELS).read({"age": 64.0, "view": "AP"})["Mass"]
    assert math.isclose(sum(c.log_odds for c in tally.columns) + tally.rest, tally.log_odds)
    assert {(c.name, c.value) for c in tally.columns} == {("age", 64.0), ("view", "AP")}


@pytest.mark.parametrize("record", [{}, {"view": "LL"}, {"age": float("nan")}, {"age": "old"}, {"weight": 70.0}])
def test_values_that_nobody_was_trained_on_say_nothing(record: dict[str, float | str]) -> None:
    assert RecordExpert(COLUMNS, MODELS).read(record) == {}


def test_a_level_never_seen_leaves_the_other_columns_their_model() -> None:
    expert = RecordExpert(COLUMNS, MODELS)
    assert expert.read({"age": 70.0, "view": "LL"}) == expert.read({"age": 70.0})


def test_ages_beyond_the_training_range_count_as_its_end() -> None:
    expert = RecordExpert(COLUMNS, MODELS)
    assert expert.read({"age": 119.0})["Mass"].log_odds == expert.read({"age": 90.0})["Mass"].log_odds


def test_columns_survive_json() -> None:
    assert Columns.from_json(COLUMNS.to_json()) == COLUMNS


@pytest.mark.parametrize("content", ["[]", "{}", "not json", '{"columns": 3, "models": {}}'])
def test_a_file_of_another_shape_is_refused(content: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "record.json").write_text(content)
    seal(tmp_path)
    with pytest.raises(WeightsError, match=r"record\.json"):
        RecordExpert.load(WeightsFolder(tmp_path), "record.json")
