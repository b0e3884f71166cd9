import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from core.intake.keeper import Keeper
from core.intake.limits import MEBI, Limits
from core.intake.process import Process
from core.intake.refusal import Code, Refused
from tests.core.intake.films import film, ramp

TAKEN_OVER = """
import json, mmap, os, socket, struct, sys, time
options = json.loads(sys.argv[1])
sys.path += options["paths"]
from core.intake import wire
line, memory = socket.socket(fileno=options["channel"]), mmap.mmap(options["memory"], 4096)
wire.send(line, {"ready": True})
wire.receive(line)
ANSWER
time.sleep(60)
"""


@pytest.fixture(scope="module")
def keeper() -> Iterator[Keeper]:
    made = Keeper(Limits())
    yield made
    made.stop()


def process(keeper: Keeper) -> Process:
    keeper.warm()
    assert keeper.process is not None
    return keeper.process


def decoded(keeper: Keeper) -> int:
    pixels, facts, digest = keeper.decode("dicom", film())
    assert pixels.shape == (facts["rows"], facts["columns"]) == (64, 64)
    assert len(digest) == 64
    return process(keeper).id


def test_the_process_is_kept(keeper: Keeper) -> None:
    assert decoded(keeper) == decoded(keeper)


def test_warming_returns_at_once(keeper: Keeper) -> None:
    keeper.stop()
    started = time.perf_counter()
    keeper.warm()
    assert time.perf_counter() - started < 1
    first = process(keeper).id
    keeper.warm()
    assert process(keeper).id == first == decoded(keeper)


def test_a_dead_process_is_replaced(keeper: Keeper) -> None:
    first = decoded(keeper)
    os.kill(first, 9)
    assert decoded(keeper) != first


