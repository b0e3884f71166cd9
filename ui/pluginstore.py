"""Where the plugin host keeps what the administrator decided: among the suite's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.accounts import Actor
    from data.settings import Settings

INDEX = "plugins"


class SettingsStore:
    """The registry's `PluginStore` over the suite's audited settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def load(self) -> dict[str, dict[str, Any]]:
        """Every plugin's `enabled` and `config`, by id."""
        stored = self._settings.get(INDEX)
        return dict(stored) if isinstance(stored, dict) else {}

    def save(self, plugin: str, values: Mapping[str, Any], by: Actor) -> None:
        """Keep one plugin's `enabled` and `config`; the change is audited under the name of `by`."""
        self._settings.put(INDEX, {**self.load(), plugin: dict(values)}, by)
