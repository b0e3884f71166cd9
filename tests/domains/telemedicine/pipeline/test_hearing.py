"""The steps that hear, and what a kill costs them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.telemedicine.voicebox import Voice, VoiceMissing, say
from domains.telemedicine.pipeline import hearing
from domains.telemedicine.pipeline.folder import HEARD, RECOGNISED, SPEECH, WorkFolder
from domains.telemedicine.pipeline.steps import STEPS, progress
from domains.telemedicine.speech import windows

OPTIONS = {"model": "tiny.en", "language": "en"}
LINES = ("Good morning doctor.", "I have had a bad cough for three weeks.", "Do you have any fever?")
PROGRAM = Path(__file__).with_name("kill_while_hearing.py")


def silent(fraction: float, what: str) -> None:
    """Nobody follows."""


@pytest.fixture(scope="module")
def samples() -> NDArray[np.float32]:
    """Three sentences, far enough from one another for a window each."""
    try:
        said = [say(line, Voice("en-us+m3", 150)) for line in LINES]
    except VoiceMissing as missing:
        pytest.skip(str(missing))
    gap = np.zeros(24_000, dtype=np.float32)
    return np.concatenate([part for one in said for part in (gap, one)])


@pytest.fixture
def folder(tmp_path: Path, samples: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkFolder]:
    monkeypatch.setattr(windows, "LONGEST", 3.5)
    work = WorkFolder(tmp_path / "work").make()
    (samples * 32767).astype("<i2").tofile(work.sound)
    hearing.listen(work, silent)
    yield work


def test_speech_is_listened_for_once(folder: WorkFolder) -> None:
    spans = folder.read_json(SPEECH)
    assert len(spans) >= 3
    folder.write_json(SPEECH, [])
    hearing.listen(folder, silent)
    assert folder.read_json(SPEECH) == []


def test_a_call_hears_only_so_much_and_the_next_goes_on(folder: WorkFolder) -> None:
    assert hearing.recognise(folder, OPTIONS, silent, most=1.0) is False
    first = [*folder.lines(HEARD)]
    assert len(first) == 1
    assert not folder.done("recognise")
    said: list[float] = []
    assert hearing.recognise(folder, OPTIONS, lambda fraction, what: said.append(fraction)) is True
    assert next(iter(folder.lines(HEARD))) == first[0]
    assert said == sorted(said)
    assert said[-1] == pytest.approx(1.0)
    told = folder.read_json(RECOGNISED)
    assert told["windows"] == len([*folder.lines(HEARD)]) >= 3
    assert (told["language"], told["model"], told["notices"]) == ("en", "tiny.en", [])
    assert hearing.recognise(folder, OPTIONS, silent) is True


def test_a_torn_line_is_heard_again_and_no_other(folder: WorkFolder) -> None:
    hearing.recognise(folder, OPTIONS, silent, most=1.0)
    whole = folder.file(HEARD).read_bytes()
    folder.file(HEARD).write_bytes(whole + b'{"window": 1, "sta')
    assert hearing.recognise(folder, OPTIONS, silent) is True
    assert folder.file(HEARD).read_bytes().startswith(whole)
    numbers = [one["window"] for one in folder.lines(HEARD)]
    assert numbers == sorted(set(numbers))


def test_nothing_that_was_heard_is_heard_again_after_a_kill(folder: WorkFolder) -> None:
    with _started(folder) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert float(process.stdout.readline()) == 0.0
        _go_on(process)
        assert 0.0 < float(process.stdout.readline()) < 1.0
        _go_on(process)
        process.kill()
    before = folder.file(HEARD).read_bytes()
    assert before.count(b"\n") >= 1
    assert not folder.done("recognise")
    assert 0.0 < folder.told("recognise") < 1.0
    assert hearing.recognise(folder, OPTIONS, silent) is True
    assert folder.file(HEARD).read_bytes().startswith(before)
    numbers = [one["window"] for one in folder.lines(HEARD)]
    assert numbers == list(range(folder.read_json(RECOGNISED)["windows"]))


def _started(folder: WorkFolder) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(PROGRAM), str(folder.path), str(windows.LONGEST)]
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=Path(__file__).parents[4]
    )


def _go_on(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")


def test_silence_is_done_without_a_model(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path).make()
    np.zeros(16_000, dtype="<i2").tofile(work.sound)
    hearing.listen(work, silent)
    assert hearing.recognise(work, {"model": "nowhere"}, silent) is True
    assert work.read_json(RECOGNISED)["notices"][0].startswith("The recording is silent")
    assert [*work.lines(HEARD)] == []


def test_progress_counts_what_is_done(folder: WorkFolder) -> None:
    fraction, sentence = progress(folder)
    assert (fraction, sentence) == (0.0, "Unpacking the recording: 0%")
    folder.write_json("sound.json", {})
    at_start, _ = progress(folder)
    hearing.recognise(folder, OPTIONS, silent, most=1.0)
    half, sentence = progress(folder)
    assert sentence.startswith("Writing down the words: ")
    hearing.recognise(folder, OPTIONS, silent)
    later, _ = progress(folder)
    assert 0 < at_start < half < later < 1
    folder.write_json("voices.json", {})
    folder.write_json("told.json", {})
    assert progress(folder) == (1.0, "The recording is read.")


def test_every_step_names_a_function() -> None:
    from core.engine.running import resolve

    assert [step.name for step in STEPS] == ["unpack", "listen", "recognise", "voices", "understand"]
    assert all(callable(resolve(step.entry)) for step in STEPS)
