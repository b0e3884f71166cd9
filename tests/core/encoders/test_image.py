"""The expert's map is its logit, spread over the film."""

import json
from pathlib import Path

import numpy as np
import pytest

from core import weights
from core.encoders.image import ImageExpert
from core.encoders.image_guard import fit
from core.encoders.image_network import FINE, joined, lite, to_arrays
from core.intake.refusal import Refused
from core.weights import WeightsError, WeightsFolder

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
LABELS = ("Mass", "Edema")
SIZE = 64
FILES = ("image.safetensors", "image.json", "guard.safetensors")
FILM = np.random.default_rng(0).uniform(size=(90, 70)).astype("f4")


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    torch.manual_seed(0)
    return to_arrays(lite(SIZE, len(LABELS)))


@pytest.fixture(scope="module")
def expert(arrays: dict[str, np.ndarray]) -> ImageExpert:
    return ImageExpert(arrays, LABELS, SIZE)


def test_the_maps_mean_and_the_bias_are_the_logit(expert: ImageExpert, arrays: dict[str, np.ndarray]) -> None:
    look = expert.look(FILM)
    for number, label in enumerate(LABELS):
        by_map = float(look.maps[label].mean()) + float(arrays["_fc.bias"][number])
        assert look.log_odds[label] == pytest.approx(by_map, abs=1e-6)


def test_several_networks_are_averaged_and_the_map_still_adds_up_to_the_logit() -> None:
    torch.manual_seed(1)
    networks = [lite(SIZE, len(LABELS), stride=FINE).eval() for _ in range(3)]
    whole = ImageExpert(joined(networks), LABELS, SIZE, stride=FINE).look(FILM)
    single = [ImageExpert(to_arrays(network), LABELS, SIZE, stride=FINE).look(FILM) for network in networks]
    assert whole.maps["Mass"].shape == (SIZE // FINE, SIZE // FINE)
    for number, label in enumerate(LABELS):
        bias = np.mean([to_arrays(network)["_fc.bias"][number] for network in networks])
        assert whole.log_odds[label] == pytest.approx(float(whole.maps[label].mean()) + bias, abs=1e-4)
        assert whole.log_odds[label] == pytest.approx(np.mean([look.log_odds[label] for look in single]), abs=1e-3)


def test_the_embedding_is_the_guards(expert: ImageExpert) -> None:
    assert expert.look(FILM).embedding.shape == (112,)
    assert np.array_equal(expert.embedding(FILM), expert.look(FILM).embedding)


def test_the_same_film_says_the_same(expert: ImageExpert) -> None:
    assert expert.look(FILM).log_odds == expert.look(FILM.copy()).log_odds


@pytest.mark.parametrize("shape", [(31, 400), (400, 31), (40, 40, 3)])
def test_what_is_no_film_is_refused(expert: ImageExpert, shape: tuple[int, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        expert.look(np.ones(shape, np.float32))
    assert refusal.value.code == "too-small"


def test_labels_and_outputs_must_agree(arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(WeightsError, match="2 outputs, not 1"):
        ImageExpert(arrays, ("Mass",), SIZE)


@pytest.mark.parametrize("about", ["{}", "no json", '{"labels": ["Mass", "Edema"], "size": null}'])
def test_a_description_of_another_shape_is_refused(arrays: dict[str, np.ndarray], about: str, tmp_path: Path) -> None:
    weights.save(arrays, tmp_path / FILES[0])
    weights.save(fit(np.random.default_rng(0).normal(size=(20, 112)), 2), tmp_path / FILES[2])
    (tmp_path / FILES[1]).write_text(about)
    weights.seal(tmp_path)
    with pytest.raises(WeightsError, match=r"image\.json"):
        ImageExpert.load(WeightsFolder(tmp_path), FILES)


def test_the_guard_speaks_first(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    narrow = fit(np.random.default_rng(0).normal(size=(20, 112)) + 50.0, 2) | {"threshold": np.array([1.0], "f4")}
    weights.save(arrays, tmp_path / FILES[0])
    weights.save(narrow, tmp_path / FILES[2])
    (tmp_path / FILES[1]).write_text(json.dumps({"labels": LABELS, "size": SIZE}))
    weights.seal(tmp_path)
    with pytest.raises(Refused, match="does not look like"):
        ImageExpert.load(WeightsFolder(tmp_path), FILES).look(FILM)
