"""DenseNet-121 under its publishers' names, held against the forward pass written out by hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import weights
from core.encoders import image_densenet
from core.encoders.image import ImageExpert
from core.encoders.image_densenet import About, DenseExpert, monai_names, prepared, spread_over
from core.encoders.image_guard import fit
from core.encoders.image_network import lite, to_arrays
from core.intake.refusal import Refused
from core.weights import WeightsError, WeightsFolder

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)
LAYERS, GROWTH, WIDE, FIRST = (6, 12, 24, 16), 32, 128, 64
OUTPUTS = ("Mass", "", "Edema")
FILM = np.random.default_rng(0).uniform(size=(130, 96)).astype("f4")
FILES = ("image.safetensors", "image.json", "gate.safetensors", "gate.json", "guard.safetensors")
Arrays = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def published() -> Arrays:
    """A network drawn at random, as torchvision and torchxrayvision name its parts."""
    random, state = np.random.default_rng(1), {}

    def convolution(name: str, out: int, given: int, side: int) -> None:
        state[f"{name}.weight"] = random.normal(size=(out, given, side, side)) * np.sqrt(2 / (given * side * side))

    def norm(name: str, width: int) -> None:
        state[f"{name}.weight"], state[f"{name}.bias"] = random.uniform(0.5, 1.5, width), random.normal(size=width) / 9
        state[f"{name}.running_mean"] = random.normal(size=width) / 9
        state[f"{name}.running_var"] = random.uniform(0.5, 1.5, width)
        state[f"{name}.num_batches_tracked"] = np.array(7)

    convolution("features.conv0", FIRST, 1, 7)
    norm("features.norm0", FIRST)
    width = FIRST
    for block, layers in enumerate(LAYERS, 1):
        for layer in range(1, layers + 1):
            name = f"features.denseblock{block}.denselayer{layer}"
            norm(f"{name}.norm1", width)
            convolution(f"{name}.conv1", WIDE, width, 1)
            norm(f"{name}.norm2", WIDE)
            convolution(f"{name}.conv2", GROWTH, WIDE, 3)
            width += GROWTH
        if block < len(LAYERS):
            norm(f"features.transition{block}.norm", width)
            convolution(f"features.transition{block}.conv", width := width // 2, width * 2, 1)
    norm("features.norm5", width)
    state["classifier.weight"], state["classifier.bias"] = random.normal(size=(3, width)) / 32, random.normal(size=3)
    state["op_threshs"] = np.full(3, 0.1)
    return {name: np.asarray(value, np.float32) for name, value in state.items()}


def by_hand(state: Arrays, film: np.ndarray) -> np.ndarray:
    """The logits by torch's functions alone, from the paper."""
    from torch.nn.functional import avg_pool2d, batch_norm, conv2d, linear, max_pool2d

    told = {name: torch.from_numpy(value) for name, value in state.items()}

    def norm(x: Any, name: str) -> Any:
        mean, variance = told[f"{name}.running_mean"], told[f"{name}.running_var"]
        return batch_norm(x, mean, variance, told[f"{name}.weight"], told[f"{name}.bias"])

    x = conv2d(prepared(film)[None], told["features.conv0.weight"], stride=2, padding=3)
    x = max_pool2d(norm(x, "features.norm0").relu(), 3, 2, 1)
    for block, layers in enumerate(LAYERS, 1):
        for layer in range(1, layers + 1):
            name = f"features.denseblock{block}.denselayer{layer}"
            y = conv2d(norm(x, f"{name}.norm1").relu(), told[f"{name}.conv1.weight"])
            y = conv2d(norm(y, f"{name}.norm2").relu(), told[f"{name}.conv2.weight"], padding=1)
            x = torch.cat([x, y], 1)
        if block < len(LAYERS):
            x = norm(x, f"features.transition{block}.norm").relu()
            x = avg_pool2d(conv2d(x, told[f"features.transition{block}.conv.weight"]), 2)
    pooled = norm(x, "features.norm5").relu().mean(dim=(2, 3))
    return linear(pooled, told["classifier.weight"], told["classifier.bias"])[0].numpy()


