"""What telemedicine lacks on this machine, said before a clinician meets it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from core.weights import WeightsError, WeightsFolder
from domains.telemedicine.config import Config
from domains.telemedicine.speech.models import ModelRefused, sought

MODELS = ("roles", "topics", "drafting", "triage")
GIGABYTE, LOW = 1024**3, 2
NO_SPEECH = "No recording can be written down: faster-whisper is missing; install chiron-suite[telemedicine]."
NO_SOUND = "No recording can be opened: PyAV is missing; install chiron-suite[telemedicine]."


def reasons(folder: Path, home: Path, config: Config) -> tuple[str, ...]:
    """Why consultations cannot be processed here; empty where they can.

    Args:
        folder: The domain's folder, with ``weights/`` in it.
        home: Where its recordings are kept.
        config: The configuration as it stands now.
    """
    there = {path.parent.name for path in (folder / "weights").glob("*/manifest.json")}
    weights = (_wrong(folder / "weights" / name) for name in sorted({*MODELS, *there}))
    return tuple(reason for reason in (*weights, *_speech(config), _room(home)) if reason)


def _speech(config: Config) -> Iterator[str]:
    if find_spec("av") is None:
        yield NO_SOUND
    if find_spec("faster_whisper") is None:
        yield NO_SPEECH
        return
    try:
        sought(config.model)
    except ModelRefused as error:
        yield str(error)


def _room(home: Path) -> str:
    free = shutil.disk_usage(home).free / GIGABYTE
    return f"Only {free:.1f} GB are left on the disc for recordings: make room." if free < LOW else ""


def _wrong(weights: Path) -> str:
    stamps = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(weights.glob("*")))
    return _compared(weights, stamps)


@lru_cache(maxsize=8)
def _compared(weights: Path, when: tuple[tuple[str, int], ...]) -> str:
    """Compare every file with the manifest; kept until one of them changes."""
    try:
        folder = WeightsFolder(weights)
        for name in folder.files:
            folder.read(name)
    except WeightsError as error:
        return f"No consultation can be told in full: {error}"
    return ""
