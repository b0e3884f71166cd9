"""How a request is turned away, over HTTP and over a websocket alike."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

POLICY_VIOLATION = 1008


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Answer with a status and one sentence; a websocket gets the same as the answer to its handshake."""
    await answer(scope, receive, send, PlainTextResponse(sentence + "\n", status))


async def answer(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Send a response; where the server cannot answer a websocket's handshake, close it instead."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
        return
    await response(scope, receive, send)
