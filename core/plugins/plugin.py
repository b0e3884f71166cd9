"""A plugin as the registry knows it, and what an administrator decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from core.plugins.manifest import Manifest


class State(StrEnum):
    """How a plugin stands; each state but `ready` comes with a reason."""

    INVALID = "invalid"
    DISABLED = "disabled"
    MIGRATING = "migrating"
    MIGRATION_FAILED = "migration failed"
    READY = "ready"
    DEGRADED = "degraded"
    FAILED = "failed"


UP = frozenset({State.READY, State.DEGRADED})


class Origin(StrEnum):
    """How a plugin was found."""

    FOLDER = "folder"
    PACKAGE = "package"


@dataclass(frozen=True)
class Plugin:
    """One plugin at one moment.

    Attributes:
        id: Its id; where the manifest cannot be read, the name of its folder or entry point.
        folder: Where it lies.
        manifest: None when it is invalid.
        state: How it stands.
        reason: Why, in one sentence; empty when it is ready.
        enabled: Whether it is to run.
        origin: From one of the suite's folders, or from an installed package.
    """

    id: str
    folder: Path
    manifest: Manifest | None
    state: State
    reason: str
    enabled: bool = False
    origin: Origin = Origin.FOLDER

    @property
    def up(self) -> bool:
        """Whether people can work with it."""
        return self.state in UP


@dataclass(frozen=True)
class Record:
    """What an administrator decided; None for `enabled` where nobody has."""

    enabled: bool | None = None
    config: Mapping[str, Any] = field(default_factory=dict)


class PluginStore(Protocol):
    """Keeps what administrators decide. The core knows no database; the suite gives it one."""

    def load(self) -> dict[str, dict[str, Any]]:
        """Every plugin's `enabled` and `config`, by id."""

    def save(self, plugin: str, values: Mapping[str, Any], by: Any, /) -> None:
        """Keep one plugin's `enabled` and `config`, changed by this person."""


def record_of(stored: object) -> Record:
    """Read a record as it was stored; what does not look like one counts as never decided."""
    values = stored if isinstance(stored, dict) else {}
    enabled, config = values.get("enabled"), values.get("config")
    return Record(enabled if isinstance(enabled, bool) else None, dict(config) if isinstance(config, dict) else {})
