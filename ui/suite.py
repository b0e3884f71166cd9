"""The composition root: the one place where storage, plugins and engine are joined. It draws nothing."""

from __future__ import annotations

import importlib.util
import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from core.engine.choose import open_engine
from core.plugins.lifecycle import PATIENCE, Lifecycle, load
from core.plugins.registry import Plugin, Registry
from data.accounts import Accounts, Actor, Role
from data.blobs import BlobStore
from data.database import Database
from data.home import home as default_home
from data.jobs import Jobs
from data.migrate import SUITE_SCRIPTS, upgrade
from data.settings import Settings
from data.signins import SignIns
from ui.joblog import JobLog
from ui.kit.context import DomainContext, Engine
from ui.kit.streams import STREAMS
from ui.owner import operator
from ui.pluginstore import SettingsStore
from ui.presence import Presence
from ui.stored import SUITE

FLAG = "demonstration"
COMMAND_PATIENCE = 120.0
"""Seconds that a command waits for the domain that it needs; a server would rather go on with the next one."""
logger = logging.getLogger("chiron.suite")


def shipped() -> Path:
    """The folder of the domains that come with the suite, found without importing any of them."""
    spec = importlib.util.find_spec("domains")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package 'domains' is missing: install Chiron again.")
    return Path(next(iter(spec.submodule_search_locations)))


