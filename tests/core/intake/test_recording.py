"""Recordings from disk to disk, through a limited process of their own."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from PIL import Image

from core.intake.drafts import Levels, clear
from core.intake.intake import Intake
from core.intake.limits import MEBI, Limits
from core.intake.pieces import Piece, Pieces, _number
from core.intake.recording import spoken
from core.intake.refusal import Code, Refused
from tests.core.intake.films import ramp, raster
from tests.core.intake.recordings import film, sound, tone
from tests.core.intake.reels import long_silence

pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
SENTENCE = re.compile(r"[A-Z][^\n\r\t]{10,298}\.")
PICTURE = raster(ramp(kind=np.uint8, top=255), "PNG")
LEFT = ["frames", "frames.json", "sound.json", "sound.pcm"]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_film_leaves_sound_levels_and_pictures(intake: Intake, tmp_path: Path) -> None:
    path, told = written(tmp_path / "visit.txt", film(40, "mov", "libx264", tone(4.0, 48_000))), []
    said = intake.recording(path, tmp_path / "out", frames=3, tell=lambda share, what: told.append((share, what)))
    assert left(tmp_path / "out") == LEFT
    assert json.loads((tmp_path / "out" / "sound.json").read_text()) == said
    samples = np.fromfile(tmp_path / "out" / "sound.pcm", "<i2")
    assert len(samples) == round(said["seconds"] * 16_000)
    assert int(np.abs(np.fft.rfft(samples[:16_000].astype(float))).argmax()) == 440
    assert said["levels"][:4] == pytest.approx([-9.0] * 4, abs=0.3)
    assert (said["container"], said["codec"], said["has_video"], said["cut"]) == ("mov", "aac", True, False)
    assert said["notices"] == []
    stills = json.loads((tmp_path / "out" / "frames.json").read_text())
    assert 1 <= len(stills) <= 3
    assert left(tmp_path / "out" / "frames") == [still["name"] for still in stills]
    with Image.open(tmp_path / "out" / "frames" / stills[0]["name"]) as picture:
        assert (picture.format, picture.size) == ("JPEG", (96, 64))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_second_call_starts_anew_and_one_that_is_refused_leaves_nothing(intake: Intake, tmp_path: Path) -> None:
    out = tmp_path / "out"
    intake.recording(written(tmp_path / "film", film(10)), out)
    (out / ".sound.pcm").write_bytes(b"half of an earlier one")
    said = intake.recording(written(tmp_path / "song", sound(tone(1.0))), out)
    assert left(out) == LEFT
    assert left(out / "frames") == []
    assert said["seconds"] == pytest.approx(1.0, abs=0.01)
    with pytest.raises(Refused):
        intake.recording(written(tmp_path / "text", b"just words"), out)
    assert left(out) == []


def test_what_the_caller_raises_ends_the_work_and_leaves_nothing(intake: Intake, tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(share: float, _what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        intake.recording(written(tmp_path / "song", sound(tone(1.0))), tmp_path / "out", tell=cancel)
    assert left(tmp_path / "out") == []
    assert not psutil.Process().children(recursive=True) or not own_children()


def own_children() -> list[Any]:
    """Limited processes that read a recording."""
    return [each for each in psutil.Process().children() if '"decoders": "recording"' in " ".join(each.cmdline())]


def test_half_an_hour_costs_no_more_memory_than_a_minute(intake: Intake, tmp_path: Path) -> None:
    def peak(seconds: int) -> tuple[int, int]:
        ours: list[int] = []
        theirs: list[int] = []

        def look(share: float, what: str) -> None:
            ours.append(psutil.Process().memory_info().rss)
            theirs.extend(each.memory_info().rss for each in own_children())

        path = long_silence(tmp_path / "long.wav", seconds)
        said = intake.recording(path, tmp_path / "out", tell=look)
        assert said["seconds"] == seconds
        assert len(said["levels"]) == seconds
        assert "silent throughout" in said["notices"][0]
        return max(ours), max(theirs)

    short, long = peak(60), peak(1800)
    assert long[0] - short[0] < 24 * MEBI
    assert long[1] - short[1] < 24 * MEBI


def test_of_a_longer_recording_the_first_part_is_read(intake: Intake, tmp_path: Path) -> None:
    said = intake.recording(long_silence(tmp_path / "long.wav", 36_000), tmp_path / "out", longest=90.0)
    assert said["seconds"] == 90.0
    assert "lasts 10 hours; only the first 1 minute 30 seconds were read" in " ".join(said["notices"])
    assert not said["cut"]


def test_pictures_that_break_the_decoder_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    before = Pieces.still

    def broken(self: Pieces, number: int) -> Any:
        asked.append(number)
        os.kill(own_children()[0].pid, 9)
        return before(self, number)

    monkeypatch.setattr(Pieces, "still", broken)
    with Intake() as made:
        said = made.recording(written(tmp_path / "film", film(20, heard=tone(2.0, 48_000))), tmp_path / "out")
    assert asked == [0]
    assert "pictures of the recording broke the decoder" in said["notices"][0]
    assert said["seconds"] == pytest.approx(2.0, abs=0.05)
    assert left(tmp_path / "out" / "frames") == []


def test_a_decoder_that_dies_midway_leaves_what_came_before(tmp_path: Path) -> None:
    def kill(share: float, _what: str) -> None:
        if share > 0.2:
            for each in own_children():
                os.kill(each.pid, 9)

    path = long_silence(tmp_path / "long.wav", 600)
    with Intake(replace(Limits(), piece=160_000)) as made:
        said = made.recording(path, tmp_path / "out", tell=kill)
    assert said["cut"]
    assert 110 < said["seconds"] < 600
    assert any("is damaged after" in each for each in said["notices"])
    assert left(tmp_path / "out") == LEFT


def taken_over(monkeypatch: pytest.MonkeyPatch, piece: Piece) -> None:
    """The limited process answers with one piece for ever, and with a picture whenever one is asked for."""
    monkeypatch.setattr(Pieces, "next", lambda self: piece)
    monkeypatch.setattr(Pieces, "still", lambda self, number: (np.zeros((2, 2, 3), np.uint8), 0.0, 0.0))
    monkeypatch.setattr("core.intake.recording.IDLE", 20)


def test_sound_without_end_stops_where_no_more_may_be(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_over(monkeypatch, Piece(np.ones(16_000, np.int16), 0.5, None))
    said = intake.recording(written(tmp_path / "song", sound(tone(1.0))), tmp_path / "out", longest=5.0)
    assert said["seconds"] <= 6
    assert said["cut"]


def test_nothing_for_ever_is_refused(intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_over(monkeypatch, Piece(np.zeros(0, np.int16), 0.5, None))
    with pytest.raises(Refused, match="cannot be"):
        intake.recording(written(tmp_path / "song", sound(tone(1.0))), tmp_path / "out")
    assert left(tmp_path / "out") == []


def test_no_more_pictures_come_than_were_asked_for(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = {"film": 2.0, "heard": 1, "spoilt": 0, "frames": 1e9, "paused": 0, "jumps": 0, "more": False, "cut": False}
    taken_over(monkeypatch, Piece(np.zeros(0, np.int16), 0.5, end))
    intake.recording(written(tmp_path / "song", sound(tone(1.0))), tmp_path / "out", frames=2)
    assert left(tmp_path / "out" / "frames") == ["0000.jpg", "0001.jpg"]


def test_a_piece_has_a_time_limit(tmp_path: Path) -> None:
    path = long_silence(tmp_path / "long.wav", 60)
    with Intake(Limits(piece_seconds=1e-4)) as made, pytest.raises(Refused) as caught:
        made.recording(path, tmp_path / "out")
    assert caught.value.code == Code.TIME
    assert left(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("empty.mp4", lambda: b"", Code.EMPTY, "is empty"),
        ("text.mp4", lambda: b"Doctor: Good morning.", Code.KIND, "no recording of a known kind"),
        ("picture.mp4", lambda: PICTURE, Code.KIND, "a PNG picture"),
        ("document.wav", lambda: b"%PDF-1.7 film", Code.KIND, "a PDF document"),
        ("list.mp4", lambda: b"#EXTM3U\nfile:///etc/passwd", Code.KIND, "no recording"),
        ("unfinished.mp4", lambda: film(30, heard=tone(3.0, 48_000))[:20_000], Code.TRUNCATED, "no index"),
    ],
)
def test_what_is_refused(
    intake: Intake, name: str, data: Callable[[], bytes], code: Code, words: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=words) as caught:
        intake.recording(written(tmp_path / name, data()), tmp_path / "out")
    assert caught.value.code == code
    assert SENTENCE.fullmatch(caught.value.sentence)
    assert left(tmp_path / "out") == []


@pytest.mark.parametrize("name", ["nothing.wav", ".", "pipe"])
def test_what_is_no_file(intake: Intake, name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused) as caught:
        intake.recording(tmp_path / name, tmp_path / "out")
    assert SENTENCE.fullmatch(caught.value.sentence)


@pytest.mark.parametrize(
    ("data", "words", "sound"),
    [
        (lambda: film(20), "has no sound that can be read", False),
        (lambda: sound(np.zeros(88_200, np.float32)), "silent throughout", True),
        (lambda: film(60, "webm", "libvpx", tone(6.0, 48_000))[:30_000], "cut short: 3 seconds of 6 seconds", True),
        (lambda: sound(tone(3.0))[:130_000], "cut short; 1 second could be read", True),
    ],
)
def test_what_is_noticed(intake: Intake, data: Callable[[], bytes], words: str, sound: bool, tmp_path: Path) -> None:
    said = intake.recording(written(tmp_path / "film", data()), tmp_path / "out")
    assert any(words in each for each in said["notices"]), said["notices"]
    assert all(SENTENCE.fullmatch(each) for each in said["notices"])
    assert said["has_sound"] is sound


def test_without_pyav_the_extra_is_named(intake: Intake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("core.intake.intake.find_spec", lambda name: None)
    with pytest.raises(Refused, match=r"chiron-suite\[sound\]"):
        intake.recording(tmp_path / "song", tmp_path / "out")


@pytest.mark.parametrize("value", [None, "1", True, -1, float("nan"), float("inf"), [1]])
def test_a_number_that_cannot_be_is_not_believed(value: object) -> None:
    with pytest.raises(Refused):
        _number(value, 10.0)


def test_levels_are_decibels_of_full_scale() -> None:
    levels = Levels()
    full = (np.sin(np.arange(24_000) * 0.1) * 32767).astype(np.int16)
    for part in (full[:5000], full[5000:], np.zeros(8000, np.int16), np.zeros(3, np.int16)):
        levels.take(part)
    levels.end()
    assert levels.found == pytest.approx([-3.0, -6.0, -96.0], abs=0.1)
    assert levels.loudest == 32_766 or levels.loudest == 32_767


def test_clearing_touches_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "speech.json").touch()
    (tmp_path / "frames").mkdir()
    clear(tmp_path)
    assert left(tmp_path) == ["speech.json"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "0 seconds"),
        (1.0, "1 second"),
        (61.0, "1 minute 1 second"),
        (3600.0, "1 hour"),
        (36_090.0, "10 hours 2 minutes"),
    ],
)
def test_lengths_in_words(seconds: float, words: str) -> None:
    assert spoken(seconds) == words
