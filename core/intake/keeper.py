"""Keeps one limited process at hand: starts it, hands it pictures, replaces it when it dies, hangs or is worn out."""

import hashlib
import os
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.intake import facts, wire
from core.intake.arena import Arena
from core.intake.develop import develop, sound
from core.intake.limits import Limits
from core.intake.process import Process
from core.intake.refusal import Code, Refused
from core.intake.taken import Impossible

RETIRE_AFTER = 2000
NOUNS = {"films": ("film", "picture decoder"), "media": ("recording", "decoder of sounds and films")}
Pixels = NDArray[np.float32]
Taken = TypeVar("Taken")


class Keeper:
    """Asks the limited process one thing at a time; whoever shares a keeper takes turns.

    Args:
        limits: What the process may use up.
        decoders: What it loads: ``films`` (pictures too) or ``media`` (sounds and moving films).

    Attributes:
        process: The limited process, None while there is none.
    """

    def __init__(self, limits: Limits, decoders: str = "films") -> None:
        self.limits = limits
        self._decoders = decoders
        self._noun, self._decoder = NOUNS[decoders]
        self.process: Process | None = None
        self._owner = os.getpid()

    def warm(self) -> None:
        """Start the limited process without waiting for it.

        Raises:
            OSError: it cannot be started.
        """
        if self.process is None:
            self.process, self._owner = Process(self.limits, self._decoders), os.getpid()

    def decode(
        self, kind: str, data: bytes, traced: bool = True, side: int | None = None
    ) -> tuple[Pixels, dict[str, Any], str]:
        """The pixels of one picture, its checked facts, and the SHA-256 of its bytes (empty where it is not traced).

        Args:
            kind: What the child decodes.
            data: The whole file.
            traced: Whether the digest is wanted.
            side: A picture that is larger becomes a square of so many pixels.

        Raises:
            Refused: it cannot be read within the limits.
        """

        def read(answer: dict[str, Any], arena: Arena) -> tuple[Pixels, dict[str, Any]]:
            said = facts.checked(answer.get("facts"))
            if side is not None and answer.get("side") == side:
                return _square(said, side, arena), said
            return _developed(said, answer.get("width"), arena, self.limits), said

        asked = kind if side is None else f"{kind} {side}"
        (pixels, said), digest = self.take(asked, data, read, traced)
        return pixels, said, digest

    def take(
        self, kind: str, data: bytes, read: Callable[[dict[str, Any], Arena], Taken], traced: bool = True
    ) -> tuple[Taken, str]:
        """What a reader makes of the answer and the shared memory, and the SHA-256 of the bytes.

        Args:
            kind: What the child decodes.
            data: The whole file.
            read: Copies out of the shared memory; raises :class:`Impossible` for an answer that cannot be.
            traced: Whether the digest is wanted; it is empty otherwise.

        Raises:
            Refused: it cannot be read within the limits.
        """
        answer, digest = self._ask(kind, data, traced)
        try:
            if "refused" in answer:
                raise _refusal(answer)
            assert self.process is not None  # noqa: S101
            return read(answer, self.process.arena), digest
        except Impossible as error:
            self.stop()
            sentence = f"The decoder answered with a {self._noun} that cannot be; export the {self._noun} again."
            raise Refused(Code.CRASH, sentence) from error
        finally:
            self._tidy(answer)

    def stop(self) -> None:
        """End the limited process, if there is one that is ours."""
        process, self.process = self.process, None
        if process is not None:
            process.end() if self._owner == os.getpid() else process.disown()

    def _ask(self, kind: str, data: bytes, traced: bool) -> tuple[dict[str, Any], str]:
        try:
            return self._exchange(kind, data, traced)
        except InterruptedFromOutside:
            pass
        try:
            return self._exchange(kind, data, traced)
        except InterruptedFromOutside as error:
            sentence = f"The {self._decoder} was ended twice by the system; send the {self._noun} again later."
            raise Refused(Code.CRASH, sentence) from error

    def _exchange(self, kind: str, data: bytes, traced: bool) -> tuple[dict[str, Any], str]:
        process = self._ready()
        try:
            process.send(kind, data)
            digest = hashlib.sha256(data).hexdigest() if traced else ""
            return process.answer(), digest
        except TimeoutError as error:
            self.stop()
            sentence = f"The {self._noun} took longer than {self.limits.seconds:g} seconds to decode; export it again."
            raise Refused(Code.TIME, sentence) from error
        except wire.Broken as error:
            innocent = process.killed_from_outside()
            self.stop()
            if innocent:
                raise InterruptedFromOutside from error
            sentence = f"The {self._noun} broke the decoder, so it is damaged or made to do harm; export it again."
            raise Refused(Code.CRASH, sentence) from error
        except BaseException:
            self.stop()
            raise

    def _ready(self) -> Process:
        if self.process is not None and (self._owner != os.getpid() or not self.process.alive):
            self.stop()
        try:
            self.warm()
            assert self.process is not None  # noqa: S101
            self.process.wait()
            return self.process
        except OSError as error:
            self.stop()
            sentence = (
                f"The {self._decoder} could not be started; ask the administrator to check memory and installation."
            )
            raise Refused(Code.UNAVAILABLE, sentence) from error

    def _tidy(self, answer: dict[str, Any]) -> None:
        if self.process is None:
            return
        if answer.get("retire") is True or self.process.answered >= RETIRE_AFTER:
            self.stop()
        else:
            self.process.arena.forget()


def _developed(said: dict[str, Any], width: object, arena: Arena, limits: Limits) -> Pixels:
    rows, columns = said.get("rows", 0), said.get("columns", 0)
    if 0 < rows * columns <= limits.pixels and type(width) is int and width in (8, 16):
        table = arena.table(width).copy()
        if sound(table):
            return develop(arena.pixels(rows, columns, width), table)
    raise Impossible


def _square(said: dict[str, Any], side: int, arena: Arena) -> Pixels:
    square = arena.square(side).copy()
    if min(said.get("rows", 0), said.get("columns", 0)) >= side and sound(square):
        return square
    raise Impossible


class InterruptedFromOutside(Exception):
    """The limited process was ended by someone else while it read."""


def _refusal(answer: dict[str, Any]) -> Refused:
    code, sentence = answer.get("refused"), facts.words(answer.get("sentence"), facts.SENTENCE)
    if not isinstance(code, str) or code not in set(Code) or not sentence:
        return Refused(Code.CRASH, "The decoder gave no reason that can be understood; export the film again.")
    return Refused(code, sentence)
