"""Fills a home with demonstration data, and keeps such homes apart from real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.entrance.demonstration import ACCOUNTS, actor_for, create_accounts
from ui.suite import FLAG

if TYPE_CHECKING:
    from pathlib import Path

    from core.plugins.registry import Plugin
    from data.accounts import Actor
    from ui.suite import Suite


class RealHome(ValueError):
    """The home holds real accounts; demonstration data must not be mixed in."""


def is_flagged(home: Path) -> bool:
    """Whether a home holds a demonstration."""
    return (home / FLAG).is_file()


def fill(suite: Suite) -> list[str]:
    """Flag the home, and fill it; what is there already stays. A run that was cut short is finished by the next.

    Returns:
        The ids of the domains that have demonstration data now.

    Raises:
        RealHome: the home is in real use.
    """
    if not is_flagged(suite.home) and suite.accounts.people():
        raise RealHome(
            f"{suite.home} is in real use: name another folder in CHIRON_HOME for the demonstration, so that made-up "
            "patients and real ones stay apart."
        )
    (suite.home / FLAG).touch(mode=0o600)
    create_accounts(suite.accounts)
    suite.lifecycle.start_all()
    return [plugin.id for plugin in suite.registry.plugins() if _fill_domain(suite, plugin)]


def _fill_domain(suite: Suite, plugin: Plugin) -> bool:
    if not plugin.up or plugin.manifest is None:
        return False
    demo = getattr(suite.service(plugin.id), "demo", None)
    actor = _actor_for(suite, plugin.manifest.roles)
    if demo is None or actor is None:
        return False
    demo(actor)
    return True


def _actor_for(suite: Suite, roles: tuple[str, ...]) -> Actor | None:
    """Who the data is made by: the first demonstration account, clinician first, that may open the domain."""
    role = next((account.role for account in ACCOUNTS if account.role in roles), None)
    return actor_for(suite.accounts, role) if role else None
