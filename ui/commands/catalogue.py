"""The commands by name: the suite's own, and each domain's under its id, from manifests alone."""

from __future__ import annotations

import importlib.util
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MANIFEST = "plugin.toml"
GROUP = "chiron.domains"


@dataclass(frozen=True)
class Entry:
    """A command that was not imported yet.

    Attributes:
        target: `module:object` of a typer app.
        summary: One sentence for the help.
        own: Whether it is the suite's own, rather than a domain's.
        single: Whether the app is one command, rather than a group of them.
    """

    target: str
    summary: str
    own: bool = True
    single: bool = False


SUITE: dict[str, Entry] = {
    "serve": Entry("ui.commands.serve:app", "Serve the pages.", single=True),
    "demo": Entry("ui.commands.demo:app", "Fill CHIRON_HOME with demonstration data.", single=True),
    "plugins": Entry("ui.commands.plugins:app", "List, enable, disable, configure and start domains."),
    "users": Entry("ui.commands.users:app", "List and change accounts."),
    "backup": Entry("ui.commands.backup:app", "Write all state into one file.", single=True),
    "restore": Entry("ui.commands.restore:app", "Bring state back from a backup.", single=True),
    "audit": Entry("ui.commands.audit:app", "Show the audit trail and verify its chain."),
    "fusion": Entry("ui.commands.fusion:app", "List the fusion core's parts; ask, caption and search with its models."),
    "train": Entry("ui.commands.train:app", "Train a domain's weights, or a model of the suite.", single=True),
    "jobs": Entry("ui.commands.jobs:app", "List what ran and how it ended."),
}


@cache
def domains() -> dict[str, Entry]:
    """The domains that bring commands. A manifest that cannot be read is left out: `chiron plugins list` says why."""
    found: dict[str, Entry] = {}
    for path in manifests():
        entry = _read(path)
        if entry is not None and path.parent.name not in SUITE:
            found.setdefault(path.parent.name, entry)
    return found


def manifests() -> list[Path]:
    """The manifests of the shipped domains, then those of installed packages; no domain is imported."""
    spec = importlib.util.find_spec("domains")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    shipped = [path for folder in folders for path in sorted(folder.glob(f"*/{MANIFEST}"))]
    return shipped + _installed()


def _installed() -> list[Path]:
    from importlib.metadata import entry_points

    paths = []
    for point in entry_points(group=GROUP):
        top = importlib.util.find_spec(point.value.partition(":")[0].partition(".")[0])
        for folder in (top.submodule_search_locations or ()) if top else ():
            paths.append(Path(folder).joinpath(*point.value.partition(":")[0].split(".")[1:]) / MANIFEST)
    return [path for path in paths if path.is_file()]


def _read(path: Path) -> Entry | None:
    try:
        manifest = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    target, summary = manifest.get("commands"), manifest.get("summary", "")
    if not isinstance(target, str) or ":" not in target:
        return None
    return Entry(target, str(summary), own=False)
