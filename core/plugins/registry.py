"""The plugins that were found, their states, and who offers what. Nothing of a domain is imported here."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.plugins.discovery import Found, discover
from core.plugins.plugin import Origin, Plugin, PluginStore, Record, State, record_of

__all__ = ["Plugin", "PluginStore", "Registry", "State", "UnknownPlugin"]
OFF = "It is switched off: an administrator can enable it."
UNASKED = "It came with an installed package: an administrator must enable it first."
WAITING = "It is enabled and was not started yet."


class UnknownPlugin(LookupError):
    """There is no plugin of that id."""


class Registry:
    """Knows every plugin that was found; safe to use from any thread.

    Args:
        folders: Where domains are looked for, besides installed packages.
        store: What administrators decided.
    """

    def __init__(self, folders: Sequence[Path], store: PluginStore) -> None:
        self._folders = tuple(folders)
        self._store = store
        self._lock = threading.RLock()
        self._plugins: list[Plugin] = []
        self._records: dict[str, Record] = {}

    def discover(self) -> None:
        """Read all manifests and what was decided; domains that run are not stopped, new ones are not started."""
        found = discover(self._folders)
        records = {id: record_of(stored) for id, stored in self._store.load().items()}
        with self._lock:
            known = {plugin.folder: plugin for plugin in self._plugins}
            self._records = records
            self._plugins = [self._kept(known.get(one.folder), self._judged(one)) for one in found]

    def plugins(self) -> list[Plugin]:
        """All plugins, those that are invalid too, in the order in which they were found."""
        with self._lock:
            return list(self._plugins)

    def get(self, id: str) -> Plugin:
        """The plugin of that id; of two with one id, the first that was found.

        Raises:
            UnknownPlugin: there is none.
        """
        for plugin in self.plugins():
            if plugin.id == id:
                return plugin
        raise UnknownPlugin(f"There is no domain '{id}': `chiron plugins` lists those there are.")

    def for_role(self, role: str) -> list[Plugin]:
        """The plugins that are up and that this role may open, by name."""
        open_to = [p for p in self.plugins() if p.up and p.manifest is not None and role in p.manifest.roles]
        return sorted(open_to, key=lambda plugin: plugin.manifest.name if plugin.manifest else plugin.id)

    def providers(self, capability: str) -> list[Plugin]:
        """The plugins that are up and offer a capability."""
        return [p for p in self.plugins() if p.up and p.manifest is not None and capability in p.manifest.offers]

    def record(self, id: str) -> Record:
        """What was decided about a plugin."""
        with self._lock:
            return self._records.get(id, Record())

    def keep(self, id: str, enabled: bool, config: Mapping[str, Any], by: Any) -> None:
        """Save what was decided about a plugin, and by whom."""
        with self._lock:
            self._store.save(id, {"enabled": enabled, "config": dict(config)}, by)
            self._records[id] = Record(enabled, dict(config))
            self._change(id, enabled=enabled)

    def mark(self, id: str, state: State, reason: str = "") -> Plugin:
        """Put a plugin into a state."""
        with self._lock:
            self._change(id, state=state, reason=reason)
            return self.get(id)

    def _change(self, id: str, **changes: Any) -> None:
        place = self._plugins.index(self.get(id))
        self._plugins[place] = replace(self._plugins[place], **changes)

    def _judged(self, found: Found) -> Plugin:
        decided = self._records.get(found.id, Record()).enabled
        enabled = decided if decided is not None else found.origin is Origin.FOLDER
        state, reason = State.DISABLED, WAITING if enabled else OFF if decided is not None else UNASKED
        if found.manifest is None:
            state, reason = State.INVALID, found.problem
        return Plugin(found.id, found.folder, found.manifest, state, reason, enabled, found.origin)

    @staticmethod
    def _kept(before: Plugin | None, now: Plugin) -> Plugin:
        """The plugin as it was found now, in the state that it was in, where both are valid and enabled."""
        same = before is not None and before.manifest is not None and now.manifest is not None and now.enabled
        return replace(now, state=before.state, reason=before.reason) if same and before and before.enabled else now
