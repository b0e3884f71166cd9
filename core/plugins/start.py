"""Starts one plugin: configuration, tables, service, health; each step fenced, and the last word is its state."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from core.plugins.fence import Fence, Overdue
from core.plugins.health import Verdict
from core.plugins.loading import LoadError, load
from core.plugins.plugin import Plugin, State
from core.plugins.registry import Registry, UnknownPlugin
from core.plugins.turnstile import Turnstile

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Run:
    """One attempt to start a plugin; only the latest one of a plugin may say what its state is.

    Attributes:
        plugin: What is started.
        step: What is being done.
        overdue: The state that the plugin is in when this step does not end.
        over: Whether the attempt has ended.
    """

    plugin: Plugin
    step: str = "start"
    overdue: State = State.FAILED
    over: bool = False


class Start:
    """Starts plugins.

    Args:
        registry: Where states are kept.
        prepare: Loads the configuration; raises with one sentence.
        migrate: Brings the plugin's tables up to date.
        open_service: Opens the plugin's service.
        examine: Says how the plugin is.
        patience: Seconds to wait for a start; what takes longer goes on in the background, and its end counts.
    """

    def __init__(
        self,
        registry: Registry,
        prepare: Callable[[str], object],
        migrate: Callable[[Plugin], None],
        open_service: Callable[[str], object],
        examine: Callable[[str], Verdict],
        patience: float,
    ) -> None:
        self._registry = registry
        self._prepare = prepare
        self._migrate = migrate
        self._open = open_service
        self._examine = examine
        self._patience = patience
        self._turnstile = Turnstile()
        self._latest: dict[str, Run] = {}
        self._lock = threading.Lock()

    def run(self, plugin: Plugin) -> None:
        """Start it and wait for as long as patience lasts."""
        run = Run(plugin)
        with self._lock:
            self._latest[plugin.id] = run
        try:
            Fence(lambda: self._bring_up(run)).result(self._patience)
        except Overdue:
            self._turnstile.abandon(run)
            reason = f"Its {run.step} is still not done after {self._patience:g} s: see the log."
            self._mark(run, run.overdue, reason)

    def forget(self, id: str) -> None:
        """Whatever still starts has no say any more."""
        with self._lock:
            self._latest.pop(id, None)

    def _bring_up(self, run: Run) -> None:
        try:
            self._steps(run)
        except BaseException as error:
            log.warning("The %s of '%s' failed.", run.step, run.plugin.id, exc_info=error)
            state = State.MIGRATION_FAILED if run.overdue is State.MIGRATING else State.FAILED
            self._mark(run, state, _reason(run.step, error), last=True)

    def _steps(self, run: Run) -> None:
        id, manifest = run.plugin.id, run.plugin.manifest
        if manifest is None:
            raise ValueError(run.plugin.reason)
        run.step = "configuration"
        self._prepare(id)
        run.step, run.overdue = "migration", State.MIGRATING
        self._mark(run, State.MIGRATING, "Its tables are being brought up to date.")
        with self._turnstile.passage(run):
            self._migrate(run.plugin)
        run.step, run.overdue = "service", State.FAILED
        if not callable(load(manifest.service)):
            raise LoadError(f"{manifest.service} cannot be called.")
        self._open(id)
        run.step, run.overdue = "health check", State.DEGRADED
        state, reasons = self._examine(id)
        self._mark(run, state, " ".join(reasons), last=True)

    def _mark(self, run: Run, state: State, reason: str, last: bool = False) -> None:
        with self._lock:
            if self._latest.get(run.plugin.id) is run and not run.over:
                with suppress(UnknownPlugin):
                    self._registry.mark(run.plugin.id, state, reason)
            run.over = run.over or last


def _reason(step: str, error: BaseException) -> str:
    text = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    own = type(error).__module__ != "builtins" or isinstance(error, ValueError)
    named = text if own and " " in text else f"{type(error).__name__}: {text}"
    return f"Its {step} failed: {named.rstrip(': ')}."
