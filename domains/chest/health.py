"""What the reading room lacks on this machine, said before a clinician meets it."""

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from core.weights import MANIFEST, WeightsError, WeightsFolder

NEEDED = ("torch", "monai")


def reasons(folder: Path) -> tuple[str, ...]:
    """Why films cannot be read here; empty where they can.

    Args:
        folder: The domain's folder, with ``weights/`` in it.
    """
    weights = folder / "weights"
    return tuple(reason for reason in (_missing_parts(), _weights(str(weights), stamp(weights))) if reason)


def _missing_parts() -> str:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if not missing:
        return ""
    are = "is" if len(missing) == 1 else "are"
    return f"No case can be read: {' and '.join(missing)} {are} not installed; install 'chiron-suite[vision]'."


def stamp(weights: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file, by which a change is noticed without reading them."""
    if not weights.is_dir():
        return ()
    stats = ((path.name, path.stat()) for path in sorted(weights.iterdir()) if path.is_file())
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


@lru_cache(maxsize=4)
def _weights(folder: str, when: tuple[tuple[str, int, int], ...]) -> str:
    """Compare every weights file with the manifest; kept until size or time of one of them changes."""
    try:
        weights = WeightsFolder(Path(folder))
        for name in json.loads((Path(folder) / MANIFEST).read_text(encoding="utf-8"))["files"]:
            weights.read(name)
    except WeightsError as error:
        return f"No case can be read: {error}"
    return ""
