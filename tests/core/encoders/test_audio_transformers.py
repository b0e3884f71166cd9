from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.audio_transformers import open_audio
from core.encoders.encoder import Encoder
from core.encoders.places import Places
from core.weights import WeightsError
from tests.core.encoders.models import gradients, saved, sizes
from tests.core.encoders.test_audio_whisper import tiny

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
SOUND = np.random.default_rng(0).normal(scale=0.1, size=12_000).astype("f4")
CONVOLUTIONS = {
    **{"conv_dim": [8, 8], "conv_kernel": [10, 8], "conv_stride": [20, 16]},
    **{"num_conv_pos_embeddings": 8, "num_conv_pos_embedding_groups": 2},
}


def wav2vec2(norm: str) -> Any:
    config = transformers.Wav2Vec2Config(**sizes(), **CONVOLUTIONS, feat_extract_norm=norm)
    return transformers.Wav2Vec2Model(config)


def opened(model: Any, extractor: Any, folder: Path, **options: Any) -> Encoder:
    saved(model, folder)
    extractor.save_pretrained(folder)
    return open_audio(Places(), {"model": str(folder), **options})


@pytest.mark.parametrize("norm", ["group", "layer"])
def test_wav2vec2(norm: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model, extractor = wav2vec2(norm).eval(), transformers.Wav2Vec2FeatureExtractor()
    encoder = opened(model, extractor, tmp_path)
    encoded = encoder.embed([SOUND, SOUND[:7000]])
    for row, sound in enumerate((SOUND, SOUND[:7000])):
        with torch.no_grad():
            values = extractor(sound, sampling_rate=16_000, return_tensors="pt")["input_values"]
            expected = model(values).last_hidden_state[0]
        assert torch.allclose(encoded.tokens[row][encoded.mask[row]], expected, atol=1e-5)
        assert torch.allclose(encoded.vector[row], expected.mean(dim=0), atol=1e-5)
    assert encoder.width == 32


def test_a_long_sound_is_read_in_pieces(tmp_path: Path) -> None:
    encoder = opened(wav2vec2("group"), transformers.Wav2Vec2FeatureExtractor(), tmp_path, seconds=0.25)
    assert encoder.prepare(SOUND)["values"].shape == (3, 4000)
    assert int(encoder.embed([SOUND]).mask.sum()) == 39


def test_the_shortest_sound(tmp_path: Path) -> None:
    encoder = opened(wav2vec2("group"), transformers.Wav2Vec2FeatureExtractor(), tmp_path)
    assert encoder.embed([SOUND[:320]]).tokens.shape[1] > 0


def test_a_spectrogram_transformer(tmp_path: Path) -> None:
    config = transformers.ASTConfig(
        **sizes(max_length=64, num_mel_bins=32, patch_size=16, time_stride=16, frequency_stride=16)
    )
    extractor = transformers.ASTFeatureExtractor(num_mel_bins=32, max_length=64)
    encoder = opened(transformers.ASTModel(config), extractor, tmp_path)
    assert encoder.embed([SOUND, SOUND[:5000]]).tokens.shape == (2, 10, 32)


def test_whisper_too(tmp_path: Path) -> None:
    encoder = opened(tiny(), transformers.WhisperFeatureExtractor(), tmp_path)
    assert encoder.embed([SOUND]).tokens.shape == (1, 38, 16)


def test_gradients_reach_the_first_layer(tmp_path: Path) -> None:
    learnt = gradients(opened(wav2vec2("group"), transformers.Wav2Vec2FeatureExtractor(), tmp_path), [SOUND])
    assert max(slope for name, slope in learnt.items() if "conv_layers.0" in name) > 0


def test_without_an_extractor_it_is_refused(tmp_path: Path) -> None:
    saved(wav2vec2("group"), tmp_path)
    with pytest.raises(WeightsError, match="preprocessor_config"):
        open_audio(Places(), {"model": str(tmp_path)})


def test_another_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="8000 Hz"):
        opened(wav2vec2("group"), transformers.Wav2Vec2FeatureExtractor(sampling_rate=8000), tmp_path)
