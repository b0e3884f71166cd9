"""Where the server listens and how browsers reach it; everything about trust follows from that."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ui.guard.loopback import NAMES, is_loopback

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised here so that people can be warned


@dataclass(frozen=True)
class Address:
    """Where the server listens and how browsers reach it.

    Attributes:
        host: Name or number of the interface it is bound to.
        port: TCP port.
        tls: Whether the server itself speaks TLS.
        origin: How browsers reach it through a proxy, as `https://name`; None without one.
    """

    host: str = "127.0.0.1"
    port: int = 8501
    tls: bool = False
    origin: str | None = None

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it, and no proxy hands requests on."""
        return is_loopback(self.host) and self.origin is None

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over TLS."""
        return self.tls or (self.origin or "").startswith("https://")

    @property
    def names(self) -> frozenset[str]:
        """Host names that requests may carry; empty when it listens on every address and nobody named it."""
        named = {urlsplit(self.origin).hostname or ""} if self.origin else set()
        if self.host in EVERYWHERE:
            return frozenset(named | NAMES) if named else frozenset()
        return frozenset(named | ({self.host.strip("[]")} if not is_loopback(self.host) else set()) | NAMES)

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        if self.origin:
            return self.origin
        host = "127.0.0.1" if self.host in EVERYWHERE else self.host
        return f"{'https' if self.tls else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}"
