from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.fusion import digits, digits_data

SPOKEN = np.repeat(np.arange(10), 3)
WRITTEN = np.tile(np.arange(10), 8)
HELD_OUT = np.arange(80) >= 40


def test_a_recording_gets_a_picture_of_its_digit_and_none_is_given_twice() -> None:
    found = digits_data.pairing(SPOKEN, WRITTEN, ~HELD_OUT, 0)

    assert np.array_equal(WRITTEN[found], SPOKEN)
    assert len(set(found.tolist())) == len(SPOKEN)
    assert not HELD_OUT[found].any()


def test_too_few_pictures_are_named() -> None:
    with pytest.raises(ValueError, match="3 recordings of 0 and only 2 pictures"):
        digits_data.pairing(SPOKEN, WRITTEN, np.arange(80) < 20, 0)


@pytest.mark.parametrize("decibels", [20.0, 0.0, -10.0])
def test_noise_has_the_asked_ratio(decibels: float) -> None:
    sound = np.sin(np.arange(8000) / 9.0) * 0.3

    noise = digits_data.with_noise(sound, decibels, np.random.default_rng(0)) - sound

    assert 10 * np.log10(np.mean(sound**2) / np.mean(noise**2)) == pytest.approx(decibels, abs=1e-6)


def test_infinite_ratio_is_no_noise() -> None:
    sound = np.sin(np.arange(800) / 9.0)
    assert np.array_equal(digits_data.with_noise(sound, np.inf, np.random.default_rng(0)), sound)


def test_grain_stays_in_range_and_has_its_spread() -> None:
    picture = np.full((28, 28), 0.5)

    noisy = digits_data.grainy(picture, 0.1, np.random.default_rng(0))

    assert 0.0 <= noisy.min() and noisy.max() <= 1.0
    assert noisy.std() == pytest.approx(0.1, rel=0.15)


def test_a_patch_covers_its_share() -> None:
    covered = digits_data.occluded(np.zeros((28, 28)), 0.25, np.random.default_rng(0))
    assert np.mean(covered == 0.5) == pytest.approx(0.25, abs=0.03)


def test_a_sound_of_any_length_has_the_same_width() -> None:
    sounds = [np.sin(np.arange(n) / 9.0) for n in (1800, 7000)]

    found = digits_data.mel(sounds)

    assert found.shape == (2, digits_data.STEPS * digits_data.BANDS)
    assert np.allclose(digits_data.mel([2 * sounds[0]])[0], found[0], atol=1e-4)  # loudness says nothing


def test_pictures_of_the_test_are_held_out_and_a_speaker_keeps_to_himself() -> None:
    collection = SimpleNamespace(
        speakers=np.repeat(["a", "b"], 15),
        spoken=np.tile(np.arange(5), 6),
        pictures=np.stack([np.full((28, 28), n / 80) for n in range(80)]),
        written=WRITTEN,
        held_out=HELD_OUT,
    )

    shown = digits.seen(collection, "a", digits.CLEAN)  # type: ignore[arg-type]

    chosen = np.rint(shown[:, 0] * 80).astype(int)
    assert HELD_OUT[chosen].all()
    assert np.array_equal(WRITTEN[chosen], collection.spoken[collection.speakers == "a"])
