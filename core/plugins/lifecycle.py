"""Brings plugins up and down, each behind its own fence: what goes wrong in one becomes its state and its reason."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from core.plugins.health import Verdict, examine
from core.plugins.loading import LoadError, load
from core.plugins.manifest import Manifest
from core.plugins.plugin import Plugin, State
from core.plugins.registry import OFF, Registry
from core.plugins.settings import ConfigError, changed, model_of, restored, schema_of
from core.plugins.start import Start

__all__ = ["ConfigError", "Lifecycle", "LoadError", "NotPossible", "load"]
PATIENCE = 15.0


class NotPossible(ValueError):
    """Something was asked of a plugin that cannot be done with it; one sentence."""


class Lifecycle:
    """Enables, disables, configures and starts plugins; safe to use from any thread.

    A domain runs in this process: its exceptions, its `sys.exit` and its silence are fenced, a crash of native code is
    not.

    Args:
        registry: The plugins.
        migrate: Brings one plugin's tables up to date; called before it is up, for one plugin at a time.
        service: Gives one plugin's service, opened once; it must give those of plugins that are still starting. None:
            services are not opened, and nobody is asked for their health.
        patience: Seconds to wait for one plugin to start before the next has its turn.
    """

    def __init__(
        self,
        registry: Registry,
        migrate: Callable[[Plugin], None],
        service: Callable[[str], Any] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._registry = registry
        self._service = service
        self._start = Start(registry, self.config, migrate, service or _unopened, self._examine, patience)
        self._configs: dict[str, tuple[Mapping[str, Any], BaseModel, str]] = {}

    def start_all(self) -> None:
        """Start every plugin that is enabled; one that hangs costs `patience`, and nothing else."""
        for plugin in self._registry.plugins():
            if plugin.enabled and plugin.manifest is not None:
                self._start.run(plugin)

    def refresh(self) -> None:
        """Look again at folders, packages and decisions, as another process may have changed them, and follow."""
        self._registry.discover()
        for plugin in self._registry.plugins():
            if not plugin.enabled:
                self._start.forget(plugin.id)
            elif plugin.state is State.DISABLED:
                self._start.run(plugin)

    def start(self, id: str) -> Plugin:
        """Start one plugin, again if it is up; what goes wrong becomes its state.

        Raises:
            NotPossible: it is invalid or disabled.
        """
        plugin, _ = self._valid(id)
        if not plugin.enabled:
            raise NotPossible(f"The domain '{id}' is disabled: enable it first.")
        self._start.run(plugin)
        return self._registry.get(id)

    def ensure(self, id: str) -> Plugin:
        """Start one plugin if it is enabled and nobody started it yet, as in a command that needs one domain only."""
        plugin = self._registry.get(id)
        if plugin.enabled and plugin.state is State.DISABLED:
            self._start.run(plugin)
        return self._registry.get(id)

    def enable(self, id: str, by: Any) -> Plugin:
        """Switch a plugin on and start it; what goes wrong becomes its state.

        Raises:
            NotPossible: it is invalid.
        """
        self._valid(id)
        self._registry.keep(id, True, self._registry.record(id).config, by)
        return self.start(id)

    def disable(self, id: str, by: Any) -> Plugin:
        """Switch a plugin off; its data stays where it is."""
        plugin = self._registry.get(id)
        self._registry.keep(id, False, self._registry.record(id).config, by)
        self._start.forget(id)
        return self._registry.mark(id, State.DISABLED, OFF) if plugin.manifest is not None else plugin

    def configure(self, id: str, values: Mapping[str, Any], by: Any) -> BaseModel:
        """Change values of a plugin's configuration; those that are not named stay as they are.

        Raises:
            ConfigError: the values do not validate; nothing was saved.
            LoadError: the configuration's model cannot be imported.
            NotPossible: the plugin is invalid.
        """
        plugin, manifest = self._valid(id)
        wanted = changed(model_of(manifest.config), self._registry.record(id).config, values)
        self._registry.keep(id, plugin.enabled, wanted, by)
        if plugin.up:
            self.health(id)
        elif plugin.enabled and plugin.state is not State.DISABLED:
            self._start.run(plugin)
        return self.config(id)

    def config(self, id: str) -> BaseModel:
        """A plugin's configuration as it stands; saved values that an update made invalid are at their defaults.

        Raises:
            ConfigError: the model has no valid default for some field.
            LoadError: the model cannot be imported.
            NotPossible: the plugin is invalid.
        """
        return self._config(id)[0]

    def config_schema(self, id: str) -> dict[str, Any]:
        """JSON schema of a plugin's configuration, from which the administrator's form is drawn.

        Raises:
            LoadError: the model cannot be imported.
            NotPossible: the plugin is invalid.
        """
        return schema_of(model_of(self._valid(id)[1].config))

    def health(self, id: str) -> tuple[str, ...]:
        """Ask a plugin that is up how it is, and put it into the state that follows.

        Returns:
            Why it is not ready, one sentence a reason; empty when all is well.
        """
        plugin = self._registry.get(id)
        if not plugin.up:
            return (plugin.reason,)
        state, reasons = self._examine(id)
        if self._registry.get(id).up:
            self._registry.mark(id, state, " ".join(reasons))
        return reasons

    def _examine(self, id: str) -> Verdict:
        state, reasons = examine(self._service, id) if self._service is not None else (State.READY, ())
        problem = self._config(id)[1]
        if problem:
            return (State.DEGRADED if state is State.READY else state), (problem, *reasons)
        return state, reasons

    def _config(self, id: str) -> tuple[BaseModel, str]:
        saved = self._registry.record(id).config
        known = self._configs.get(id)
        if known is None or known[0] is not saved:
            known = (saved, *restored(model_of(self._valid(id)[1].config), saved))
            self._configs[id] = known
        return known[1], known[2]

    def _valid(self, id: str) -> tuple[Plugin, Manifest]:
        plugin = self._registry.get(id)
        if plugin.manifest is None:
            raise NotPossible(f"The domain '{id}' cannot be used: {plugin.reason}")
        return plugin, plugin.manifest


def _unopened(id: str) -> None:
    """Stands for the way to services where there is none."""
