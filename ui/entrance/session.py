"""Begins and ends a session in the browser: the cookie's flags are decided here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ui.kit.cookie import COOKIE

if TYPE_CHECKING:
    from data.accounts import Actor
    from ui.suite import Suite


class Sessions:
    """Opens and closes sessions, and tells the browser.

    Args:
        suite: Keeps the sessions.
        secure: Whether the cookie may travel over TLS only; true wherever browsers reach this server over TLS.
    """

    def __init__(self, suite: Suite, secure: bool) -> None:
        self._suite = suite
        self._secure = secure

    async def begin(self, request: Request, actor: Actor, target: str) -> Response:
        """Sign somebody in under a new token, whatever token the browser brought."""
        await self.end(request)
        token = await run_in_threadpool(self._suite.sign_ins.open, actor)
        response = RedirectResponse(target, 303)
        response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="lax", secure=self._secure)
        return response

    async def end(self, request: Request) -> None:
        """Close the session that the browser brought, if any."""
        if token := request.cookies.get(COOKIE):
            await run_in_threadpool(self._suite.sign_out, token)

    async def actor(self, request: Request) -> Actor | None:
        """Who the browser is signed in as."""
        token = request.cookies.get(COOKIE)
        return await run_in_threadpool(self._suite.actor_of, token) if token else None

    def clear(self, response: Response) -> Response:
        """Take the cookie away from the browser."""
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=self._secure)
        return response
