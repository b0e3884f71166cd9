import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from core.intake import wire
from core.intake.arena import Arena
from core.intake.child.cage import Gauge
from core.intake.child.loop import Decode, _answer, _serve
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

LIMITS = Limits(bytes=2**16, pixels=2**16)


@pytest.fixture
def arena() -> Iterator[Arena]:
    made = Arena.make(LIMITS)
    yield made
    made.close()


def raising(error: Exception) -> Decode:
    def decode(kind: str, data: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
        raise error

    return decode


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused(Code.DEPTH, "Too deep."), Code.DEPTH),
        (MemoryError(), Code.MEMORY),
        (RecursionError(), Code.DEPTH),
        (KeyError("x"), Code.MALFORMED),
        (StopIteration(), Code.MALFORMED),
        (AssertionError(), Code.MALFORMED),
        (UnicodeDecodeError("ascii", b"", 0, 1, "x"), Code.MALFORMED),
    ],
)
def test_whatever_a_decoder_raises_becomes_one_sentence(arena: Arena, error: Exception, code: Code) -> None:
    answer = _answer({"kind": "png", "size": 3}, arena, LIMITS, raising(error))
    assert answer["refused"] == code
    assert answer["sentence"].endswith(".")


def test_it_decodes_what_was_laid_in(arena: Arena) -> None:
    def decode(kind: str, data: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
        return {"seen": [kind, bytes(data).decode()]}

    arena.put(b"some bytes")
    assert _answer({"kind": "png", "size": 4}, arena, LIMITS, decode) == {"seen": ["png", "some"]}


def test_it_ends_when_the_intake_hangs_up(arena: Arena) -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs:
        assert _serve(theirs, arena, LIMITS, raising(KeyError()), Gauge()) is False


def test_an_answer_for_a_question(arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.intake.child.cage.allow", lambda seconds: None)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send(ours, {"kind": "png", "size": 0})
        worker = threading.Thread(target=_serve, args=(theirs, arena, LIMITS, raising(KeyError()), Gauge()))
        worker.start()
        answer = wire.receive(ours, 10)
        worker.join()
    assert answer["refused"] == Code.MALFORMED
    assert isinstance(answer["retire"], bool)
