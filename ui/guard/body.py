"""No request may be larger than what its path has use for."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guard.refuse import refuse

MIB = 1024 * 1024
UPLOAD_MIB = 64
FRAMING = MIB
FORM = 64 * 1024
UPLOAD_PATH = "/_stcore/upload_file/"


class _TooLarge(Exception):
    """The body outgrew its limit while it was read."""


class BodyLimit:
    """Caps request bodies by what they announce, and by what really arrives.

    Args:
        app: What comes next.
        upload: Bytes of a file, its multipart framing (at most 1 MiB) not counted.
        form: Bytes of any other body.
    """

    def __init__(self, app: ASGIApp, upload: int = UPLOAD_MIB * MIB, form: int = FORM) -> None:
        self.app = app
        self.upload = upload + FRAMING
        self.form = form

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request whose body keeps within its limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.upload if scope["path"].startswith(UPLOAD_PATH) else self.form
        if _announced(scope) > limit:
            await self._refuse(scope, receive, send, limit)
        else:
            await self._count(scope, receive, send, limit)

    async def _count(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        received = 0
        answered = False

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLarge
            return message

        async def noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.app(scope, counting, noting)
        except _TooLarge:
            if answered:
                raise
            await self._refuse(scope, receive, send, limit)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        size = f"{(limit - FRAMING) // MIB} MiB" if limit == self.upload else f"{limit // 1024} KiB"
        await refuse(scope, receive, send, 413, f"This is larger than the {size} that may be sent here.")


def _announced(scope: Scope) -> int:
    value = Headers(scope=scope).get("content-length", "0")
    return int(value) if value.isdecimal() else 0
