from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.case import Modality
from core.encoders.places import Places
from core.weights import WeightsError, save, seal

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
from core.encoders.audio_voice import FOLDER, mel, open_voice, raised, shipped, vector, window_starts  # noqa: E402

LOW, HIGH = (110.0, (600.0, 1100.0, 2400.0)), (210.0, (350.0, 2200.0, 2900.0))
# What Resemblyzer 0.1.4 itself (its code, librosa's spectrogram) makes of these two sounds, in thousandths.
LOW_THEIRS = (
    "0 0 50 0 0 44 132 0 2 9 145 178 0 102 0 0 82 47 0 0 0 10 0 0 0 0 0 0 0 0 81 27 0 0 227 182 98 0 61 0 0 0 0 0 "
    "165 0 21 0 9 43 0 65 0 0 0 0 32 0 8 0 0 9 80 14 0 0 74 189 0 0 0 0 0 51 114 0 0 2 0 94 60 0 4 53 0 0 10 0 0 "
    "102 0 0 0 0 0 0 0 0 0 0 0 0 3 0 101 44 62 5 0 81 0 0 0 71 0 0 115 0 67 0 130 0 155 0 101 11 9 274 91 0 0 0 87 "
    "230 78 42 0 0 0 8 0 0 66 121 0 0 68 0 37 6 41 191 0 0 54 114 0 0 183 157 0 0 29 126 107 228 26 75 31 0 0 0 0 "
    "12 0 32 0 52 0 21 0 56 17 0 0 0 0 1 0 1 58 43 0 0 0 43 61 31 0 78 0 0 0 3 0 0 24 28 6 0 0 0 55 164 0 0 0 0 192 "
    "0 72 0 53 0 0 0 0 0 0 0 0 0 0 0 0 0 59 131 47 235 0 42 0 96 0 8 0 0 77 37 4 52 49 0 0 0 "
)  # fmt: skip
HIGH_THEIRS = (
    "8 72 35 0 0 32 0 0 58 106 55 84 0 20 26 25 0 0 0 0 0 11 0 0 0 0 33 18 0 0 0 4 65 0 32 0 162 0 0 0 0 0 17 0 46 "
    "0 41 37 10 37 0 85 0 0 0 0 0 0 37 0 0 10 185 0 53 0 130 61 0 0 0 0 0 177 0 0 0 43 0 0 0 0 67 68 0 0 0 76 0 75 "
    "22 0 16 0 0 0 7 0 0 0 0 0 0 11 13 32 90 43 0 193 0 97 0 160 0 0 149 0 5 0 146 11 92 30 0 52 0 107 0 0 0 0 49 2 "
    "0 23 0 66 0 33 0 0 29 167 0 5 222 0 104 27 163 0 0 0 14 0 0 0 0 86 1 0 0 0 0 104 60 0 0 0 0 0 0 5 0 154 0 12 "
    "228 48 0 0 0 67 107 0 0 146 0 0 233 44 0 11 0 61 22 204 0 124 0 0 0 15 0 11 0 74 179 0 0 0 12 20 0 0 0 65 4 0 "
    "97 43 0 0 0 0 0 6 0 0 0 0 28 0 0 23 84 187 226 0 25 39 0 39 10 137 27 0 303 0 0 82 0 0 74 0 "
)  # fmt: skip


def sung(pitch: float, formants: tuple[float, ...], seconds: float = 2.4) -> NDArray[np.float32]:
    """A vowel with vibrato and syllables, by a formula."""
    time = np.arange(int(seconds * 16000)) / 16000
    cycles = 2 * np.pi * (pitch * time + 4.0 * np.sin(2 * np.pi * 1.3 * time) / 1.3)
    out = np.zeros(len(time))
    for number in range(1, int(4000 / pitch)):
        loud = sum(np.exp(-(((number * pitch - formant) / 150.0) ** 2)) for formant in formants)
        out += (loud + 0.01) * np.sin(number * cycles)
    out *= 0.6 + 0.4 * np.sin(2 * np.pi * 3.0 * time)
    return np.asarray(0.2 * out / np.abs(out).max(), np.float32)


@pytest.mark.parametrize(("voice", "theirs"), [(LOW, LOW_THEIRS), (HIGH, HIGH_THEIRS)], ids=["low", "high"])
def test_it_hears_what_resemblyzer_hears(voice: tuple[float, tuple[float, ...]], theirs: str) -> None:
    expected = np.array([int(one) for one in theirs.split()], np.float64)
    assert len(expected) == 256
    assert vector(sung(*voice)) @ expected / np.linalg.norm(expected) > 0.999


def test_voices_differ_and_loudness_does_not() -> None:
    low = vector(sung(*LOW))
    assert low @ vector(sung(*HIGH)) < 0.6
    assert low @ vector(sung(*LOW) * 0.05) > 0.9
    assert np.linalg.norm(low) == pytest.approx(1.0, abs=1e-5)


def test_the_spectrogram_is_a_power_in_forty_bands() -> None:
    sound = sung(*LOW)
    assert mel(sound).shape == (1 + len(sound) // 160, 40)
    assert torch.allclose(mel(sound * 2), 4 * mel(sound), rtol=1e-4)


@pytest.mark.parametrize(("samples", "starts"), [(0, [0]), (25_600, [0]), (40_000, [0, 77]), (160, [0])])
def test_windows_cover_a_sound(samples: int, starts: list[int]) -> None:
    assert window_starts(samples) == starts


def test_silence_and_faint_sounds() -> None:
    assert not raised(np.zeros(1000)).any()
    assert np.sqrt(np.mean(raised(sung(*LOW) * 1e-3) ** 2)) == pytest.approx(10**-1.5, rel=1e-3)


def test_a_recipe_may_name_it() -> None:
    encoder = open_voice(Places(), {})
    encoded = encoder.embed([sung(*LOW), sung(*HIGH, seconds=0.3)])
    assert (encoder.modality, encoder.width) == (Modality.AUDIO, 256)
    assert encoded.vector.shape == (2, 256)
    assert encoded.mask.sum(dim=1).tolist() == [2, 1]
    assert np.allclose(encoded.vector[0].numpy(), vector(sung(*LOW)), atol=1e-5)


def test_altered_weights_are_not_loaded(tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    data = bytearray((tmp_path / "voice.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "voice.safetensors").write_bytes(data)
    with pytest.raises(WeightsError, match="altered"):
        shipped(tmp_path)
    save({"linear.bias": np.zeros(3, np.float16)}, tmp_path / "voice.safetensors")
    seal(tmp_path)
    with pytest.raises(WeightsError, match="another network"):
        shipped(tmp_path)
