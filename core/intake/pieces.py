"""Asks the limited process for a recording piece by piece, and believes nothing that it answers unchecked."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from core.intake import facts, wire
from core.intake.limits import Limits
from core.intake.process import Process
from core.intake.refusal import Code, Refused

UNAVAILABLE = "The decoder of recordings could not be started; ask the administrator to check memory and installation."
SLOW = "A part of the recording took longer than {:g} seconds to decode, so it is damaged or made to do harm."
BROKE = "The recording broke the decoder, so it is damaged or made to do harm; export it again."
IMPOSSIBLE = "The decoder answered with a recording that cannot be; export it again."
MOST = 2**53


class Piece(NamedTuple):
    """A part of the sound, and how far the recording was read.

    Attributes:
        samples: int16, the caller's own.
        read: Share of the recording, 0 to 1.
        end: What is known at the end; None before.
    """

    samples: NDArray[np.int16]
    read: float
    end: dict[str, Any] | None


class Pieces:
    """One recording in its own limited process, which is ended with it.

    Args:
        file: Descriptor of the recording, open for reading.
        limits: What it may cost.

    Raises:
        Refused: the process cannot be started.
    """

    def __init__(self, file: int, limits: Limits) -> None:
        self._limits = limits.for_recording()
        try:
            self._process = Process(self._limits, "recording", file)
        except OSError as error:
            raise Refused(Code.UNAVAILABLE, UNAVAILABLE) from error

    def open(self, container: str, longest: float, frames: int) -> dict[str, Any]:
        """Open the recording; its ``codec``, whether it has ``sound``, and the ``declared`` seconds, 0 if unknown.

        Raises:
            Refused: it cannot be opened.
        """
        try:
            self._process.wait()
        except OSError as error:
            raise Refused(Code.UNAVAILABLE, UNAVAILABLE) from error
        answer = self._ask(f"open {container} {longest} {frames}")
        declared = _number(answer.get("declared"), MOST)
        return {
            "codec": facts.words(answer.get("codec"), 32),
            "sound": answer.get("sound") is True,
            "declared": declared,
        }

    def next(self) -> Piece:
        """The next piece.

        Raises:
            Refused: there is nothing in the recording, or it broke the decoder.
        """
        answer = self._ask("next")
        count = _count(answer.get("samples"), self._limits.piece)
        samples = self._process.arena.pixels(1, 2 * count, 8)[0].view(np.int16).copy()
        return Piece(samples, _number(answer.get("read"), 1.0), _ended(answer) if answer.get("end") is True else None)

    def still(self, number: int) -> tuple[NDArray[np.uint8], float, float]:
        """One of the pictures: ``(rows, columns, 3)``, its second, and how much it differs from the one before.

        Raises:
            Refused: it broke the decoder.
        """
        answer = self._ask(f"frame {number}")
        rows, columns = (_count(answer.get(name), self._limits.frame_side) for name in ("rows", "columns"))
        if not rows * columns:
            raise Refused(Code.CRASH, IMPOSSIBLE)
        pixels = self._process.arena.pixels(1, rows * columns * 3, 8).reshape(rows, columns, 3).copy()
        return pixels, _number(answer.get("second"), MOST), _number(answer.get("change"), 1.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.end()

    def _ask(self, asked: str) -> dict[str, Any]:
        try:
            self._process.send(asked, b"")
            answer = self._process.answer()
        except TimeoutError as error:
            raise Refused(Code.TIME, SLOW.format(self._limits.seconds)) from error
        except wire.Broken as error:
            raise Refused(Code.CRASH, BROKE) from error
        if "refused" in answer:
            raise _refusal(answer)
        return answer


def _refusal(answer: dict[str, Any]) -> Refused:
    code, sentence = answer.get("refused"), facts.words(answer.get("sentence"), facts.SENTENCE)
    known = isinstance(code, str) and code in set(Code)
    return Refused(str(code), sentence) if known and sentence else Refused(Code.CRASH, IMPOSSIBLE)


def _ended(answer: dict[str, Any]) -> dict[str, Any]:
    numbers = {
        name: _number(answer.get(name), MOST) for name in ("film", "heard", "spoilt", "frames", "paused", "jumps")
    }
    return numbers | {name: answer.get(name) is True for name in ("more", "cut")}


def _count(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise Refused(Code.CRASH, IMPOSSIBLE)
    return value


def _number(value: object, most: float) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or value < 0:  # type: ignore[arg-type,operator]
        raise Refused(Code.CRASH, IMPOSSIBLE)
    return min(float(value), most)  # type: ignore[arg-type]
