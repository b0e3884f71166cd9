"""Writes a new domain that works, its tests included."""

import keyword
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from core.plugins.manifest import check_id

TEMPLATES = Path(__file__).parent / "templates"
SUFFIX = ".tmpl"


class SkeletonError(ValueError):
    """A domain that cannot be written there under that id; one sentence."""


def create(id: str, parent: Path) -> Path:
    """Write a small, complete domain and its tests.

    Args:
        id: Id of the domain: its folder, its package and its database.
        parent: The package of domains (`domains`); the tests go to `tests/domains/<id>` beside it.

    Returns:
        The folder of the domain.

    Raises:
        SkeletonError: the id is not allowed, the parent is no package, or something is there already. Nothing is
            written then.
    """
    parent = parent.resolve()
    values = _values(id, parent)
    places = {TEMPLATES / "domain": parent / id, TEMPLATES / "tests": folder_of_tests(id, parent)}
    for place in places.values():
        if place.exists():
            raise SkeletonError(f"There is something at {place} already: choose another id.")
    for source, place in places.items():
        _write(source, place, values)
    return parent / id


def folder_of_tests(id: str, parent: Path) -> Path:
    """Where the tests of a domain go."""
    parent = parent.resolve()
    return parent.parent / "tests" / parent.name / id


def _values(id: str, parent: Path) -> Mapping[str, str]:
    try:
        check_id(id)
    except ValueError as error:
        raise SkeletonError(f"The id {error}.") from error
    if not parent.is_dir():
        raise SkeletonError(f"There is no folder {parent}: name the folder of the domains.")
    if not parent.name.isidentifier() or keyword.iskeyword(parent.name):
        raise SkeletonError(
            f"The folder {parent} cannot be a Python package: give it a name of letters, digits and '_'."
        )
    return {"id": id, "package": f"{parent.name}.{id}", "name": id.replace("_", " ").capitalize()}


def _write(source: Path, place: Path, values: Mapping[str, str]) -> None:
    """Render a folder of templates; it appears whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-", ignore_cleanup_errors=True) as workshop:
        made = Path(workshop) / place.name
        for template in sorted(path for path in source.rglob(f"*{SUFFIX}")):
            target = made / template.relative_to(source).with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(Template(template.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
        shutil.move(made, place)
