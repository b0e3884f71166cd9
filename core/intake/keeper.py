"""Keeps one limited process at hand: starts it, hands it pictures, replaces it when it dies, hangs or is worn out."""

import hashlib
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.intake import facts, wire
from core.intake.develop import develop, sound
from core.intake.limits import Limits
from core.intake.process import Process
from core.intake.refusal import Code, Refused

RETIRE_AFTER = 2000
Pixels = NDArray[np.float32]


class Keeper:
    """Asks the limited process one thing at a time; whoever shares a keeper takes turns.

    Attributes:
        process: The limited process, None while there is none.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.process: Process | None = None
        self._owner = os.getpid()

    def warm(self) -> None:
        """Start the limited process without waiting for it.

        Raises:
            OSError: it cannot be started.
        """
        if self.process is None:
            self.process, self._owner = Process(self.limits), os.getpid()

    def decode(self, kind: str, data: bytes) -> tuple[Pixels, dict[str, Any], str]:
        """The pixels of one picture, its checked facts, and the SHA-256 of its bytes.

        Raises:
            Refused: it cannot be read within the limits.
        """
        answer, digest = self._ask(kind, data)
        try:
            if "refused" in answer:
                raise _refusal(answer)
            said = facts.checked(answer.get("facts"))
            return self._developed(said, answer.get("width")), said, digest
        finally:
            self._tidy(answer)

    def stop(self) -> None:
        """End the limited process, if there is one that is ours."""
        process, self.process = self.process, None
        if process is not None:
            process.end() if self._owner == os.getpid() else process.disown()

    def _ask(self, kind: str, data: bytes) -> tuple[dict[str, Any], str]:
        try:
            return self._exchange(kind, data)
        except InterruptedFromOutside:
            pass
        try:
            return self._exchange(kind, data)
        except InterruptedFromOutside as error:
            sentence = "The picture decoder was ended twice by the system; send the film again when it has more memory."
            raise Refused(Code.CRASH, sentence) from error

    def _exchange(self, kind: str, data: bytes) -> tuple[dict[str, Any], str]:
        process = self._ready()
        try:
            process.send(kind, data)
            digest = hashlib.sha256(data).hexdigest()
            return process.answer(), digest
        except TimeoutError as error:
            self.stop()
            sentence = f"The film took longer than {self.limits.seconds:g} seconds to decode; export it again."
            raise Refused(Code.TIME, sentence) from error
        except wire.Broken as error:
            innocent = process.killed_from_outside()
            self.stop()
            if innocent:
                raise InterruptedFromOutside from error
            sentence = "The film broke the decoder, so it is damaged or made to do harm; export it again."
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
                "The picture decoder could not be started; ask the administrator to check memory and installation."
            )
            raise Refused(Code.UNAVAILABLE, sentence) from error

    def _developed(self, said: dict[str, Any], width: object) -> Pixels:
        rows, columns = said.get("rows", 0), said.get("columns", 0)
        if (
            self.process is not None
            and 0 < rows * columns <= self.limits.pixels
            and type(width) is int
            and width in (8, 16)
        ):
            table = self.process.arena.table(width).copy()
            if sound(table):
                return develop(self.process.arena.pixels(rows, columns, width), table)
        self.stop()
        raise Refused(Code.CRASH, "The decoder answered with a picture that cannot be; export the film again.")

    def _tidy(self, answer: dict[str, Any]) -> None:
        if self.process is None:
            return
        if answer.get("retire") is True or self.process.answered >= RETIRE_AFTER:
            self.stop()
        else:
            self.process.arena.forget()


class InterruptedFromOutside(Exception):
    """The limited process was ended by someone else while it read."""


def _refusal(answer: dict[str, Any]) -> Refused:
    code, sentence = answer.get("refused"), facts.words(answer.get("sentence"), facts.SENTENCE)
    if not isinstance(code, str) or code not in set(Code) or not sentence:
        return Refused(Code.CRASH, "The decoder gave no reason that can be understood; export the film again.")
    return Refused(code, sentence)
