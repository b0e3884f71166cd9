import json
from pathlib import Path

import pytest

from core import weights
from core.encoders.places import Places
from core.encoders.table_tokens import Schema, open_table
from core.intake.refusal import Refused
from core.recipe import RecipeError
from core.weights import WeightsError, WeightsFolder
from tests.core.encoders.models import gradients

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
COLUMNS = {
    "numbers": {"age": [50.0, 20.0], "pulse": [70.0, 10.0]},
    "categories": {"sex": ["F", "M"], "view": ["AP", "PA"]},
}
OPTIONS: dict[str, str | int] = {"columns": json.dumps(COLUMNS), "width": 8}
WHOLE: dict[str, float | str] = {"age": 70.0, "pulse": 60.0, "sex": "M", "view": "PA"}


def test_a_token_for_each_column() -> None:
    encoded = open_table(Places(), OPTIONS).embed([WHOLE])
    assert encoded.tokens.shape == (1, 4, 8)
    assert encoded.mask.all()
    assert torch.allclose(encoded.vector, encoded.tokens.mean(dim=1))


def test_a_column_that_is_not_recorded_has_no_token_and_is_not_zero() -> None:
    encoder = open_table(Places(), OPTIONS)
    absent, zero, average = encoder.embed([{"sex": "M"}, {"sex": "M", "age": 0.0}, {"sex": "M", "age": 50.0}]).vector
    assert encoder.embed([{"sex": "M"}]).mask.tolist() == [[False, False, True, False]]
    assert not torch.allclose(absent, zero)
    assert not torch.allclose(absent, average)
    assert torch.equal(absent, encoder.embed([{"sex": "M"}]).tokens[0, 2])


@pytest.mark.parametrize("value", [float("nan"), "seventy", True])
def test_what_is_no_number_is_not_recorded(value: float | str) -> None:
    encoder = open_table(Places(), OPTIONS)
    assert encoder.embed([{"age": value, "sex": "F"}]).mask.tolist() == [[False, False, True, False]]


def test_a_level_that_was_never_seen_is_not_recorded() -> None:
    assert open_table(Places(), OPTIONS).embed([{"age": 3.0, "view": "LL"}]).mask.tolist() == [
        [True, False, False, False]
    ]


def test_levels_and_columns_do_not_share_a_vector() -> None:
    tokens = open_table(Places(), OPTIONS).embed([{"sex": "F", "view": "AP"}, {"sex": "M", "view": "PA"}]).tokens
    several = tokens[:, 2:].reshape(4, 8)
    assert len({tuple(row) for row in several.tolist()}) == 4


def test_everything_may_learn() -> None:
    assert min(gradients(open_table(Places(), OPTIONS), [WHOLE, {"sex": "F"}]).values()) > 0


@pytest.mark.parametrize("content", [{}, {"height": 1.8}, "age 70"])
def test_a_record_without_a_known_column_is_refused(content: dict[str, float] | str) -> None:
    with pytest.raises(Refused):
        open_table(Places(), OPTIONS).prepare(content)


def test_columns_are_learnt_from_records() -> None:
    schema = Schema.fit([{"age": 40.0, "sex": "M"}, {"age": 60.0}, {"sex": "F", "flat": 3.0}])
    assert schema.numbers == {"age": (50.0, 10.0), "flat": (3.0, 1.0)}
    assert schema.categories == {"sex": ("F", "M")}
    assert Schema.from_json(json.loads(json.dumps(schema.to_json()))) == schema


def test_columns_may_lie_in_the_sealed_folder(tmp_path: Path) -> None:
    (tmp_path / "columns.json").write_text(json.dumps(COLUMNS))
    weights.seal(tmp_path)
    options = {**OPTIONS, "columns": "columns.json"}
    one, two = open_table(Places(WeightsFolder(tmp_path)), options), open_table(Places(), OPTIONS)
    assert torch.equal(one.embed([WHOLE]).vector, two.embed([WHOLE]).vector)
    with pytest.raises(WeightsError, match=r"columns\.json"):
        open_table(Places(), options)


@pytest.mark.parametrize(
    "columns", ["{", "{}", '{"numbers": {"age": 3}, "categories": {}}', '{"numbers": {}, "categories": {}}']
)
def test_columns_that_cannot_be(columns: str) -> None:
    with pytest.raises(RecipeError, match="option 'columns'"):
        open_table(Places(), {"columns": columns})