class Suite:
    """Everything that one `CHIRON_HOME` holds, opened piece by piece when it is first asked for.

    Attributes:
        home: The folder that holds all state.
        demo: Whether demonstration accounts may be offered: asked for, and the home is flagged for it.
    """

    def __init__(self, home: Path, demo: bool, folders: Sequence[Path], engine: str | None) -> None:
        self.home = home
        self.demo = demo and (home / FLAG).is_file()
        self._folders = tuple(folders)
        self._engine = engine
        self._databases: dict[str, Database] = {}
        self._services: dict[str, Any] = {}
        self._serving = False
        self._lock = threading.RLock()

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        demo: bool = False,
        folders: Sequence[Path] | None = None,
        engine: str | None = None,
    ) -> Suite:
        """Open a home and bring the suite's own tables up to date.

        Args:
            home: Where state lives; `CHIRON_HOME` or the user's data folder when it is not given.
            demo: Offer demonstration accounts, if the home is flagged for them.
            folders: Where domains are looked for; the shipped ones when not given.
            engine: Where heavy work runs: `local` or `inline`; as `CHIRON_ENGINE` says when not given.
        """
        suite = cls(home or default_home(), demo, folders if folders is not None else (shipped(),), engine)
        upgrade(suite.database(SUITE), SUITE_SCRIPTS)
        return suite

    def database(self, name: str) -> Database:
        """The database of that name, opened once."""
        with self._lock:
            if name not in self._databases:
                self._databases[name] = Database.open(name, self.home)
            return self._databases[name]

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in."""
        return Accounts(self.database(SUITE))

    @cached_property
    def sign_ins(self) -> SignIns:
        """Who is signed in."""
        return SignIns(self.database(SUITE))

    @cached_property
    def settings(self) -> Settings:
        """What the administrator set."""
        return Settings(self.database(SUITE))

    @cached_property
    def jobs(self) -> Jobs:
        """What ran and how it ended."""
        return Jobs(self.database(SUITE))

    @cached_property
    def engine(self) -> Engine:
        """Where heavy work runs; its workers start with the first task."""
        return open_engine(self._engine, JobLog(self.jobs))

    @cached_property
    def registry(self) -> Registry:
        """The plugins and their states."""
        registry = Registry(self._folders, SettingsStore(self.settings))
        registry.discover()
        return registry

    @cached_property
    def lifecycle(self) -> Lifecycle:
        """Enables, disables and configures plugins."""
        patience = COMMAND_PATIENCE if self._engine == "inline" else PATIENCE
        return Lifecycle(self.registry, migrate=self._migrate, service=self._opened, patience=patience)

    def _migrate(self, plugin: Plugin) -> None:
        """Bring a domain's tables up to date; it is about to start, so a service from before must not be used on."""
        self._forget(plugin.id)
        if plugin.manifest is not None and plugin.manifest.store:
            scripts = load(plugin.manifest.store)
            upgrade(self.database(plugin.id), Path(str(scripts)))

    @cached_property
    def presence(self) -> Presence:
        """Who was here a moment ago."""
        return Presence(self.sign_ins.actor_of)

    def actor_of(self, token: str) -> Actor | None:
        """Who holds this session token; None when it is unknown, expired or signed out."""
        return self.presence.actor_of(token)

    def sign_out(self, token: str) -> None:
        """End a session; its pages stop at their next rerun, and domains let go of what they held for its owner."""
        leaving = self.actor_of(token)
        self.sign_ins.close(token)
        self.presence.forget(token)
        STREAMS.forget(token)
        if leaving is not None:
            self._tell_signed_out(leaving)

    def _tell_signed_out(self, actor: Actor) -> None:
        with self._lock:
            services = list(self._services.items())
        for domain, service in services:
            try:
                getattr(service, "signed_out", lambda _actor: None)(actor)
            except Exception:
                logger.exception("The domain '%s' failed while somebody signed out.", domain)

    def people(self, role: Role) -> list[Actor]:
        """Who may sign in with this role, by name."""
        people = self.accounts.people()
        return [each.actor for each in people if each.actor.role is role and not each.disabled]

    def operator(self) -> Actor:
        """Who works in the terminal."""
        return operator()

    def context(self, domain: str) -> DomainContext:
        """The domain's corner of the house; its folder is made when it is first asked for."""
        plugin = self.registry.get(domain)
        corner = self.home / "domains" / domain
        corner.mkdir(parents=True, exist_ok=True, mode=0o700)
        return DomainContext(
            id=domain,
            folder=plugin.folder,
            home=corner,
            database=self.database(domain),
            blobs=BlobStore(corner / "blobs"),
            config=lambda: self.lifecycle.config(domain),
            engine=self.engine,
            ask=self.ask,
            serving=self._serving,
            people=self.people,
        )

    def service(self, domain: str) -> Any:
        """The domain's service, opened once; a command that needs one domain starts that one only.

        Raises:
            LookupError: there is no such domain, or it is not up; the sentence says which and why.
        """
        plugin = self.lifecycle.ensure(domain)
        if not plugin.up:
            self._forget(domain)
            raise LookupError(f"The domain '{domain}' is not available. {plugin.reason or plugin.state}")
        return self._opened(domain)

    def _opened(self, domain: str) -> Any:
        with self._lock:
            if domain not in self._services:
                manifest = self.registry.get(domain).manifest
                if manifest is None:
                    raise LookupError(f"The domain '{domain}' has no manifest that can be used.")
                opener: Any = load(manifest.service)
                self._services[domain] = opener(self.context(domain))
            return self._services[domain]

    def _forget(self, domain: str) -> None:
        with self._lock:
            service = self._services.pop(domain, None)
        if (close := getattr(service, "close", None)) is not None:
            close()

    def ask(self, capability: str) -> list[Any]:
        """The services of the ready domains that offer a capability."""
        return [self.service(plugin.id) for plugin in self.registry.providers(capability)]

    def databases(self) -> list[Database]:
        """The databases that are open: the suite's own, and those of the domains that are up."""
        with self._lock:
            return list(self._databases.values())

    def start(self) -> None:
        """Bring up what the administrator enabled, and settle what a crash left behind; the server calls it once."""
        self._serving = True
        self.jobs.abandon_running()
        self.lifecycle.start_all()

    def close(self) -> None:
        """Stop the workers and let go of the databases."""
        for domain in list(self._services):
            self._forget(domain)
        if "engine" in self.__dict__:
            self.engine.close()
        with self._lock:
            for database in self._databases.values():
                database.close()
            self._databases.clear()
