"""Files by address: a recording of hundreds of megabytes goes to the browser in the pieces that it asks for.

An address is a long random name, known to one session: another session that learns of it gets nothing, and when the
session ends it is forgotten. No path, and no part of one, ever comes from the browser.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

PREFIX = "/streams/"
TAB = "chiron.streams.tab"
MOST = 64
SESSIONS = 4096
PLAYED = re.compile(r"(audio|video)/[\w.+-]+(; ?codecs=[\w.,\"+ -]+)?|image/(png|jpeg|webp|gif)|text/vtt")


@dataclass(frozen=True)
class Stream:
    """A file that a browser may ask for.

    Attributes:
        path: Where it lies.
        mime: What it is served as.
    """

    path: Path
    mime: str


class Streams:
    """Which session may have which file, under which name; shared between the pages and the server's route.

    A session keeps its latest `MOST` places, and the latest `SESSIONS` sessions are kept.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[str, OrderedDict[str, tuple[str, Stream]]] = OrderedDict()
        self._lock = threading.Lock()

    def hold(self, token: str, place: str, stream: Stream) -> str:
        """The name under which a session may have a file; the same as before while the place shows the same file."""
        with self._lock:
            places = self._held.setdefault(token, OrderedDict())
            self._held.move_to_end(token)
            name, before = places.get(place, ("", None))
            if before != stream:
                name = secrets.token_urlsafe(24)
            places[place] = (name, stream)
            places.move_to_end(place)
            if len(places) > MOST:
                places.popitem(last=False)
            if len(self._held) > SESSIONS:
                self._held.popitem(last=False)
            return name

    def find(self, token: str, name: str) -> Stream | None:
        """What a session may have under a name; None where it may not, or no more."""
        with self._lock:
            places = self._held.get(token, OrderedDict())
            return next((stream for known, stream in places.values() if known == name), None)

    def forget(self, token: str) -> None:
        """Let go of all that a session might have."""
        with self._lock:
            self._held.pop(token, None)


STREAMS = Streams()


def address(path: Path, mime: str, place: str) -> str:
    """The address under which this session's browser can fetch a file on disk, whole or any part of it.

    Args:
        path: The file; nothing of it is read now.
        mime: What it is served as: a sound, a film, a picture or WebVTT, since those run nothing in a browser.
        place: Names the place on the page; a new file there replaces the old. Two tabs have places of their own.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a kind that is not streamed.
    """
    import streamlit as st

    from ui.kit.cookie import COOKIE

    if not PLAYED.fullmatch(mime):
        raise ValueError(f"'{mime}' is not streamed: sounds, films, pictures and WebVTT are.")
    if not path.is_file():
        raise FileNotFoundError(f"The file {path.name} is missing: restore it from a backup.")
    tab = st.session_state.setdefault(TAB, secrets.token_hex(8))
    return PREFIX + STREAMS.hold(st.context.cookies.get(COOKIE, ""), f"{tab} {place}", Stream(path.resolve(), mime))
