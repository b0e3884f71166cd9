"""Each self-supervised objective learns what it asks, from films and notes without a label."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.image_monai import open_monai
from core.encoders.places import Places
from core.recipe import TrainingRecipe
from core.training.augment import Augmentation
from core.training.catalogue import STRATEGIES
from core.training.loop import Plan, TrainingError, fit
from core.training.strategies.contrastive import Views, nt_xent
from core.training.strategies.masked_image import CoveredFilms, MaskedImage
from core.training.strategies.masked_text import HiddenWords
from tests.core.training.strategies import small

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")
torch.set_num_threads(1)
FILMS = small.films(48)[0]


def opened(name: str, **encoders: Any) -> Any:
    make: Any = STRATEGIES.open(name)
    return make(encoders, (), TrainingRecipe())


def test_the_contrast_is_the_cross_entropy_of_finding_the_other_view() -> None:
    views = torch.eye(4)
    expected = -np.log(np.exp(2.0) / (np.exp(2.0) + 6.0))
    assert float(nt_xent(views, views, 0.5)) == pytest.approx(expected, abs=1e-5)
    assert float(nt_xent(views, views.roll(1, 0), 0.5)) > 2.0


def test_contrastive_training_brings_the_views_of_a_film_together() -> None:
    encoder = small.image_encoder()
    objective = opened("contrastive", film=encoder)
    grids = np.random.default_rng(3).uniform(size=(48, 2, 2))
    films = np.kron(grids, np.ones((1, 20, 20))).astype(np.float32)
    gentle = Augmentation(5, 0.05, 0.02, 0.05, 0.05, 0.05, 0.02, flip=0)
    samples = Views(encoder, films, 32, gentle)
    history = fit(objective, samples, Plan(epochs=12, batch=24, rate=1e-2, warmup=0.0))
    assert np.mean(history.losses[-4:]) < 0.6 * np.log(47)


def test_two_views_of_a_film_differ_and_the_seed_decides_how() -> None:
    encoder = small.image_encoder()
    samples = Views(encoder, FILMS, 32)
    first, second = samples.batch(np.arange(4), np.random.default_rng(1))
    again, _ = samples.batch(np.arange(4), np.random.default_rng(1))
    assert torch.equal(first["pixels"], again["pixels"])
    assert not torch.allclose(first["pixels"], second["pixels"])


def test_covered_squares_are_told_better_than_by_their_mean() -> None:
    encoder = small.image_encoder(64)
    objective = opened("masked-image", film=encoder)
    levels = np.random.default_rng(2).uniform(size=(48, 1, 1)).astype(np.float32)
    films = list(np.clip(levels + 0.2 * FILMS, 0.0, 1.0))
    samples = CoveredFilms(encoder, films)
    history = fit(objective, samples, Plan(epochs=12, batch=16, rate=1e-2))
    pixels = np.stack([encoder.prepare(film)["pixels"].numpy() for film in films])
    assert np.mean(history.losses[-3:]) < 0.6 * np.abs(pixels - np.median(pixels)).mean()


def test_what_is_covered_does_not_reach_the_encoder() -> None:
    encoder = small.image_encoder(64)
    objective = MaskedImage(encoder, FILMS[0])
    objective.module.eval()
    batch = CoveredFilms(encoder, FILMS).batch(np.arange(2), np.random.default_rng(0))
    pixels, covered = batch["batch"]["pixels"], batch["covered"]
    over = covered.repeat_interleave(16, 1).repeat_interleave(16, 2)[:, None]
    assert covered.flatten(1).sum(dim=1).tolist() == [8, 8]
    seen: list[Any] = []
    encoder.module.register_forward_pre_hook(lambda module, given: seen.append(given[0].clone()))
    with torch.no_grad():
        objective.loss(batch)
        objective.loss({**batch, "batch": {"pixels": pixels + 5.0 * over}})
    assert torch.equal(seen[0], seen[1])


def test_an_encoder_without_a_grid_is_refused() -> None:
    encoder = open_monai(Places(), {"network": "ResNet", "size": 40, "arguments": small.NETWORK})
    with pytest.raises(TrainingError, match="square grid: this encoder gives"):
        CoveredFilms(encoder, FILMS)


def test_hidden_words_are_told_from_those_around_them(tmp_path: Path) -> None:
    encoder = small.text_encoder(tmp_path)
    objective = opened("masked-text", note=encoder)
    texts = [small.NOTES[number % 4] for number in range(64)]
    history = fit(objective, HiddenWords(encoder, texts, 0.3), Plan(epochs=12, batch=16, rate=5e-3))
    assert np.mean(history.losses[:2]) > 2.0
    assert np.mean(history.losses[-8:]) < 1.2


def test_a_seventh_of_the_words_is_asked_and_special_tokens_never(tmp_path: Path) -> None:
    encoder = small.text_encoder(tmp_path)
    samples = HiddenWords(encoder, [small.NOTES[number % 4] for number in range(200)])
    batch = samples.batch(np.arange(200), np.random.default_rng(0))
    asked, ids, truth = batch["asked"], batch["ids"], batch["truth"]
    words = int(((truth > 4) | (truth == 1)).sum())
    assert float(asked.sum()) / words == pytest.approx(0.15, abs=0.01)
    assert bool(((truth[asked] > 4) | (truth[asked] == 1)).all())
    assert torch.equal(ids[~asked], truth[~asked])
    assert float((ids[asked] == encoder.mask_id).float().mean()) == pytest.approx(0.8, abs=0.06)  # type: ignore[attr-defined]


def test_strategies_for_one_encoder_name_what_is_wrong_with_several(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"'contrastive' trains one image encoder, and the recipe has 0"):
        opened("contrastive", note=small.text_encoder(tmp_path))
    with pytest.raises(TrainingError, match=r"has 2 \(a, b\)"):
        opened("masked-image", a=small.image_encoder(), b=small.image_encoder())


def test_a_text_model_without_a_mask_is_refused() -> None:
    with pytest.raises(TrainingError, match="knows a mask"):
        HiddenWords(small.image_encoder(), [])
