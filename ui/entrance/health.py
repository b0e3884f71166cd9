"""Is it alive, and is it ready? Asked by machines, answered without a secret."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from data.database import Database
    from ui.suite import Suite

REMEMBERED = 1.0


class Health:
    """The routes `/healthz` and `/readyz`. A readiness answer is remembered for a second, so that asking is cheap."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._answer: dict[str, object] = {}

    def routes(self) -> list[Route]:
        """What the server mounts."""
        return [Route("/healthz", self.alive), Route("/readyz", self.ready)]

    async def alive(self, _request: Request) -> Response:
        """The process answers."""
        return JSONResponse({"alive": True})

    async def ready(self, _request: Request) -> Response:
        """Every database takes writes; the states of the plugins stand beside it and do not decide."""
        answer = await run_in_threadpool(self._look)
        return JSONResponse(answer, 200 if answer["ready"] else 503)

    def _look(self) -> dict[str, object]:
        with self._lock:
            if time.monotonic() - self._asked > REMEMBERED:
                databases = {database.name: state_of(database) for database in self._suite.databases()}
                plugins = {plugin.id: str(plugin.state) for plugin in self._suite.registry.plugins()}
                ready = all(state == "writable" for state in databases.values())
                self._answer = {"ready": ready, "databases": databases, "plugins": plugins}
                self._asked = time.monotonic()
            return self._answer


def state_of(database: Database) -> str:
    """Whether a database takes writes; the reason stays in the log, since it may name paths."""
    try:
        with database.write() as session:
            session.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the answer is the same
        return "not writable"
    return "writable"
