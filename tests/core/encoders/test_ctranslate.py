"""The format, written by hand after its specification."""

import struct
from pathlib import Path

import numpy as np
import pytest

from core.encoders.ctranslate import variables, whisper_encoder
from core.weights import WeightsError

ARRAYS: dict[str, np.ndarray] = {
    "encoder/conv1/weight": np.arange(24, dtype="<f2").reshape(2, 4, 3),
    "encoder/num_heads": np.array(2, "<i2"),
    "encoder/position_encodings/encodings": np.ones((5, 2), "<f4"),
    "encoder/layer_0/self_attention/linear_0/weight": np.arange(12, dtype="<f4").reshape(6, 2),
    "encoder/layer_0/self_attention/linear_0/bias": np.arange(6, dtype="<f4"),
    "encoder/layer_0/ffn/layer_norm/gamma": np.ones(2, "<f4"),
    "decoder/embeddings/weight": np.ones((3, 2), "<f4"),
}
KINDS = {"<f4": 0, "<i1": 1, "<i2": 2, "<i4": 3, "<f2": 4}


def name(word: str) -> bytes:
    return struct.pack("<H", len(word) + 1) + word.encode() + b"\0"


def written(arrays: dict[str, np.ndarray], version: int = 6) -> bytes:
    parts = [struct.pack("<I", version), name("WhisperSpec"), struct.pack("<II", 3, len(arrays))]
    for key, value in arrays.items():
        shape = struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
        parts += [
            name(key),
            shape,
            struct.pack("<BI", KINDS[value.dtype.str.replace("|", "<")], value.nbytes),
            value.tobytes(),
        ]
    return b"".join(parts)


def test_every_variable() -> None:
    found = dict(variables(written(ARRAYS)))
    assert list(found) == list(ARRAYS)
    assert all(np.array_equal(found[key], value) for key, value in ARRAYS.items())


def test_names_are_the_librarys(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(written(ARRAYS))
    arrays, heads = whisper_encoder(tmp_path / "model.bin")
    assert heads == 2
    assert set(arrays) == {
        *("conv1.weight", "embed_positions.weight", "layers.0.final_layer_norm.weight"),
        *(f"layers.0.self_attn.{letter}_proj.weight" for letter in "qkv"),
        *(f"layers.0.self_attn.{letter}_proj.bias" for letter in "qv"),
    }
    assert arrays["layers.0.self_attn.v_proj.bias"].tolist() == [4.0, 5.0]
    assert arrays["conv1.weight"].dtype == np.float32


@pytest.mark.parametrize("cut", [0, 3, 20, 60, -5])
def test_what_is_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(WeightsError, match="damaged or cut short"):
        list(variables(written(ARRAYS)[:cut]))


def test_another_version_or_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="has format 5"):
        list(variables(written(ARRAYS, 5)))
    for key in ("encoder/num_heads", "decoder/embeddings/weight"):
        others = {k: v for k, v in ARRAYS.items() if k != key} | {"encoder/conv1/weight_scale": np.ones(1, "<f4")}
        (tmp_path / "model.bin").write_bytes(written(others))
        with pytest.raises(WeightsError, match="no Whisper model in floating point"):
            whisper_encoder(tmp_path / "model.bin")
