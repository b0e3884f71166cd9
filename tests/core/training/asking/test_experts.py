"""The experts behind an answer, fitted on questions that we make."""

import numpy as np
import pytest

from core.encoders.image_guard import Guard
from core.training.asking import experts, guarding
from core.training.asking.rows import Rows
from core.training.asking.templates import templates

RANDOM = np.random.default_rng(0)


def _rows() -> Rows:
    """Ten films; masses are always there and fractures never."""
    files = np.repeat([f"film{i}" for i in range(10)], 2)
    questions = np.tile(["Is there a big mass?", "Is there a bad fracture?"], 10)
    return Rows(questions, np.tile(["yes", "no"], 10), files, np.ones(20, bool))


def test_words_alone_learn_from_rows_and_templates() -> None:
    ngrams = experts.spellings(_rows())
    weights, bias = experts.words_alone(ngrams, _rows(), experts.general(templates()))
    mass, scan = ngrams(["Is there a big mass?", "Is this a CT scan?"]) @ weights + bias
    assert mass > 0 > scan


def test_held_out_logits_tell_the_answers_of_other_films() -> None:
    said = experts.held_out(experts.spellings(_rows()), _rows(), 0)
    assert np.all((said > 0) == (_rows().truth > 0))


def test_concepts_are_found_with_their_sign() -> None:
    ngrams = experts.spellings(_rows())
    asked = experts.asked_for(ngrams, templates())
    heart = [concept.name for concept in templates().concepts].index("cardiomegaly")
    large, normal, scan = experts.shares(
        ngrams, asked, ["Is the heart enlarged?", "Is the heart size normal?", "Is this a CT scan?"]
    )[:, heart]
    assert large > 0.5
    assert normal < -0.5
    assert abs(scan) < 0.1


def test_a_picture_that_misleads_is_not_turned_round() -> None:
    truth = RANDOM.integers(0, 2, 200).astype(float)
    said, moved = truth + RANDOM.normal(size=200), -3 * truth + RANDOM.normal(size=200)
    assert experts.stacked(truth, said, moved)["image"] == 0.0
    assert experts.stacked(truth, said, -moved)["image"] > 0.5


def test_answers_in_words_know_what_was_said() -> None:
    rows = Rows(
        np.array(["Where is the tip?"] * 3), np.array(["left vein"] * 3), np.array(list("abc")), np.ones(3, bool)
    )
    ngrams = experts.spellings(_rows())
    tensors, answers = experts.answers_in_words(ngrams, rows, templates())
    logits = ngrams(["Where is the tip?"]) @ tensors["open"].astype(float).T + tensors["open_bias"]
    assert answers[int(np.argmax(logits))] == "left vein"


def test_the_guard_tells_foreign_and_leaning_from_upright() -> None:
    upright = RANDOM.normal(size=(400, 112))
    leaning, foreign = upright[:200] + 3.0 * np.eye(112)[0], RANDOM.normal(size=(50, 112)) * 8.0
    guard = Guard(guarding.fitted(upright, leaning, foreign))
    assert np.mean(guard.distances(foreign) > guard.threshold) == pytest.approx(1.0, abs=0.05)
    assert np.mean(guard.distances(upright) > guard.threshold) < 0.02
    assert np.mean(guard.poses(leaning) > guard.pose_threshold) > 0.7
