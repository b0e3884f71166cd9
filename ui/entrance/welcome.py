"""The first start of a real installation: it asks for the administrator's name and password."""

from __future__ import annotations

import secrets
import threading
from html import escape
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from data.accounts import SYSTEM, Role
from ui.entrance.frame import alert, page
from ui.entrance.session import Sessions
from ui.guard.loopback import from_here

if TYPE_CHECKING:
    from data.accounts import Actor
    from ui.suite import Suite

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
TRIES = 10


def one_time_code() -> str:
    """Ten characters (50 bits) that are read off one screen and typed on another."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


class Welcome:
    """The routes of the first start; shut for good once an administrator exists.

    Args:
        suite: Where the account is made.
        sessions: Signs the new administrator in.
        code: Printed by the server; whoever is not on this machine must type it. After `TRIES` wrong ones nobody may
            until the server is started again.
    """

    def __init__(self, suite: Suite, sessions: Sessions, code: str) -> None:
        self._suite = suite
        self._sessions = sessions
        self._code = code
        self._tries = TRIES
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        """What the server mounts."""
        return [Route("/welcome", self.form, methods=["GET"]), Route("/welcome", self.create, methods=["POST"])]

    async def form(self, request: Request) -> Response:
        """The page, while there is no administrator."""
        if await run_in_threadpool(self._suite.accounts.any_administrator):
            return RedirectResponse("/signin", 303)
        return self._page(request)

    async def create(self, request: Request) -> Response:
        """Make the administrator and sign them in."""
        form = await request.form()
        name, password, again, code = (str(form.get(key, "")) for key in ("name", "password", "again", "code"))
        if not from_here(request) and not self._knows(code):
            return self._page(request, name, "The code is not the one that the server printed when it started.", 403)
        if password != again:
            return self._page(request, name, "The two passwords differ: type the same one twice.", 400)
        try:
            actor = await run_in_threadpool(self._make, name, password)
        except ValueError as error:
            return self._page(request, name, str(error), 400)
        return await self._sessions.begin(request, actor, "/") if actor else RedirectResponse("/signin", 303)

    def _knows(self, code: str) -> bool:
        with self._lock:
            if self._tries <= 0:
                return False
            if secrets.compare_digest(code.strip().upper().encode(), self._code.encode()):
                return True
            self._tries -= 1
            return False

    def _make(self, name: str, password: str) -> Actor | None:
        with self._lock:
            if self._suite.accounts.any_administrator():
                return None
            return self._suite.accounts.create(name, password, Role.ADMINISTRATOR, SYSTEM)

    def _page(self, request: Request, name: str = "", sentence: str | None = None, status: int = 200) -> Response:
        return page("Welcome", _card(name, sentence, with_code=not from_here(request)), status)


def _card(name: str, sentence: str | None, with_code: bool) -> str:
    code = (
        '<label for="code">One-time code</label><input id="code" name="code" required maxlength="20"'
        ' autocomplete="off" autocapitalize="characters">'
        "<small>The server printed it when it started.</small>"
    )
    return (
        '<div class="card"><h1>Welcome</h1><p>Nobody can sign in here yet. Choose the name and the password of the'
        f' first administrator.</p>{alert(sentence)}<form method="post" action="/welcome">{code if with_code else ""}'
        '<label for="name">Name</label><input id="name" name="name" required maxlength="200" autocomplete="username"'
        f' autocapitalize="none" spellcheck="false" value="{escape(name)}" autofocus>'
        '<label for="password">Password</label><input id="password" name="password" type="password" required'
        ' minlength="12" maxlength="1024" autocomplete="new-password"><small>At least 12 characters.</small>'
        '<label for="again">Password, once more</label><input id="again" name="again" type="password" required'
        ' maxlength="1024" autocomplete="new-password"><button>Create the administrator</button></form></div>'
    )
