"""Requests must name this server, and changes must come from its own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.guard.loopback import NAMES
from ui.guard.refuse import refuse

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_OUT = "/signout"


class Origins:
    """Refuses foreign host names (DNS rebinding), foreign forms (CSRF) and foreign websockets.

    Args:
        app: What comes next.
        hosts: Names under which this server may be reached, without port; empty means any name, for a server that
            listens on every address: there the cookie, which no browser sends to a foreign name, is the fence.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = NAMES) -> None:
        self.app = app
        self.hosts = frozenset(name.lower() for name in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what names this server and comes from it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._named(headers.get("host", "")):
            await refuse(scope, receive, send, 421, "This server does not answer to that host name.")
        elif not self._own(scope, headers):
            await refuse(scope, receive, send, 403, "This request came from another site and was refused.")
        else:
            await self.app(scope, receive, send)

    def _named(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return bool(name) and (not self.hosts or name in self.hosts)

    def _own(self, scope: Scope, headers: Headers) -> bool:
        if scope["type"] == "websocket":
            return same_origin(headers)
        return scope["method"] in SAFE or same_site(headers, scope["path"])


def same_origin(headers: Headers) -> bool:
    """Whether `Origin` names the host that was asked."""
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


def same_site(headers: Headers, path: str) -> bool:
    """Whether a change comes from a page of this server.

    `Sec-Fetch-Site` decides where the browser sends it; over plain HTTP it does not, and `Origin` decides. A form on a
    page whose referrer policy is `no-referrer` says `Origin: null`: only signing out takes that for an answer, since a
    foreign form cannot carry the session (its cookie is SameSite=Lax), so there is nothing that it could sign out.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    if headers.get("origin", "null") == "null":
        return path == SIGN_OUT
    return same_origin(headers)
