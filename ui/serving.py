"""Runs the server: takes the port, opens the suite, and shuts both down in order."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import threading
import urllib.request
import webbrowser
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from urllib.error import URLError

from ui.entrance.welcome import one_time_code
from ui.failing import fail

if TYPE_CHECKING:
    import uvicorn

    from ui.address import Address
    from ui.suite import Suite

MESSAGE_MIB = 64
PATIENCE = 60.0
BACKLOG = 2048


class Serving:
    """One run of the server.

    Args:
        address: Where to listen.
        certificate: TLS certificate chain; None for plain HTTP.
        key: Its private key.
    """

    def __init__(self, address: Address, certificate: Path | None = None, key: Path | None = None) -> None:
        self.address = address
        self.code = one_time_code()
        self._certificate = certificate
        self._key = key

    def run(self, demo: bool, browser: bool, announce: Callable[[Suite, Serving], None]) -> None:
        """Serve until the process is told to stop; the port is taken first, so that a taken one costs no time."""
        with take(self.address.host, self.address.port) as listener:
            suite = open_suite(demo)
            try:
                announce(suite, self)
                sys.stdout.flush()
                self.serve(suite, listener, browser)
            finally:
                suite.close()

    def serve(self, suite: Suite, listener: socket.socket, browser: bool) -> None:
        """Serve a suite on a port that was taken, until told to stop."""
        import uvicorn

        from ui.server import build

        server = uvicorn.Server(self._config(build(suite, self.address, self.code)))
        signal.signal(signal.SIGTERM, _leave)
        if browser and can_show():
            threading.Thread(target=_show_when_up, args=(self.address.url,), daemon=True).start()
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            print()

    def _config(self, app: object) -> uvicorn.Config:
        import uvicorn

        return uvicorn.Config(
            app,  # type: ignore[arg-type]
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=self.address.origin is not None,
            forwarded_allow_ips="127.0.0.1,::1",
            ws="websockets-sansio",
            ws_max_size=MESSAGE_MIB * 1024 * 1024,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=3,
            ssl_certfile=self._certificate,
            ssl_keyfile=self._key,
        )


def open_suite(demo: bool) -> Suite:
    """The suite to serve; a fresh home becomes a demonstration when one was asked for."""
    from ui.suite import Suite

    if demo:
        from ui.demonstration import fill, is_flagged

        with_accounts = Suite.open()
        try:
            if not is_flagged(with_accounts.home):
                fill(with_accounts)
        finally:
            with_accounts.close()
    return Suite.open(demo=demo)


def take(host: str, port: int) -> socket.socket:
    """Take the port, or say in one sentence why it cannot be had.

    The socket names its protocol, since asyncio turns off Nagle's algorithm only then; with it, the small messages of a
    rerun wait some 40 ms for the browser's delayed acknowledgement.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except socket.gaierror:
        fail(f"'{host}' is no address of this machine: give --host a name or number that is.")
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            fail(f"Port {port} is in use: stop what runs there, or choose another with --port.", 1)
        fail(f"Cannot listen on {host}:{port}: {error.strerror}.", 1)
    return listener


def can_show() -> bool:
    """Whether there is a screen; a text browser would take the terminal away."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _show_when_up(url: str) -> None:
    waiting = threading.Event()
    for _ in range(int(PATIENCE / 0.2)):
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()  # noqa: S310 - our own address
            break
        except (URLError, OSError):
            waiting.wait(0.2)
    webbrowser.open(url)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
