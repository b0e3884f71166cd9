"""What every answer tells the browser not to do."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CACHEABLE = ("/static/", "/entrance/")
ALWAYS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), display-capture=(), geolocation=(), microphone=(self), payment=(), usb=()",
}
ENTRANCE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def page_policy(index: Path) -> str:
    """The content security policy of Streamlit's page: everything from here, nothing from elsewhere.

    What is looser than `'self'`, and why:

    - `script-src 'sha256-…'`: Streamlit's page carries one inline script; its hash is taken from the installed page, so
      that no other inline script runs and an update of Streamlit does not break this.
    - `script-src blob:`: a component that brings its script as text is loaded by Streamlit from a blob that it makes.
    - `style-src 'unsafe-inline'`: Streamlit writes its styles while it runs (Emotion), with contents nobody can hash.
    - `img-src data: blob:`, `font-src data:`, `media-src blob:`: icons inside styles, and pictures drawn on the client.
    - `worker-src blob:`: Streamlit's tables draw and download in workers made from blobs.

    `eval` stays forbidden: charts that need it (Vega) do not draw, and none are used.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE.findall(index.read_text(encoding="utf-8")))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob: {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class SecurityHeaders:
    """Writes the headers on every answer, refusals among them.

    Args:
        app: What comes next.
        policy: Content security policy for answers that bring none of their own.
        tls: Whether browsers reach this server over TLS, and should insist on it from now on.
    """

    def __init__(self, app: ASGIApp, policy: str, tls: bool = False) -> None:
        self.app = app
        self.policy = policy
        self.tls = tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to the answer."""

        async def adding(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self.app(scope, receive, send if scope["type"] == "lifespan" else adding)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        headers.update(ALWAYS)
        headers.setdefault("Content-Security-Policy", self.policy)
        if not path.startswith(CACHEABLE):
            headers["Cache-Control"] = "no-store"
        if self.tls:
            headers["Strict-Transport-Security"] = "max-age=31536000"
