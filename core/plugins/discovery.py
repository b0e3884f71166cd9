"""Finds domains in folders and in installed packages, and imports none of them."""

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from core.plugins.manifest import FILE, Manifest, ManifestError, read
from core.plugins.plugin import Origin

GROUP = "chiron.domains"


@dataclass(frozen=True)
class Found:
    """A domain that was found: its manifest, or the problem with it."""

    id: str
    folder: Path
    manifest: Manifest | None
    problem: str
    origin: Origin


def discover(folders: Sequence[Path]) -> list[Found]:
    """All domains: those of the folders, then those of installed packages; of two with one id, the first counts."""
    seen: dict[str, Path] = {}
    found: list[Found] = []
    for one in (*(domain for folder in folders for domain in in_folder(folder)), *in_packages()):
        if seen.setdefault(one.id, one.folder) is not one.folder:
            problem = f"The id '{one.id}' is taken by {seen[one.id]}: rename one of them."
            one = Found(one.id, one.folder, None, problem, one.origin)
        found.append(one)
    return found


def in_folder(folder: Path) -> Iterator[Found]:
    """The domains below a folder; folders with neither a manifest nor Python code are passed over."""
    try:
        below = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._")
    except OSError:
        return
    for path in below:
        if (path / FILE).exists() or any(path.glob("*.py")):
            yield _look(path.name, path, Origin.FOLDER)


def in_packages() -> Iterator[Found]:
    """The domains that installed packages announce in the entry-point group `chiron.domains`."""
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            folder = _folder(point)
        except (ImportError, ValueError, AttributeError) as error:
            problem = (
                f"The entry point {GROUP}: {point.name} = {point.value} leads nowhere ({error}): install it again."
            )
            yield Found(point.name, Path(point.value), None, problem, Origin.PACKAGE)
        else:
            yield _look(folder.name, folder, Origin.PACKAGE)


def _look(id: str, folder: Path, origin: Origin) -> Found:
    try:
        manifest = read(folder / FILE)
        if manifest.id != id:
            raise ManifestError(f"{FILE}: the key 'id' is '{manifest.id}', but the folder is '{id}': make them equal.")
    except ManifestError as error:
        return Found(id, folder, None, str(error), origin)
    return Found(id, folder, manifest, "", origin)


def _folder(point: EntryPoint) -> Path:
    """The folder of the package that an entry point names; no package on the way is imported."""
    name, *rest = point.module.split(".")
    places = _places(importlib.util.find_spec(name), name)
    for part in rest:
        name = f"{name}.{part}"
        places = _places(PathFinder.find_spec(name, places), name)
    return Path(places[0])


def _places(spec: ModuleSpec | None, name: str) -> Sequence[str]:
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"there is no package '{name}'")
    return list(spec.submodule_search_locations)
