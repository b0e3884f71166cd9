"""What a hospital fetched: a DenseNet-121 as safetensors, or a folder with a vision model. Pickles are never opened."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_densenet import BIAS, monai_names
from core.encoders.places import Places
from core.weights import WeightsError
from domains.chest.calibration.labelled import plain
from domains.chest.sheet import Unusable

Film = NDArray[np.floating[Any]]
LARGEST = 4 * 1024**3
LONGEST_HEADER = 8 * 1024**2
PICKLED = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
CONVERT = "python -m domains.chest.adoption.convert"
TORCHXRAYVISION = (
    "Atelectasis", "Consolidation", "Infiltration", "Pneumothorax", "Edema", "Emphysema", "Fibrosis", "Effusion",
    "Pneumonia", "Pleural_Thickening", "Cardiomegaly", "Nodule", "Mass", "Hernia", "Lung Lesion", "Fracture",
    "Lung Opacity", "Enlarged Cardiomediastinum",
)  # fmt: skip
"""Order of the 18 outputs of its networks, where a file does not say its labels (release 1.5.7)."""


@dataclass(frozen=True)
class DenseSource:
    """A network that states findings itself.

    Attributes:
        arrays: By MONAI's names.
        outputs: Label of each output, in order; empty for one that the recipe does not know.
        told: What the file says of where it comes from.
    """

    arrays: Mapping[str, NDArray[np.float32]]
    outputs: tuple[str, ...]
    told: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """What it can state."""
        return tuple(label for label in self.outputs if label)

    def eye(self) -> Any:
        """A film to log-odds, in the order of :attr:`labels`; behind no guard."""
        from core.encoders.image_densenet import About, DenseExpert

        expert = DenseExpert(self.arrays, About(self.outputs))

        def look(film: Film) -> NDArray[Any]:
            return np.array([*expert.look(film).log_odds.values()])

        return look


@dataclass(frozen=True)
class EncoderSource:
    """A vision model that only describes films; heads are fitted on the cases.

    Attributes:
        folder: Holds the model.
        labels: All that the recipe knows.
    """

    folder: Path
    labels: tuple[str, ...] = field(default=())

    def eye(self) -> Any:
        """A film to its vector ``(width,)``."""
        from core.encoders.image_transformers import open_image

        encoder = open_image(Places(), {"model": str(self.folder.absolute())})

        def look(film: Film) -> NDArray[Any]:
            return np.asarray(encoder.embed([film]).vector[0].numpy(), np.float64)

        return look


Source = DenseSource | EncoderSource


def opened(path: Path, labels: Sequence[str]) -> Source:
    """What lies at a path.

    Args:
        path: A safetensors file, or a folder.
        labels: Those of the recipe.

    Raises:
        Unusable: it is neither; the sentence says what to do.
        WeightsError: it is damaged, or of another network.
    """
    if path.is_dir():
        return EncoderSource(_checked(path), tuple(labels))
    try:
        with path.open("rb") as file:
            start, size = file.read(8), path.stat().st_size
    except OSError as error:
        raise Unusable(f"{path} cannot be opened: {error.strerror}.") from error
    if start.startswith(PICKLED) or path.suffix in (".pt", ".pth", ".bin", ".pkl", ".ckpt"):
        raise Unusable(
            f"{path} is a pickle, which can run code when it is opened: convert it where torchxrayvision is installed, "
            f"with '{CONVERT} {path.name} OUT.safetensors', and give that file (docs/weights.md)."
        )
    if size > LARGEST or len(start) < 8 or struct.unpack("<Q", start)[0] > min(size, LONGEST_HEADER):
        raise Unusable(f"{path} is not a safetensors file; give one, or a folder with a vision model in it.")
    return _dense(path, labels)


def _checked(folder: Path) -> Path:
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise Unusable(
            f"The folder {folder} holds no vision model: it needs config.json and *.safetensors, as the hub keeps them."
        )
    if sum(path.stat().st_size for path in folder.glob("*.safetensors")) > LARGEST:
        raise Unusable(f"The model in {folder} is larger than {LARGEST // 1024**3} GB: take a smaller one.")
    return folder


def _dense(path: Path, labels: Sequence[str]) -> DenseSource:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            told: Mapping[str, str] = file.metadata() or {}
            arrays = monai_names({name: file.get_tensor(name) for name in file.keys()})
    except (SafetensorError, OSError, TypeError) as error:
        raise WeightsError(f"{path} is not a whole safetensors file of numbers; fetch or convert it again.") from error
    if BIAS not in arrays or arrays[BIAS].ndim != 1:
        raise WeightsError(f"{path} has no classifier, so it is no DenseNet-121 with findings.")
    outputs = _outputs(path, told, len(arrays[BIAS]), labels)
    return DenseSource(arrays, outputs, told.get("source", ""))


def _outputs(path: Path, told: Mapping[str, str], count: int, labels: Sequence[str]) -> tuple[str, ...]:
    """The recipe's label of each output.

    Raises:
        Unusable: the file does not say what they are, or none is a finding of the recipe.
    """
    names = _names(path, told, count)
    known = {plain(label): label for label in labels}
    outputs = tuple(known.get(plain(name), "") for name in names)
    if not any(outputs):
        raise Unusable(f"None of the outputs of {path} is a finding of the recipe ('chiron chest findings').")
    if twice := [label for label in outputs if label and outputs.count(label) > 1]:
        raise Unusable(f"{path} has more than one output named {twice[0]}; keep one of them.")
    return outputs


def _names(path: Path, told: Mapping[str, str], count: int) -> tuple[str, ...]:
    if "labels" not in told and count == len(TORCHXRAYVISION):
        return TORCHXRAYVISION
    try:
        names = json.loads(told.get("labels", "[]"))
    except ValueError:
        names = []
    if not isinstance(names, list) or len(names) != count:
        raise Unusable(
            f"{path} does not say what its {count} outputs are: write the list of labels as JSON under 'labels' into "
            f"the metadata of the file, as '{CONVERT}' does."
        )
    return tuple(str(name) for name in names)
