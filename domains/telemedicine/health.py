"""What telemedicine lacks on this machine, said before a clinician meets it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.weights import WeightsError, WeightsFolder

MODELS = ("roles", "topics", "drafting")


def reasons(folder: Path) -> tuple[str, ...]:
    """Why transcripts cannot be drafted here; empty where they can.

    Args:
        folder: The domain's folder, with ``weights/`` in it.
    """
    found = (_wrong(folder / "weights" / name) for name in MODELS)
    return tuple(reason for reason in found if reason)


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
        return f"No transcript can be drafted: {error}"
    return ""