def test_a_worn_out_process_is_replaced(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded(keeper)
    monkeypatch.setattr("core.intake.keeper.RETIRE_AFTER", 1)
    keeper.decode("dicom", film())
    assert keeper.process is None


def test_a_process_that_asks_to_retire_is_replaced(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded(keeper)
    answered = Process.answer
    monkeypatch.setattr(Process, "answer", lambda self: answered(self) | {"retire": True})
    keeper.decode("dicom", film())
    assert keeper.process is None


@pytest.fixture
def evil(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Keeper]]:
    """A keeper whose process was taken over and answers what it likes."""
    made = Keeper(Limits())

    def taken_over(answer: str) -> Keeper:
        monkeypatch.setattr("core.intake.process.PROGRAM", TAKEN_OVER.replace("ANSWER", answer))
        return made

    yield taken_over
    made.stop()


@pytest.mark.parametrize(
    "answer",
    [
        *({}, {"facts": None}, {"facts": {"rows": 5}}, {"facts": {"rows": -5, "columns": 5}, "width": 16}),
        *({"facts": {"rows": 10**6, "columns": 10**6}, "width": 16}, {"facts": {"rows": 5, "columns": 5}, "width": 32}),
        *({"facts": {"rows": 5, "columns": 5}, "width": "16"}, {"facts": {"rows": 5, "columns": 5}, "width": [16]}),
        *({"facts": {"rows": 5, "columns": 5}, "width": 8.0}, {"facts": {"rows": 5, "columns": 5}, "width": True}),
        *({"refused": "made up", "sentence": "x"}, {"refused": "empty"}, {"refused": 3, "sentence": ["x"]}),
        *({"refused": ["empty"], "sentence": "x"}, {"refused": {}, "sentence": "x"}),
    ],
)
def test_an_answer_that_cannot_be_is_a_refusal(evil: Callable[[str], Keeper], answer: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        evil(f"wire.send(line, {answer!r})").decode("dicom", b"")
    assert caught.value.code == Code.CRASH


@pytest.mark.parametrize("value", ["nan", "inf", "2.0", "-1.0"])
def test_a_table_that_cannot_be_is_a_refusal(evil: Callable[[str], Keeper], value: str) -> None:
    answer = f"""
memory[20:24] = struct.pack("f", float("{value}"))
wire.send(line, {{"facts": {{"rows": 5, "columns": 5}}, "width": 16}})
"""
    keeper = evil(answer)
    with pytest.raises(Refused) as caught:
        keeper.decode("dicom", b"")
    assert caught.value.code == Code.CRASH
    assert keeper.process is None


@pytest.mark.parametrize("answer", ["line.send(b'nonsense' * 9)", "sys.exit(0)", "os.abort()", "line.shutdown(2)"])
def test_no_answer_is_a_refusal(evil: Callable[[str], Keeper], answer: str) -> None:
    with pytest.raises(Refused) as caught:
        evil(answer).decode("dicom", b"")
    assert caught.value.code == Code.CRASH


def test_sentences_of_the_process_are_cleaned(evil: Callable[[str], Keeper]) -> None:
    with pytest.raises(Refused) as caught:
        evil("wire.send(line, {'refused': 'bits', 'sentence': chr(27) + 'x' * 9999})").decode("dicom", b"")
    assert caught.value.code == Code.BITS
    assert caught.value.sentence == "x" * 300


def test_silence_has_an_end(evil: Callable[[str], Keeper]) -> None:
    keeper = evil("time.sleep(60)")
    keeper.limits = Limits(seconds=0.3)
    with pytest.raises(Refused) as caught:
        keeper.decode("dicom", b"")
    assert caught.value.code == Code.TIME
    assert keeper.process is None


def test_ended_from_outside_twice(evil: Callable[[str], Keeper]) -> None:
    with pytest.raises(Refused) as caught:
        evil("os.kill(os.getpid(), 9)").decode("dicom", b"")
    assert caught.value.code == Code.CRASH
    assert "ended twice" in caught.value.sentence


def test_a_refusal_of_the_process_is_passed_on(keeper: Keeper) -> None:
    with pytest.raises(Refused) as caught:
        keeper.decode("dicom", film(np.zeros((64, 64), np.uint16)))
    assert caught.value.code == Code.BLANK
    assert decoded(keeper)


def test_an_interruption_leaves_no_old_answer_behind(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded(keeper)

    def interrupted(self: Process) -> dict[str, Any]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Process, "answer", interrupted)
        keeper.decode("dicom", film())
    pixels, _, _ = keeper.decode("dicom", film(ramp(32, 16)))
    assert pixels.shape == (32, 16)


def test_it_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(Refused) as caught:
        Keeper(Limits()).decode("dicom", film())
    assert caught.value.code == Code.UNAVAILABLE


@pytest.mark.skipif(not hasattr(os, "fork"), reason="The system has no fork.")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_after_a_fork_the_process_stays_with_the_parent(keeper: Keeper) -> None:
    first = decoded(keeper)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if decoded(keeper) != first else 2
            keeper.stop()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert decoded(keeper) == first


def test_a_large_caller_does_not_wear_the_process_out() -> None:
    """The system counts the caller's memory as the peak of what it starts."""
    keeper = Keeper(Limits(memory=600 * MEBI, bytes=MEBI, pixels=10_000))
    held = np.ones(40 * MEBI, np.float64)
    assert held.nbytes > keeper.limits.memory / 2
    first = decoded(keeper)
    assert decoded(keeper) == first
    keeper.stop()


@pytest.mark.parametrize(
    ("rows", "value", "side"), [(5, "0.5", 8), (9, "nan", 8), (9, "2.0", 8), (9, "-1.0", 8), (9, "0.5", 7)]
)
def test_a_square_that_cannot_be_is_a_refusal(evil: Callable[[str], Keeper], rows: int, value: str, side: int) -> None:
    answer = f"""
memory = mmap.mmap(options["memory"], 0)
at = 2**18 + -(-options["limits"]["bytes"] // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
memory[at + 20 : at + 24] = struct.pack("f", float("{value}"))
wire.send(line, {{"facts": {{"rows": {rows}, "columns": 9}}, "side": {side}}})
"""
    keeper = evil(answer)
    with pytest.raises(Refused) as caught:
        keeper.decode("dicom", b"", side=8)
    assert caught.value.code == Code.CRASH
    assert keeper.process is None


def test_a_square_that_can_be_is_taken(evil: Callable[[str], Keeper]) -> None:
    answer = "wire.send(line, {'facts': {'rows': 9, 'columns': 9}, 'side': 8})"
    pixels, facts, digest = evil(answer).decode("dicom", b"", traced=False, side=8)
    assert (pixels.shape, pixels.max(), facts["rows"], digest) == ((8, 8), 0.0, 9, "")
