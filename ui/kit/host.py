"""The one door through which pages and a domain's terminal commands reach the suite."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from core.plugins.registry import Registry
    from data.accounts import Actor
    from ui.kit.context import DomainContext


class Host(Protocol):
    """What the suite offers to the pages and commands of its domains."""

    @property
    def demo(self) -> bool:
        """Whether the home holds a demonstration."""

    @property
    def registry(self) -> Registry:
        """The plugins and their states."""

    def actor_of(self, token: str) -> Actor | None:
        """Who holds this session token; None when it is unknown, expired or signed out."""

    def sign_out(self, token: str) -> None:
        """End a session."""

    def operator(self) -> Actor:
        """Who works in the terminal: the owner of the home folder, by the name of the operating system."""

    def service(self, domain: str) -> Any:
        """The domain's service, opened once; raises LookupError with one sentence when it is not up."""

    def context(self, domain: str) -> DomainContext:
        """The domain's corner of the house."""


class NoHost(RuntimeError):
    """A page or a command ran outside the suite."""


_opener: Callable[[], Host] | None = None
_host: Host | None = None


def set_host(new: Host | None) -> None:
    """Put a suite behind the door; None takes it away."""
    global _host, _opener
    _host, _opener = new, None


def set_opener(opener: Callable[[], Host]) -> None:
    """Open a suite only when somebody knocks, so that a command which needs no database opens none."""
    global _host, _opener
    _host, _opener = None, opener


def host() -> Host:
    """The suite.

    Raises:
        NoHost: none was set, as when a page is run by hand.
    """
    global _host
    if _host is None and _opener is not None:
        _host = _opener()
    if _host is None:
        raise NoHost("This runs only inside the suite: start it with `chiron serve` or as a `chiron` command.")
    return _host
