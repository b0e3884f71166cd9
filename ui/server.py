"""The server: Streamlit's pages behind a sign-in, a gate and strict headers."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from core.plugins.loading import LoadError, load
from ui import options
from ui.address import Address
from ui.entrance.frame import assets
from ui.entrance.health import Health
from ui.entrance.session import Sessions
from ui.entrance.signin import SignIn
from ui.entrance.welcome import Welcome, one_time_code
from ui.guard.body import BodyLimit
from ui.guard.gate import Gate
from ui.guard.headers import SecurityHeaders, page_policy
from ui.guard.origins import Origins
from ui.kit.host import set_host
from ui.quiet import hush
from ui.streaming import Streaming

if TYPE_CHECKING:
    import streamlit as st

    from ui.suite import Suite

FOLLOW_SECONDS = 5.0
logger = logging.getLogger("chiron.server")
SCRIPT = Path(__file__).with_name("app.py")
DRAWN_WITH = (
    "pandas",
    "pyarrow",
    "streamlit.elements.arrow",
    "streamlit.elements.metric",
    "ui.frame",
    "ui.pages.administration.page",
    "ui.pages.home",
)


def build(suite: Suite, address: Address | None = None, code: str | None = None) -> st.App:
    """The ASGI application.

    Args:
        suite: What it serves; it stays the caller's to close.
        address: Where it will listen: decides host names, cookie flags, and whether one-click accounts may be offered.
        code: One-time code for the first start from another machine; made up when not given.
    """
    hush()
    address = address or Address()
    options.configure(**{"server.address": address.host, "server.port": address.port})
    import streamlit as st

    set_host(suite)
    return st.App(
        SCRIPT,
        routes=routes(suite, address, code or one_time_code()),
        middleware=middleware(suite, address),
        lifespan=_lifespan(suite),
    )


def routes(suite: Suite, address: Address, code: str) -> Sequence[BaseRoute]:
    """What is served beside Streamlit's own routes."""
    sessions = Sessions(suite, address.secure)
    sign_in = SignIn(suite, sessions, demonstration=suite.demo and address.loopback)
    welcome = Welcome(suite, sessions, code)
    return [*sign_in.routes(), *welcome.routes(), *Health(suite).routes(), *Streaming().routes(), *assets()]


def middleware(suite: Suite, address: Address) -> Sequence[Middleware]:
    """What every request passes, outermost first; the headers come first so that refusals carry them too."""
    from streamlit import file_util

    policy = page_policy(Path(file_util.get_static_dir()) / "index.html")
    return [
        Middleware(SecurityHeaders, policy=policy, tls=address.secure),
        Middleware(Origins, hosts=address.names),
        Middleware(Gate, doorkeeper=suite.presence),
        Middleware(BodyLimit),
    ]


def _lifespan(suite: Suite) -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        await run_in_threadpool(suite.start)
        settle(suite)
        following = asyncio.create_task(follow(suite))
        yield
        following.cancel()

    return lifespan


async def follow(suite: Suite) -> None:
    """Follow what was decided elsewhere: a domain that is disabled in the terminal goes down here within seconds."""
    while True:
        await asyncio.sleep(FOLLOW_SECONDS)
        try:
            await run_in_threadpool(suite.lifecycle.refresh)
        except Exception:
            logger.exception("The decisions about plugins could not be read again.")


def settle(suite: Suite) -> None:
    """Import what pages draw with, and take it out of the collector's sight.

    A rerun makes thousands of short-lived objects; without this each collection walks every module that was imported.
    """
    for module in DRAWN_WITH:
        import_module(module)
    for plugin in suite.registry.plugins():
        if plugin.up and plugin.manifest is not None:
            with suppress(LoadError):
                load(plugin.manifest.page)
    gc.collect()
    gc.freeze()
