"""A recording through all its steps in one process, and the command of the terminal that does it."""

import json
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner, Result

from benchmarks.telemedicine.speaking import CASTS, speak
from benchmarks.telemedicine.voicebox import VoiceMissing
from benchmarks.telemedicine.wer import errors
from domains.telemedicine.commands import app
from domains.telemedicine.pipeline import whole
from domains.telemedicine.pipeline.folder import HEARD, TOLD, WorkFolder
from domains.telemedicine.transcribing import captions
from domains.telemedicine.transcripts import read

LINES = (
    ("doctor", "Good morning. What has brought you to the call today?"),
    ("patient", "I have had a bad cough for three weeks, and I feel tired all the time."),
    ("doctor", "Do you have any fever?"),
    ("patient", "No, I don't have any fever."),
)


def write(samples: NDArray[Any], path: Path) -> Path:
    """A WAV file of one channel at 16 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def transcribe(*arguments: str | Path) -> Result:
    """What `chiron telemedicine transcribe` does."""
    return CliRunner().invoke(app, ["transcribe", *map(str, arguments)])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole")


@pytest.fixture(scope="module")
def recording(place: Path) -> Path:
    try:
        return write(speak(LINES, CASTS[0]).samples, place / "call.wav")
    except VoiceMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def printed(place: Path, recording: Path) -> Result:
    return transcribe(recording, "--json", "--folder", place / "work", "--vtt", place / "call.vtt", "--draft")


def test_who_said_what_and_when_is_printed(printed: Result) -> None:
    assert printed.exit_code == 0
    answer = json.loads(printed.stdout)
    assert {"segments", "notices", "language", "seconds", "sections"} == set(answer)
    assert answer["language"] == "en"
    said = " ".join(one["text"] for one in answer["segments"])
    assert errors(" ".join(text for _, text in LINES), said).rate < 0.3
    for one in answer["segments"]:
        assert {"start", "end", "speaker", "role", "text", "words"} <= set(one)
        assert one["role"] in {"doctor", "patient", "other"}
        assert 0 <= one["start"] <= one["end"] <= answer["seconds"] + 0.1
        assert all({"text", "start", "end", "probability"} == set(word) for word in one["words"])
    assert "Writing down the words" in printed.stderr


def test_captions_can_be_read_again(printed: Result, place: Path) -> None:
    answer = json.loads(printed.stdout)
    again = read((place / "call.vtt").read_bytes())
    assert [one.text for one in again.utterances] == [one["text"] for one in answer["segments"]]


def test_what_is_done_is_not_done_again(printed: Result, place: Path, recording: Path) -> None:
    work = WorkFolder(place / "work")
    before = work.file(HEARD).stat().st_mtime_ns
    work.file(TOLD).unlink()
    again = transcribe(recording, "--json", "--folder", place / "work", "--draft")
    assert json.loads(again.stdout) == json.loads(printed.stdout)
    assert work.file(HEARD).stat().st_mtime_ns == before


def test_a_folder_belongs_to_one_recording(printed: Result, place: Path, tmp_path: Path) -> None:
    other = write(np.zeros(16_000), tmp_path / "other.wav")
    result = transcribe(other, "--json", "--folder", place / "work")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "holds work on another recording" in result.stderr


def test_time_of_each_step_is_kept(printed: Result, place: Path) -> None:
    assert set(whole.spent(place / "work")) == {"unpack", "listen", "recognise", "voices", "understand"}


def test_silence_is_an_empty_transcript_and_a_sentence(tmp_path: Path) -> None:
    result = transcribe(write(np.zeros(48_000), tmp_path / "silence.wav"), "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["segments"] == []
    assert len(answer["notices"]) == 1
    assert "silent" in answer["notices"][0]


def refusals() -> dict[str, Callable[[Path], list[str | Path]]]:
    """Files that cannot be heard, by what the sentence says of them."""

    def made(name: str, data: bytes) -> Callable[[Path], list[str | Path]]:
        def make(folder: Path) -> list[str | Path]:
            (folder / name).write_bytes(data)
            return [folder / name]

        return make

    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    return {
        "There is no file": lambda folder: [folder / "nothing.mp4"],
        "is not a file": lambda folder: [folder],
        "is a transcript and needs no hearing": made("talk.json", b"[]"),
        "picture": made("picture.mp4", png),
        "empty": made("empty.wav", b""),
        "There is no speech model 'nowhere'": lambda folder: [
            write(np.zeros(16_000), folder / "a.wav"), "--model", "nowhere"
        ],
        "There is no folder": lambda folder: [
            write(np.zeros(16_000), folder / "a.wav"), "--vtt", folder / "none" / "a.vtt"
        ],
    }  # fmt: skip


@pytest.mark.parametrize("sentence", sorted(refusals()))
def test_what_cannot_be_heard_is_refused_in_one_sentence(sentence: str, tmp_path: Path) -> None:
    result = transcribe(*refusals()[sentence](tmp_path), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    lines = [line for line in result.stderr.splitlines() if "%" not in line]
    assert len(lines) == 1
    assert sentence in lines[0]


def test_captions_are_escaped_and_never_empty_of_time() -> None:
    told = [{"start": 3661.5, "end": 3661.5, "role": "doctor", "text": "a < b & c"}]
    assert "01:01:01.500 --> 01:01:01.501\n<v doctor>a &lt; b &amp; c" in captions(told)
