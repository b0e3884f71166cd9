"""Nobody passes without a session: not to a page, not to an upload, not to media, not to the websocket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guard.refuse import answer, refuse
from ui.kit.cookie import COOKIE

if TYPE_CHECKING:
    from data.accounts import Actor

OPEN = frozenset({"/signin", "/signin/demonstration", "/signout", "/welcome", "/healthz", "/readyz", "/favicon.png"})
OPEN_STREAMLIT = frozenset({"/_stcore/health", "/_stcore/host-config"})
OPEN_FOLDERS = ("/static/", "/entrance/")
SHUT = ("/_stcore/agent", "/_stcore/metrics", "/_stcore/script-health-check")
SIGN_IN = "/signin"
SIGNED_OUT = 4401


class Doorkeeper(Protocol):
    """Knows sessions: from memory, or by asking the database."""

    def recent(self, token: str) -> Actor | None:
        """Who held the token a moment ago."""

    def actor_of(self, token: str) -> Actor | None:
        """Who holds the token now."""


class Gate:
    """Lets through what is open to all, and whoever holds a session."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper) -> None:
        self.app = app
        self.doorkeeper = doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, redirect to the sign-in page, or refuse."""
        if scope["type"] == "lifespan" or is_open(scope["path"]):
            await self.app(scope, receive, send)
        elif scope["path"].startswith(SHUT):
            await refuse(scope, receive, send, 404, "There is nothing here.")
        else:
            await self._check(scope, receive, send)

    async def _check(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        token = connection.cookies.get(COOKIE, "")
        if not await self._present(token):
            await self._turn_away(connection, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, self._watched(token, receive, send), send)
        else:
            await self.app(scope, receive, send)

    async def _present(self, token: str) -> bool:
        if not token:
            return False
        return bool(self.doorkeeper.recent(token) or await run_in_threadpool(self.doorkeeper.actor_of, token))

    async def _turn_away(self, connection: HTTPConnection, receive: Receive, send: Send) -> None:
        if wants_page(connection):
            response = RedirectResponse(f"{SIGN_IN}?next={quote(_target(connection))}", 303)
            await answer(connection.scope, receive, send, response)
        else:
            await refuse(connection.scope, receive, send, 401, "Sign in first.")

    def _watched(self, token: str, receive: Receive, send: Send) -> Receive:
        """A `receive` that ends the websocket as soon as its session is over, before the message can run a page."""

        async def watching() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or await self._present(token):
                return message
            await send({"type": "websocket.send", "bytes": redirect_message(SIGN_IN)})
            await send({"type": "websocket.close", "code": SIGNED_OUT, "reason": "signed out"})
            return {"type": "websocket.disconnect", "code": SIGNED_OUT}

        return watching


def is_open(path: str) -> bool:
    """Whether a path is open to people who have not signed in."""
    return path in OPEN or path in OPEN_STREAMLIT or path.startswith(OPEN_FOLDERS)


def wants_page(connection: HTTPConnection) -> bool:
    """Whether somebody looks at this request in a browser, rather than a script waiting for an answer."""
    if connection.scope["type"] != "http" or connection.scope["method"] not in ("GET", "HEAD"):
        return False
    return "text/html" in connection.headers.get("accept", "")


def redirect_message(url: str) -> bytes:
    """Streamlit's message that sends a browser to another address of this server."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    message = ForwardMsg()
    message.auth_redirect.url = url
    return bytes(message.SerializeToString())


def _target(connection: HTTPConnection) -> str:
    query = connection.scope.get("query_string", b"").decode("latin-1")
    return f"{connection.scope['path']}{f'?{query}' if query else ''}"
