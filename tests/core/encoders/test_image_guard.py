"""The guard knows the films it was fitted on from everything else."""

import numpy as np
import pytest

from core.encoders.image_guard import Guard, fit
from core.intake.refusal import Refused
from core.weights import WeightsError

RANDOM = np.random.default_rng(0)
MIXING = RANDOM.normal(size=(5, 40))
FILM = RANDOM.uniform(size=(64, 64))


def embeddings(count: int) -> np.ndarray:
    """Films of one kind: five directions and a little noise."""
    return RANDOM.normal(size=(count, 5)) @ MIXING + 0.1 * RANDOM.normal(size=(count, 40)) + 3.0


def test_films_of_the_kind_are_near_one_and_others_far() -> None:
    guard = Guard(fit(embeddings(400), 5))
    assert np.median(guard.distances(embeddings(100))) == pytest.approx(1.0, abs=0.3)
    assert np.all(guard.distances(RANDOM.normal(size=(50, 40)) * 4) > 5)


def test_only_what_is_too_far_is_refused() -> None:
    guard = Guard(fit(embeddings(400), 5) | {"threshold": np.array([4.0])})
    guard.check(FILM, embeddings(1)[0])
    with pytest.raises(Refused, match="does not look like") as refusal:
        guard.check(FILM, np.full(40, 30.0))
    assert refusal.value.code == "not-a-chest-film"


def test_a_turned_film_is_told_apart_from_a_picture_of_something_else() -> None:
    direction = MIXING[0] / np.linalg.norm(MIXING[0])
    tensors = fit(embeddings(400), 5) | {"pose": direction, "pose_threshold": np.array([30.0])}
    film = embeddings(1)[0]
    upright, turned = film - (film @ direction) * direction, film + (31.0 - film @ direction) * direction
    Guard(tensors).check(FILM, upright)
    with pytest.raises(Refused, match="turned or inverted") as refusal:
        Guard(tensors).check(FILM, turned)
    assert refusal.value.code == "pose"


def test_a_blank_picture_is_called_blank() -> None:
    with pytest.raises(Refused, match="blank"):
        Guard(fit(embeddings(400), 5)).check(np.full((64, 64), 0.4), embeddings(1)[0])


def test_incomplete_weights_are_refused() -> None:
    tensors = fit(embeddings(50), 5)
    del tensors["variances"]
    with pytest.raises(WeightsError, match="incomplete"):
        Guard(tensors)
