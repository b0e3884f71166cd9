"""A folder of weights as the suite reads it: the new network, the shipped guard and note, and the recipe."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np

from core import weights
from core.encoders.image_densenet import SIZE
from core.training.readout import ReadOut
from core.weights import WeightsFolder
from domains.chest.adoption.source import DenseSource, EncoderSource

CHEST = Path(__file__).parents[1]
SHIPPED = CHEST / "weights"
RECIPE, VOCABULARY, ENCODER = "recipe.toml", "vocabulary.toml", "encoder"
GATE = {"image.safetensors": "gate.safetensors", "image.json": "gate.json", "guard.safetensors": "guard.safetensors"}
FILES = ("image.safetensors", "image.json", *GATE.values())
IMAGE = {
    DenseSource: 'encoder = "densenet121"\noptions = { views = "PA AP", adult_age = 16 }',
    EncoderSource: 'encoder = "transformers-image"\nexpert = "guarded"\n'
    f'options = {{ model = "{ENCODER}", views = "PA AP", adult_age = 16 }}',
}
TEXT = """# How readings are made with weights that this hospital adopted; written by `chiron chest adopt`.
labels = {labels}

[experts.image]
modality = "image"
{image}
weights = {files}

[experts.note]
modality = "text"
encoder = "note-likelihood"
weights = ["note.json"]
options = {{ vocabulary = "{vocabulary}" }}

[experts.record]
modality = "table"
encoder = "record-logistic"
weights = ["record.json"]

[fusion]
kind = "late"
weights = "fusion.json"

[certainty]
error_rate = 0.1
minimum_positives = 30
weights = "certainty.json"
"""


def begin(out: Path, source: DenseSource | EncoderSource, labels: tuple[str, ...], heads: ReadOut | None) -> None:
    """Write everything but what is fitted: image expert, guard, note, vocabulary and recipe.

    Args:
        out: An empty folder, ``weights``; the recipe goes beside it.
        source: What was brought.
        labels: What is stated.
        heads: Of an encoder.
    """
    if isinstance(source, DenseSource):
        _dense(out, source, labels)
    else:
        _encoder(out, source, labels, heads)
    shipped = WeightsFolder(SHIPPED)
    for name, new in {**GATE, "note.json": "note.json"}.items():
        (out / new).write_bytes(shipped.read(name))
    shutil.copyfile(CHEST / VOCABULARY, out / VOCABULARY)
    about = {"labels": json.dumps(labels), "image": IMAGE[type(source)], "files": json.dumps(FILES)}
    (out.parent / RECIPE).write_text(TEXT.format(vocabulary=VOCABULARY, **about), encoding="utf-8")


def _dense(out: Path, source: DenseSource, labels: tuple[str, ...]) -> None:
    weights.save(source.arrays, out / FILES[0])
    outputs = [label if label in labels else "" for label in source.outputs]
    _json(out / FILES[1], {"outputs": outputs, "size": SIZE, "source": source.told})


def _encoder(out: Path, source: EncoderSource, labels: tuple[str, ...], heads: ReadOut | None) -> None:
    if heads is None:
        raise ValueError("An encoder states nothing without heads.")
    tensors = {"weight": heads.weights, "bias": heads.bias, "temperature": np.ones(1)}
    weights.save({name: np.asarray(value, np.float32) for name, value in tensors.items()}, out / FILES[0])
    _json(out / FILES[1], {"labels": list(labels)})
    (out / ENCODER).mkdir()
    for path in sorted(source.folder.iterdir()):
        if path.suffix in (".json", ".safetensors") and path.is_file():
            shutil.copyfile(path, out / ENCODER / path.name)


def _json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
