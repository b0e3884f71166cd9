import numpy as np
import pytest

from core.encoders.logmel import filters, log_mel

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
SOUND = np.random.default_rng(0).normal(scale=0.1, size=16_000).astype("f4")


def test_it_is_what_whisper_reads() -> None:
    transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
    theirs = transformers.WhisperFeatureExtractor()
    assert np.allclose(filters(), theirs.mel_filters.T, atol=1e-7)
    padded = np.pad(SOUND, (0, 29 * 16_000))
    expected = theirs(SOUND, sampling_rate=16_000)["input_features"][0]
    assert np.allclose(log_mel(torch.from_numpy(padded)).numpy(), expected, atol=1e-5)


@pytest.mark.parametrize("samples", [400, 3200, 3360])
def test_a_frame_every_ten_milliseconds(samples: int) -> None:
    assert log_mel(torch.from_numpy(SOUND[:samples])).shape == (80, samples // 160)


def test_a_tone_is_where_it_should_be() -> None:
    tone = torch.sin(torch.arange(16_000) * (2 * torch.pi * 1000 / 16_000))
    loudest = int(log_mel(tone)[:, 50].argmax())
    centre = filters()[loudest] @ np.linspace(0, 8000, 201) / filters()[loudest].sum()
    assert abs(centre - 1000) < 60


def test_gradients_reach_the_sound() -> None:
    sound = torch.from_numpy(SOUND).requires_grad_(True)
    log_mel(sound).sum().backward()  # type: ignore[no-untyped-call]
    assert sound.grad is not None
    assert float(sound.grad.abs().sum()) > 0
