"""Where a run stands, on disk: enough that a killed one ends as if nothing had happened.

Tensors are safetensors and everything else is JSON, behind a sha256 manifest. A checkpoint is written beside its place
and renamed into it after everything reached the disk, so that one that can be seen is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.weights import WeightsError, WeightsFolder, seal

if TYPE_CHECKING:
    from torch import Tensor

STATE = "state.json"
ADVICE = "start afresh, or give another folder"


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the sentence names the file and says what to do."""


@dataclass(frozen=True)
class Position:
    """How far a run is.

    Attributes:
        run: What the run is (plan, samples, names and shapes of the module): two checkpoints of one run agree on it.
        step: Steps done.
        losses: Training loss of every step done.
        figures: Validation figure of every epoch done.
    """

    run: Mapping[str, Any]
    step: int = 0
    losses: list[float] = field(default_factory=list)
    figures: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Checkpoint:
    """A position and the tensors that belong to it.

    Attributes:
        position: How far the run is.
        tensors: File name to tensors (``module``, ``optimiser``, ``best``).
    """

    position: Position
    tensors: Mapping[str, Mapping[str, Tensor]]


def save(folder: Path, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint and, once it is safe on the disk, remove the ones before it."""
    place = folder / f"step-{checkpoint.position.step:09d}"
    if place.exists():
        return place
    _remove(folder.glob(".writing-*"))
    writing = folder / f".writing-{place.name}"
    writing.mkdir(parents=True)
    _write(writing, checkpoint)
    writing.rename(place)
    _sync(folder)
    _remove(path for path in folder.glob("step-*") if path < place)
    return place


def latest(folder: Path, run: Mapping[str, Any]) -> Checkpoint | None:
    """The last checkpoint of a folder, or None where there is none yet.

    Args:
        folder: Given to :func:`save`.
        run: What the run is that wants to go on.

    Raises:
        CheckpointError: it is corrupt, or of another run.
    """
    places = sorted(folder.glob("step-*"))
    if not places:
        return None
    try:
        checkpoint = _read(places[-1])
    except (WeightsError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"The checkpoint {places[-1]} is corrupt ({_line(error)}): {ADVICE}.") from error
    _check_same(places[-1], checkpoint.position.run, run)
    return checkpoint


def verify(folder: Path) -> None:
    """Read the last checkpoint of every run below a folder, so that a corrupt one is met before anything is done.

    Raises:
        CheckpointError: one is corrupt.
    """
    for run in sorted({place.parent for place in folder.rglob("step-*")}):
        latest(run, {})


def _write(folder: Path, checkpoint: Checkpoint) -> None:
    from safetensors.torch import save as pack

    for name, tensors in checkpoint.tensors.items():
        own = {key: tensor.detach().cpu().clone().contiguous() for key, tensor in tensors.items()}
        (folder / f"{name}.safetensors").write_bytes(pack(own))
    state = {"position": asdict(checkpoint.position), "tensors": sorted(checkpoint.tensors)}
    (folder / STATE).write_text(json.dumps(state) + "\n", encoding="utf-8")
    seal(folder)
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _read(place: Path) -> Checkpoint:
    from safetensors.torch import load as unpack

    files = WeightsFolder(place)
    state = json.loads(files.read(STATE))
    tensors = {name: unpack(files.read(f"{name}.safetensors")) for name in state["tensors"]}
    return Checkpoint(Position(**state["position"]), tensors)


def _check_same(place: Path, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for key, value in wanted.items():
        if found.get(key) != value:
            was = f"'{key}' was {found.get(key)!r} there and is {value!r} here"
            raise CheckpointError(f"The checkpoint {place} is of another run ({was}): {ADVICE}.")


def _remove(folders: Iterable[Path]) -> None:
    for path in folders:
        shutil.rmtree(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
