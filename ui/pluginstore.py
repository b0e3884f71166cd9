"""Where the plugin host keeps what the administrator decided: among the suite's settings."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.accounts import Actor
    from data.settings import Settings

INDEX = "plugins"


class SettingsStore:
    """The registry's `PluginStore` over the suite's audited settings: one setting a plugin, and one with their ids."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()

    def load(self) -> dict[str, dict[str, Any]]:
        """Every plugin's `enabled` and `config`, by id; ids that nobody ever decided about are absent."""
        stored = {plugin: self._settings.get(_key(plugin)) for plugin in self._ids()}
        return {plugin: dict(values) for plugin, values in stored.items() if isinstance(values, dict)}

    def save(self, plugin: str, values: Mapping[str, Any], by: Actor) -> None:
        """Keep one plugin's `enabled` and `config`; the change is audited under the name of `by`."""
        with self._lock:
            self._settings.put(_key(plugin), dict(values), by)
            if plugin not in (ids := self._ids()):
                self._settings.put(INDEX, sorted([*ids, plugin]), by)

    def _ids(self) -> list[str]:
        stored = self._settings.get(INDEX)
        return [str(plugin) for plugin in stored] if isinstance(stored, list) else []


def _key(plugin: str) -> str:
    return f"plugin.{plugin}"
