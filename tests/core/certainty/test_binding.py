"""A calibration speaks of one set of weights only."""

from pathlib import Path

import pytest

from core.certainty.binding import require
from core.weights import WeightsError, WeightsFolder, digest, seal


@pytest.fixture
def folder(tmp_path: Path) -> WeightsFolder:
    (tmp_path / "image.safetensors").write_bytes(b"weights")
    seal(tmp_path)
    return WeightsFolder(tmp_path)


def test_the_weights_it_was_measured_on_are_taken(folder: WeightsFolder) -> None:
    require(folder, {"image.safetensors": digest(b"weights")}, "certainty.json")


@pytest.mark.parametrize(
    ("bound_to", "sentence"),
    [
        ({"image.safetensors": digest(b"others")}, "certainty.json was measured on another image.safetensors"),
        ({}, "does not say which weights"),
        ({"audio.safetensors": digest(b"weights")}, "is not in the weights manifest"),
    ],
)
def test_all_else_is_refused(folder: WeightsFolder, bound_to: dict[str, str], sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        require(folder, bound_to, "certainty.json")
