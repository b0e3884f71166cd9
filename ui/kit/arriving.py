"""What comes from a browser in numbered pieces, a live recording or a file of any size: one door for both."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import streamlit as st

LARGEST_PIECE = 8 * 1024 * 1024
LONGEST_NAME, LONGEST_MIME = 200, 100


class NotTaken(ValueError):
    """It cannot be taken; the sentence says what to do next."""


class Taker(Protocol):
    """Who keeps the pieces; each method raises `NotTaken` where it cannot."""

    def begin(self, mime: str, name: str, size: int | None) -> str:
        """Something begins: its kind, its name (empty for a live recording), its bytes if known; a token for it."""

    def piece(self, token: str, number: int, data: bytes) -> None:
        """Keep a piece; one that was kept already is kept once."""

    def end(self, token: str) -> None:
        """That was the last piece."""


@dataclass(frozen=True)
class Spool:
    """Keeps the pieces of a file on disk until it is whole, then hands it over and lets go of it.

    Attributes:
        folder: Where it lies meanwhile; what is left behind there is its owner's to sweep.
        on_file: Is given the whole file and its name; raises `NotTaken` where it cannot be used.
        largest: Bytes that a file may have.
    """

    folder: Path
    on_file: Callable[[Path, str], None]
    largest: int

    def begin(self, mime: str, name: str, size: int | None) -> str:
        """A file begins; the token names it on disk, with its own name after a dot that no path can follow."""
        if size is not None and size > self.largest:
            raise NotTaken("The file is larger than what may be brought in: save it at a lower quality.")
        token = f"{secrets.token_hex(16)}.{base64.urlsafe_b64encode(name[:80].encode()).decode()}"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.folder / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        return token

    def piece(self, token: str, number: int, data: bytes) -> None:
        """Write a piece behind the others; the browser sends the next one only when this one is acknowledged."""
        with (self.folder / token).open("r+b") as file:
            if file.seek(0, os.SEEK_END) + len(data) > self.largest:
                raise NotTaken("The file is larger than what may be brought in: save it at a lower quality.")
            file.write(data)

    def end(self, token: str) -> None:
        """Hand it over."""
        path = self.folder / token
        try:
            self.on_file(path, base64.urlsafe_b64decode(token.partition(".")[2]).decode())
        finally:
            path.unlink(missing_ok=True)


class Arrival:
    """The pieces of one component on the page, as far as they have come.

    Args:
        key: Names the component on the page.
        scope: Names what the pieces are about; those about something else are dropped.
        taker: Who keeps them.
    """

    def __init__(self, key: str, scope: str, taker: Taker) -> None:
        self._key, self._scope, self._taker = key, scope, taker

    def told(self) -> dict[str, object]:
        """What the browser needs to know to go on."""
        return {"scope": self._scope, **self._kept()}

    def _kept(self) -> dict[str, str]:
        fresh = {"acknowledged": "", "token": "", "problem": ""}
        kept: dict[str, str] = st.session_state.setdefault(f"{self._key}.arrival", fresh)
        return kept

    def receive(self) -> None:
        """Take what the browser sent; the answer goes with the next drawing."""
        message: Mapping[str, Any] | None = st.session_state[self._key].get("act")
        kept = self._kept()
        if not message or message.get("id") == kept["acknowledged"] or message.get("scope") != self._scope:
            return
        kept["problem"] = ""
        try:
            self._take(message, kept)
        except NotTaken as error:
            kept["problem"] = str(error)
        kept["acknowledged"] = str(message.get("id"))

    def _take(self, message: Mapping[str, Any], kept: dict[str, str]) -> None:
        kind, size = message.get("kind"), message.get("size")
        if kind == "begin":
            mime, name = str(message.get("mime") or "")[:LONGEST_MIME], str(message.get("name") or "")[:LONGEST_NAME]
            kept["token"] = self._taker.begin(mime, name, size if isinstance(size, int) else None)
        elif kind == "piece" and kept["token"]:
            self._taker.piece(kept["token"], _number(message.get("number")), _bytes(message.get("data")))
        elif kind == "end" and kept["token"]:
            token, kept["token"] = kept["token"], ""
            self._taker.end(token)


def _number(told: object) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or told < 0:
        raise NotTaken("A piece arrived without its number: send it again.")
    return told


def _bytes(told: object) -> bytes:
    if not isinstance(told, str) or len(told) > LARGEST_PIECE * 4 // 3:
        raise NotTaken("A piece was too large: send it again.")
    try:
        return base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        raise NotTaken("A piece was damaged on its way: send it again.") from None
