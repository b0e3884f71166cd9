"""Where to go after signing in: a page of this server, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

HOME = "/"


def safe_target(wanted: str | None) -> str:
    """The wanted path when it lies on this server, else the home page; keeps a link from sending people elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or not wanted.isprintable():
        return HOME
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or "\\" in wanted or parts.path.startswith(("/signin", "/signout", "/welcome")):
        return HOME
    return wanted
