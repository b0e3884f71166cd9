"""Weights at run time: safetensors behind a sha256 manifest. No pickle, no remote code.

A flipped bit in a safetensors file loads without complaint, so nothing is loaded before its digest was compared.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

Tensors = dict[str, NDArray[np.generic]]
MANIFEST = "manifest.json"


class WeightsError(ValueError):
    """Weights that are absent, altered or unreadable; the sentence names the file."""


def digest(data: bytes) -> str:
    """SHA-256 of the bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


def seal(folder: Path) -> str:
    """Write the manifest of all files in the folder, those of folders in it too, and return its digest."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / MANIFEST)
    manifest = {"files": {p.relative_to(folder).as_posix(): digest(p.read_bytes()) for p in files}}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return digest(text.encode())


class WeightsFolder:
    """A folder of weights whose every file is checked against the manifest when it is read.

    Raises:
        WeightsError: the manifest is absent or unreadable.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            text = (folder / MANIFEST).read_bytes()
            self._files: Mapping[str, str] = dict(json.loads(text)["files"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WeightsError(f"The weights manifest {folder / MANIFEST} is missing or unreadable.") from error
        self.digest = digest(text)

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all files, in order; those in folders as ``folder/name``."""
        return tuple(sorted(self._files))

    def read(self, name: str) -> bytes:
        """The bytes of one file, after its digest was compared.

        Raises:
            WeightsError: the file is not in the manifest, is absent, or was altered.
        """
        if name not in self._files:
            raise WeightsError(f"{name} is not in the weights manifest of {self.folder}.")
        try:
            data = (self.folder / name).read_bytes()
        except OSError as error:
            raise WeightsError(f"The weights file {self.folder / name} is missing.") from error
        if digest(data) != self._files[name]:
            raise WeightsError(f"The weights file {name} was altered: its SHA-256 differs from the manifest.")
        return data

    def tensors(self, name: str) -> Tensors:
        """The tensors of one safetensors file."""
        try:
            return load_tensors(self.read(name))
        except SafetensorError as error:
            raise WeightsError(f"The weights file {name} is not a safetensors file.") from error


def save(tensors: Mapping[str, NDArray[np.generic]], path: Path, metadata: Mapping[str, str] | None = None) -> None:
    """Write tensors as safetensors; :func:`seal` the folder afterwards."""
    rows_first = {name: np.asarray(value, order="C") for name, value in tensors.items()}
    path.write_bytes(save_tensors(rows_first, metadata=dict(metadata or {})))