@pytest.fixture(scope="module")
def expert(published: Arrays) -> DenseExpert:
    return DenseExpert(monai_names(published), About(OUTPUTS))


def test_it_says_what_the_paper_says(published: Arrays, expert: DenseExpert) -> None:
    said, wanted = expert.look(FILM).log_odds, by_hand(published, FILM)
    assert set(said) == {"Mass", "Edema"}
    assert said["Mass"] == pytest.approx(float(wanted[0]), rel=1e-4, abs=1e-4)
    assert said["Edema"] == pytest.approx(float(wanted[2]), rel=1e-4, abs=1e-4)


def test_the_maps_mean_and_the_bias_are_the_logit(published: Arrays, expert: DenseExpert) -> None:
    look = expert.look(FILM)
    for number, label in ((0, "Mass"), (2, "Edema")):
        by_map = float(look.maps[label].astype(float).mean()) + float(published["classifier.bias"][number])
        assert look.log_odds[label] == pytest.approx(by_map, rel=1e-4, abs=1e-4)


def test_the_map_spans_the_film_and_is_empty_beside_the_square() -> None:
    whole = spread_over(np.ones((7, 7)), 200, 100)
    assert whole.shape == (56, 28)
    assert np.all(whole[:14] == 0) and np.all(whole[-14:] == 0) and np.all(whole[14:42] == 2.0)
    assert spread_over(np.ones((7, 7)), 100, 200).T.tolist() == whole.tolist()


def test_films_are_cut_and_scaled_as_the_publisher_does() -> None:
    film = np.zeros((64, 80), np.float32)
    film[:, 8:72] = 1.0
    assert prepared(film, 32).min().item() == pytest.approx(1024.0)
    assert prepared(np.zeros((64, 64)), 32).max().item() == pytest.approx(-1024.0)
    with pytest.raises(Refused, match="smaller than 32 pixels"):
        prepared(np.zeros((20, 90)))


def test_old_names_and_own_names_are_understood(published: Arrays) -> None:
    own = monai_names(published)
    oldest = {name.replace(".norm1.", ".norm.1.").replace(".conv2.", ".conv.2."): v for name, v in published.items()}
    assert monai_names(own).keys() == own.keys() == monai_names(oldest).keys()


def test_weights_of_another_network_are_named(published: Arrays) -> None:
    with pytest.raises(WeightsError, match="no classifier"):
        DenseExpert({}, About(OUTPUTS))
    with pytest.raises(WeightsError, match="3 outputs, not 1"):
        DenseExpert(monai_names(published), About(("Mass",)))
    lacking = {name: value for name, value in monai_names(published).items() if "norm5.weight" not in name}
    with pytest.raises(WeightsError, match=r"features\.norm5\.weight"):
        DenseExpert(lacking, About(OUTPUTS))


def test_the_guard_looks_first_and_everything_is_sealed(published: Arrays, tmp_path: Path) -> None:
    torch.manual_seed(0)
    gate = to_arrays(lite(64, 2))
    seen = ImageExpert(gate, ("a", "b"), 64)
    films = np.random.default_rng(3).uniform(size=(6, 90, 70)).astype("f4")
    guard = fit(np.stack([seen.embedding(film) for film in films]), 2)
    weights.save(monai_names(published), tmp_path / FILES[0])
    (tmp_path / FILES[1]).write_text(json.dumps({"outputs": OUTPUTS, "size": image_densenet.SIZE}))
    weights.save(gate, tmp_path / FILES[2])
    (tmp_path / FILES[3]).write_text(json.dumps({"labels": ["a", "b"], "size": 64}))
    weights.save(guard, tmp_path / FILES[4])
    weights.seal(tmp_path)
    expert = DenseExpert.load(WeightsFolder(tmp_path), FILES)
    assert np.array_equal(expert.look(FILM).embedding, seen.embedding(FILM))
    with pytest.raises(Refused, match="blank"):
        expert.look(np.full((90, 70), 0.5, np.float32))
    (tmp_path / FILES[1]).write_text("{}")
    with pytest.raises(WeightsError, match="altered"):
        DenseExpert.load(WeightsFolder(tmp_path), FILES)
    with pytest.raises(WeightsError, match="does not describe"):
        About.parse(b"{}", "image.json")
