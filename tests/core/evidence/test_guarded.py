"""What a hospital brought is opened only with the guard beside it."""

from pathlib import Path

import pytest

from core.case import Modality
from core.evidence.guarded import open_densenet, open_guarded
from core.recipe import ExpertRecipe, RecipeError
from core.weights import WeightsError, WeightsFolder, seal


@pytest.fixture
def folder(tmp_path: Path) -> WeightsFolder:
    (tmp_path / "image.json").write_text('{"outputs": ["Mass"], "size": 224}')
    seal(tmp_path)
    return WeightsFolder(tmp_path)


def recipe(*weights: str) -> ExpertRecipe:
    options: dict[str, str | int | float | bool] = {"views": "PA AP", "adult_age": 16, "model": "encoder"}
    return ExpertRecipe(modality=Modality.IMAGE, encoder="transformers-image", weights=weights, options=options)


def test_without_the_files_of_the_guard_nothing_is_opened(folder: WeightsFolder) -> None:
    with pytest.raises(RecipeError, match="takes five weights"):
        open_guarded(recipe("image.safetensors", "image.json"), folder)
    with pytest.raises(WeightsError, match="takes five files"):
        open_densenet(recipe("image.safetensors", "image.json"), folder)
    with pytest.raises(WeightsError, match="not in the weights manifest"):
        open_densenet(recipe("image.safetensors", "image.json", "a", "b", "c"), folder)
