"""What the recipe and the command line say reaches the plan, and a missing folder is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.recipe import RecipeError, TrainingRecipe, load_training
from core.training.loop import Plan, TrainingError
from core.training.run import TrainingRun


def run(data: Path | None = None, report: Callable[[float, str], None] = print, **said: Any) -> TrainingRun:
    here = Path("out")
    return TrainingRun(None, None, data, here, 7, report, here / "c", TrainingRecipe.model_validate(said))


def test_what_the_recipe_does_not_say_stays_the_models_own() -> None:
    own = Plan(epochs=3, batch=5, rate=0.2, decay=0.3)
    assert run().plan(own) == Plan(epochs=3, batch=5, rate=0.2, decay=0.3, seed=7)
    said = run(rate=0.1, accumulate=2, precision="bfloat16", strategy="joint").plan(own)
    assert said == Plan(epochs=3, batch=5, rate=0.1, decay=0.3, seed=7, accumulate=2, precision="bfloat16")


@pytest.mark.parametrize("said", [{"rank": 4}, {"backend": "ddp"}, {"processes": 2}])
def test_what_the_model_cannot_follow_is_named_and_not_passed_over(said: dict[str, Any]) -> None:
    key = next(iter(said))
    with pytest.raises(TrainingError, match=f"'training.{key}' = .* means nothing to this model"):
        run(**said).plan(Plan())
    assert run(**said).plan(Plan(), also=(key,)) == Plan(seed=7)
    assert run(backend="single", processes=1).plan(Plan()) == Plan(seed=7)


def test_data_that_are_needed_are_asked_for(tmp_path: Path) -> None:
    assert run(tmp_path).folder() == tmp_path
    with pytest.raises(TrainingError, match="--data"):
        run().folder()
    with pytest.raises(TrainingError, match=r"no folder .*nowhere"):
        run(tmp_path / "nowhere").folder()


def test_a_stage_reports_its_part_of_the_whole() -> None:
    said: list[object] = []
    part = run(report=lambda share, words: said.append((share, words))).part(0.2, 0.6, "image expert")
    part(0.5, "epoch 1 of 2")
    assert said == [(pytest.approx(0.4), "image expert: epoch 1 of 2")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[training]\nepoch = 3\n", r"train\.toml: key 'training\.epoch'"),
        ("[training]\nepochs = 0\n", r"train\.toml: key 'training\.epochs'"),
        ("[traning]\nepochs = 3\n", r"train\.toml: key 'tra"),
        ("[training\n", r"train\.toml is not valid TOML"),
    ],
)
def test_a_misspelt_or_impossible_key_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "train.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=sentence):
        load_training(tmp_path / "train.toml")
