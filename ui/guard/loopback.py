"""Is this the machine itself? Asked before anything is offered without a password."""

from __future__ import annotations

import ipaddress

from starlette.requests import HTTPConnection

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_loopback(address: str) -> bool:
    """Whether an address (name or number) means this machine."""
    if address in NAMES:
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def from_here(connection: HTTPConnection) -> bool:
    """Whether the request was made on this machine, and not handed on by a proxy that runs on it."""
    if connection.client is None or any(name in connection.headers for name in FORWARDED):
        return False
    return is_loopback(connection.client.host) and is_loopback(connection.url.hostname or "")
