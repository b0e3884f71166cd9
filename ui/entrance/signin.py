"""Sign-in and sign-out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from data.accounts import BadCredentials, LockedOut
from ui.entrance import demonstration
from ui.entrance.frame import alert, page
from ui.entrance.session import Sessions
from ui.entrance.target import safe_target
from ui.guard.loopback import from_here
from ui.kit.cookie import COOKIE

if TYPE_CHECKING:
    from data.accounts import Actor
    from ui.suite import Suite

CHECKS_AT_ONCE = 2
HERE_ONLY = "Demonstration accounts open only in demonstration mode and only from this machine."


class SignIn:
    """The routes of sign-in and sign-out.

    Args:
        suite: Accounts and sessions.
        sessions: The browser's side of a session.
        demonstration: Whether one-click accounts may be offered to browsers on this machine.
    """

    def __init__(self, suite: Suite, sessions: Sessions, demonstration: bool) -> None:
        self._suite = suite
        self._sessions = sessions
        self._demonstration = demonstration
        self._limiter: anyio.CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        """What the server mounts."""
        return [
            Route("/signin", self.form, methods=["GET"]),
            Route("/signin", self.enter, methods=["POST"]),
            Route("/signin/demonstration", self.enter_demonstration, methods=["POST"]),
            Route("/signout", self.leave, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """The sign-in page; whoever is signed in goes on, and an installation without anybody is set up first."""
        target = safe_target(request.query_params.get("next"))
        if await self._sessions.actor(request):
            return RedirectResponse(target, 303)
        if not await to_thread.run_sync(self._suite.accounts.any_administrator):
            return RedirectResponse("/welcome", 303)
        response = self._page(request, target)
        return self._sessions.clear(response) if COOKIE in request.cookies else response

    async def enter(self, request: Request) -> Response:
        """Check a name and a password."""
        form = await request.form()
        name, password, target = (str(form.get(key, "")) for key in ("name", "password", "next"))
        try:
            actor = await self._check(name, password)
        except LockedOut as error:
            return self._page(request, target, name, str(error), 429)
        except BadCredentials as error:
            return self._page(request, target, name, str(error), 401)
        return await self._sessions.begin(request, actor, safe_target(target))

    async def enter_demonstration(self, request: Request) -> Response:
        """Sign in with one click, where that is allowed."""
        form = await request.form()
        target = str(form.get("next", ""))
        if not self._offers(request):
            return self._page(request, target, "", HERE_ONLY, 403)
        role = str(form.get("role", ""))
        actor = await to_thread.run_sync(demonstration.actor_for, self._suite.accounts, role)
        if actor is None:
            return self._page(request, target, "", "There is no demonstration account for this role.", 400)
        return await self._sessions.begin(request, actor, safe_target(target))

    async def leave(self, request: Request) -> Response:
        """Close the session, take the cookie away, and show the sign-in page."""
        await self._sessions.end(request)
        return self._sessions.clear(RedirectResponse("/signin", 303))

    async def _check(self, name: str, password: str) -> Actor:
        """Compare few passwords at a time: Argon2 is heavy on purpose, and pages need the processor too."""
        self._limiter = self._limiter or anyio.CapacityLimiter(CHECKS_AT_ONCE)
        return await to_thread.run_sync(self._suite.accounts.authenticate, name, password, limiter=self._limiter)

    def _offers(self, request: Request) -> bool:
        return self._demonstration and from_here(request)

    def _page(
        self, request: Request, target: str, name: str = "", sentence: str | None = None, status: int = 200
    ) -> Response:
        target = safe_target(target)
        demo = demonstration.buttons(target) if self._offers(request) else ""
        return page("Sign in", demo + _card(target, name, sentence), status)


def _card(target: str, name: str, sentence: str | None) -> str:
    focus = ("", " autofocus") if name else (" autofocus", "")
    return (
        f'<div class="card"><h1>Sign in</h1>{alert(sentence)}<form method="post" action="/signin">'
        f'<input type="hidden" name="next" value="{escape(target)}">'
        '<label for="name">Name</label><input id="name" name="name" required maxlength="200" autocomplete="username"'
        f' autocapitalize="none" spellcheck="false" value="{escape(name)}"{focus[0]}>'
        '<label for="password">Password</label><input id="password" name="password" type="password" required'
        f' maxlength="1024" autocomplete="current-password"{focus[1]}>'
        "<button>Sign in</button></form></div>"
    )
