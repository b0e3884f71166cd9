"""What an administrator may do, with the role checked and the audit row written here, not on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import audit
from data.accounts import Role, require
from data.backup import backup
from data.types import utcnow
from ui.stored import SUITE

if TYPE_CHECKING:
    from core.plugins.registry import Plugin
    from data.accounts import Actor, Person
    from data.audit import AuditEntry, Verification
    from data.jobs import JobRow
    from ui.suite import Suite


@dataclass(frozen=True)
class BackupFile:
    """One archive in the home's `backups` folder; size in bytes."""

    path: Path
    size: int
    made: datetime


class Administration:
    """The administrator's desk: plugins, people, audit, backups and jobs of one suite.

    Every method takes who asks, and raises `NotAllowed` unless they are an administrator.
    """

    def __init__(self, suite: Suite) -> None:
        self._suite = suite

    def plugins(self, actor: Actor) -> list[Plugin]:
        """All plugins with their state and its reason."""
        require(actor, Role.ADMINISTRATOR)
        return list(self._suite.registry.plugins())

    def switch(self, actor: Actor, plugin: str, on: bool) -> None:
        """Enable or disable a plugin; its data stays where it is."""
        require(actor, Role.ADMINISTRATOR)
        if on:
            self._suite.lifecycle.enable(plugin, actor)
        else:
            self._suite.lifecycle.disable(plugin, actor)

    def settings(self, actor: Actor, plugin: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The JSON schema of a plugin's configuration, and its values as they stand."""
        require(actor, Role.ADMINISTRATOR)
        lifecycle = self._suite.lifecycle
        return lifecycle.config_schema(plugin), lifecycle.config(plugin).model_dump(mode="json")

    def configure(self, actor: Actor, plugin: str, values: Mapping[str, Any]) -> None:
        """Save a plugin's configuration; values that do not validate raise and are not saved."""
        require(actor, Role.ADMINISTRATOR)
        self._suite.lifecycle.configure(plugin, dict(values), actor)

    def people(self, actor: Actor) -> list[Person]:
        """Everybody who has an account."""
        require(actor, Role.ADMINISTRATOR)
        return list(self._suite.accounts.people())

    def add(self, actor: Actor, name: str, password: str, role: Role) -> None:
        """Give somebody an account."""
        require(actor, Role.ADMINISTRATOR)
        self._suite.accounts.create(name, password, role, actor)

    def set_role(self, actor: Actor, account: str, role: Role) -> None:
        """Change what somebody may do."""
        require(actor, Role.ADMINISTRATOR)
        self._suite.accounts.set_role(account, role, actor)

    def set_password(self, actor: Actor, account: str, password: str) -> None:
        """Give somebody a new password; their open sessions end."""
        require(actor, Role.ADMINISTRATOR)
        self._suite.accounts.set_password(account, password, actor)

    def open_account(self, actor: Actor, account: str, on: bool) -> None:
        """Enable or disable an account; what its owner signed stays signed."""
        require(actor, Role.ADMINISTRATOR)
        change = self._suite.accounts.enable if on else self._suite.accounts.disable
        change(account, actor)

    def databases(self, actor: Actor) -> list[str]:
        """The names of the databases that keep an audit chain, the suite's own first."""
        require(actor, Role.ADMINISTRATOR)
        stored = [p.id for p in self._suite.registry.plugins() if p.manifest is not None and p.manifest.store]
        return [SUITE, *sorted(stored)]

    def audit(self, actor: Actor, database: str, limit: int, offset: int = 0) -> list[AuditEntry]:
        """Audit rows of one database, the newest first."""
        require(actor, Role.ADMINISTRATOR)
        return list(audit.rows(self._suite.database(database), limit=limit, offset=offset))

    def verify(self, actor: Actor, database: str) -> Verification:
        """Recompute one database's audit chain against its anchor."""
        require(actor, Role.ADMINISTRATOR)
        return audit.verify(self._suite.database(database))

    def warnings(self, actor: Actor) -> tuple[str, ...]:
        """What the administrator should know about the storage."""
        require(actor, Role.ADMINISTRATOR)
        return self._suite.database(SUITE).warnings()

    def back_up(self, actor: Actor) -> BackupFile:
        """Write one archive of everything, while the suite goes on."""
        require(actor, Role.ADMINISTRATOR)
        folder = self._suite.home / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"chiron-{utcnow():%Y%m%d-%H%M%S}.tar"
        backup(self._suite.home, target, by=actor)
        return _described(target)

    def backups(self, actor: Actor) -> list[BackupFile]:
        """The archives in the home's own folder, the newest first."""
        require(actor, Role.ADMINISTRATOR)
        folder = self._suite.home / "backups"
        return sorted((_described(p) for p in folder.glob("chiron-*.tar")), key=lambda f: f.made, reverse=True)

    def jobs(self, actor: Actor, limit: int = 100) -> list[JobRow]:
        """What ran lately, and how it ended."""
        require(actor, Role.ADMINISTRATOR)
        return list(self._suite.jobs.recent(limit))


def _described(path: Path) -> BackupFile:
    facts = path.stat()
    return BackupFile(path, facts.st_size, datetime.fromtimestamp(facts.st_mtime, tz=utcnow().tzinfo))
