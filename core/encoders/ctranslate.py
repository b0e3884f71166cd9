"""The encoder half of a Whisper model in CTranslate2's format, renamed for the `transformers` library.

The format (CTranslate2 4, `python/ctranslate2/specs/model_spec.py`, MIT): version, name of the specification, its
revision, then every variable with its name, shape, number format and bytes. It is read as plain numbers, nothing in it
can run.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsError

FORMATS = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}
VERSION = 6
PARTS = {
    "conv1/": "conv1.",
    "conv2/": "conv2.",
    "layer_norm/": "layer_norm.",
    "self_attention/layer_norm/": "self_attn_layer_norm.",
    "self_attention/linear_1/": "self_attn.out_proj.",
    "ffn/layer_norm/": "final_layer_norm.",
    "ffn/linear_0/": "fc1.",
    "ffn/linear_1/": "fc2.",
}
ENDS = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}
FUSED = "self_attention/linear_0/"
POSITIONS = "position_encodings/encodings"

Arrays = dict[str, NDArray[np.float32]]


def variables(data: bytes) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """Name and array of every variable.

    Raises:
        WeightsError: it is another format, or cut short.
    """
    file = BytesIO(data)
    try:
        version, _, _, count = _number(file, "I"), _name(file), _number(file, "I"), _number(file, "I")
        if version != VERSION:
            raise WeightsError(f"The CTranslate2 model has format {version}, and only {VERSION} is read.")
        for _ in range(count):
            yield _name(file), _array(file)
    except (struct.error, ValueError, KeyError) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError("The CTranslate2 model is damaged or cut short.") from error


def whisper_encoder(path: Path) -> tuple[Arrays, int]:
    """Tensors of `transformers.models.whisper.WhisperEncoder`, and the number of attention heads.

    Raises:
        WeightsError: it is no such model, or is quantised to integers.
    """
    found = {k.removeprefix("encoder/"): v for k, v in variables(path.read_bytes()) if k.startswith("encoder/")}
    if "num_heads" not in found or any(key.endswith("weight_scale") for key in found):
        raise WeightsError(f"{path} is no Whisper model in floating point.")
    heads = int(found.pop("num_heads"))
    arrays: Arrays = {}
    for key, value in found.items():
        arrays |= _renamed(key, value.astype(np.float32))
    return arrays, heads


def _renamed(key: str, value: NDArray[np.float32]) -> Arrays:
    if key == POSITIONS:
        return {"embed_positions.weight": value}
    head, _, rest = key.partition("/") if key.startswith("layer_") and key[6].isdigit() else ("", "", key)
    prefix = f"layers.{head.removeprefix('layer_')}." if head else ""
    part, end = rest.rsplit("/", 1)
    if f"{part}/" == FUSED:
        return _unfused(prefix, ENDS[end], value)
    return {prefix + PARTS[f"{part}/"] + ENDS[end]: value}


def _unfused(prefix: str, end: str, value: NDArray[np.float32]) -> Arrays:
    """One matrix for queries, keys and values becomes three; the library's keys have no bias."""
    parts = zip("qkv", np.split(value, 3), strict=True)
    return {f"{prefix}self_attn.{letter}_proj.{end}": part for letter, part in parts if (letter, end) != ("k", "bias")}


def _number(file: BytesIO, kind: str) -> int:
    size = struct.calcsize(f"<{kind}")
    return int(struct.unpack(f"<{kind}", file.read(size))[0])


def _name(file: BytesIO) -> str:
    return file.read(_number(file, "H"))[:-1].decode("ascii")


def _array(file: BytesIO) -> NDArray[np.generic]:
    shape = tuple(_number(file, "I") for _ in range(_number(file, "B")))
    kind, size = FORMATS[_number(file, "B")], _number(file, "I")
    return np.frombuffer(file.read(size), kind).reshape(shape)
