"""A sound that is there fits better than any other; one that is not is found out."""

import numpy as np
import pytest

from domains.vocabulary.pronunciation.acoustics import Scores, model, scores
from domains.vocabulary.pronunciation.alignment import Word, align, likelihoods
from domains.vocabulary.pronunciation.goodness import fits
from domains.vocabulary.pronunciation.judging import Calibration, apart, features, shipped, whole
from domains.vocabulary.pronunciation.recording import prepared, read
from tests.domains.vocabulary.pronunciation.conftest import Say

CHICKEN = ("CH", "IH", "K", "AH", "N")


def word(*phones: str) -> Word:
    return tuple(model().phones.index(phone) for phone in phones)


def perfect(said: Word, hold: int = 4) -> Scores:
    """Frames in which each state of a word fits in its turn, and nothing else does."""
    silence = model().sequences[model().alone[model().phones.index("SIL")]]
    states = np.concatenate([silence, model().states(said).ravel(), silence]).repeat(hold)
    frames = np.full((len(states), 5126), -8.0, dtype=np.float32)
    frames[np.arange(len(states)), states] = 0.0
    return frames


def test_the_model_knows_the_sounds_of_english_in_their_context() -> None:
    assert len(model().spoken) == 39
    assert model().states(word(*CHICKEN)).shape == (5, 3)
    assert (model().states(word("K", "AE", "T"))[0] != model().states(word("K", "IY", "T"))[0]).any()


def test_many_wordings_at_once_fit_as_each_alone() -> None:
    frames, wordings = perfect(word(*CHICKEN)), [word(*CHICKEN), word("K", "AE", "T"), word("CH", "IH", "N")]
    alone = [align(frames, each, model()).likelihood for each in wordings]
    np.testing.assert_allclose(likelihoods(frames, wordings, model()), alone, rtol=1e-4)
    assert alone[0] == max(alone)


def test_sounds_are_found_where_they_are() -> None:
    bounds = align(perfect(word(*CHICKEN)), word(*CHICKEN), model()).bounds
    assert bounds.tolist() == [12, 24, 36, 48, 60, 72]


def test_what_is_shorter_than_the_word_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than the word"):
        align(perfect(word("AH"))[:10], word(*CHICKEN), model())


@pytest.mark.parametrize("at", range(5))
def test_an_exchanged_sound_is_found_out_and_named(at: int) -> None:
    said = word(*CHICKEN)
    frames, entry = perfect(said), (*said[:at], *word("UW"), *said[at + 1 :])
    right, wrong = fits(frames, said, model()), fits(frames, entry, model())
    assert all(fit.ratio > 0 and fit.posterior > -0.1 for fit in right)
    assert wrong[at].ratio < 0 and wrong[at].rival == said[at]
    assert shipped().score(right[at]) > 0.9 > 0.4 > shipped().score(wrong[at])
    assert fits(frames, entry, model(), [at]) == (wrong[at],)


def test_a_sound_too_many_is_best_left_out() -> None:
    frames = perfect(word("K", "AE", "T"))
    assert fits(frames, word("K", "AE", "T", "S"), model())[3].rival is None


def test_likelihood_stands_beside_that_of_any_sounds() -> None:
    frames = perfect(word(*CHICKEN))
    near, far = (float(each) for each in likelihoods(frames, [word(*CHICKEN), word("M", "UW")], model()))
    assert apart(near, frames, model()) > apart(far, frames, model())


def test_scores_are_shares_and_a_missing_sound_shows_in_the_whole() -> None:
    fit = fits(perfect(word("K", "AE", "T")), word("K", "AE", "T"), model())[0]
    assert features(fit).shape == (2,)
    assert Calibration((0.0, 0.0), 0.0, 0.0).score(fit) == 0.5
    assert whole([0.9, 0.9, 0.9]) == pytest.approx(0.9)
    assert whole([0.9, 0.9, 0.0]) < 0.2


def test_frames_are_scored_ten_milliseconds_each_and_the_same_each_time(say: Say) -> None:
    samples = prepared(read(say("chicken"), 20.0)).samples
    told = scores(samples)
    assert told.shape == (pytest.approx(len(samples) / 160, abs=4), 5126)
    assert told.max() == 0.0
    np.testing.assert_array_equal(told, scores(samples))
