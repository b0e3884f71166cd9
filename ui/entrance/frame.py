"""The HTML around every page of the entrance, and the two files it needs."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ui.guard.headers import ENTRANCE_POLICY

HERE = Path(__file__).parent


@cache
def _frame() -> Template:
    return Template((HERE / "frame.html").read_text(encoding="utf-8"))


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """A whole page.

    The page says `referrer: same-origin` for itself, so that the browser names this server as the origin of its forms.

    Args:
        title: Plain text.
        body: HTML whose parts are escaped already.
        status: HTTP status.
    """
    html = _frame().substitute(title=escape(title), body=body)
    return HTMLResponse(html, status, {"Content-Security-Policy": ENTRANCE_POLICY})


def alert(sentence: str | None) -> str:
    """An error that screen readers speak at once; nothing when there is none."""
    return f'<div class="alert" role="alert">{escape(sentence)}</div>' if sentence else ""


def assets() -> list[BaseRoute]:
    """The routes of the stylesheet and the mark, the latter also where Streamlit's page looks for its icon."""
    return [Mount("/entrance", StaticFiles(directory=HERE / "assets")), Route("/favicon.png", _icon)]


async def _icon(_request: Request) -> Response:
    return FileResponse(HERE / "assets" / "mark.svg", media_type="image/svg+xml")
