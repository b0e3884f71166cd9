"""Serves the files that pages gave an address, in the parts that a player asks for (RFC 9110, section 14)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from ui.kit.cookie import COOKIE
from ui.kit.streams import PREFIX, STREAMS, Stream, Streams

POLICY = "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


class Streaming:
    """The route of the streams; the gate in front of it has asked already whether somebody is signed in.

    Args:
        streams: Which session may have which file.
    """

    def __init__(self, streams: Streams = STREAMS) -> None:
        self._streams = streams

    def routes(self) -> list[BaseRoute]:
        """What the server mounts."""
        return [Route(f"{PREFIX}{{name}}", self.answer, methods=["GET"])]

    async def answer(self, request: Request) -> Response:
        """The file, or the part that was asked for; nothing to a session that was not given the address."""
        token, name = request.cookies.get(COOKIE, ""), request.path_params["name"]
        stream = self._streams.find(token, name)
        if stream is None or not stream.path.is_file():
            return PlainTextResponse("There is nothing here.\n", 404)
        return _Watched(stream, lambda: self._streams.find(token, name) is not None)


class _Ended(Exception):
    """The session is over while its file is on the way."""


class _Watched(FileResponse):
    """A file that stops flowing when the session that asked for it is over.

    Args:
        stream: The file.
        held: Whether the session may have it still.
    """

    chunk_size = 256 * 1024

    def __init__(self, stream: Stream, held: Callable[[], bool]) -> None:
        super().__init__(stream.path, media_type=stream.mime, headers={"Content-Security-Policy": POLICY})
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send piece after piece; the server closes the connection over what is left unsent."""

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.body" and not self._held():
                raise _Ended
            await send(message)

        with suppress(_Ended):
            await super().__call__(scope, receive, watching)
