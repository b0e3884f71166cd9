"""Recordings piece by piece, in this process: their containers, their clocks and their damage."""

import os
import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.intake import sniff
from core.intake.arena import Arena
from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import ramp, raster
from tests.core.intake.recordings import film, sound, tone
from tests.core.intake.reels import beep, header, reel, turned

pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
from core.intake.child.recording import Recording

HEARD = tone(3.0, 48_000)
SECOND = 16_000
SMALL = replace(Limits(), piece=2 * SECOND).for_recording()


@dataclass
class Out:
    """What came of a recording."""

    samples: NDArray[np.int16]
    end: dict[str, Any]
    stills: list[tuple[float, float, NDArray[np.uint8]]]
    pieces: int

    def loudness(self, start: float, stop: float) -> float:
        part = self.samples[round(start * SECOND) : round(stop * SECOND)].astype(float)
        return float(np.sqrt((part**2).mean())) / 32768 if len(part) else 0.0


def read(path: Path, longest: float = 3600.0, frames: int = 6, limits: Limits | None = None) -> Out:
    bounds = (limits or Limits()).for_recording()
    arena, file = Arena.make(bounds), os.open(path, os.O_RDONLY)
    try:
        recording = Recording(file, bounds)
        kind = sniff.recording(os.pread(file, sniff.HEAD, 0))
        recording.decode(f"open {kind} {longest} {frames}", memoryview(b""), arena, bounds)
        parts: list[NDArray[np.int16]] = []
        end: dict[str, Any] = {}
        while not end:
            answer = recording.decode("next", memoryview(b""), arena, bounds)
            assert 0 <= answer["read"] <= 1
            parts.append(arena.pixels(1, 2 * answer["samples"], 8)[0].view(np.int16).copy())
            end = answer if answer.get("end") else {}
        stills = [still(recording, arena, bounds, number) for number in range(end["frames"])]
        return Out(np.concatenate(parts), end, stills, len(parts))
    finally:
        os.close(file)
        arena.close()


def still(recording: Any, arena: Arena, limits: Limits, number: int) -> tuple[float, float, NDArray[np.uint8]]:
    told = recording.decode(f"frame {number}", memoryview(b""), arena, limits)
    size = told["rows"] * told["columns"] * 3
    pixels = arena.pixels(1, size, 8).reshape(told["rows"], told["columns"], 3)
    return told["second"], told["change"], pixels.copy().astype(np.uint8)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


SOUNDS: dict[str, Callable[[], bytes]] = {
    "wav": lambda: sound(tone(3.0), 44_100, "wav", "pcm_s16le"),
    "wav of floats": lambda: sound(tone(3.0, 8000), 8000, "wav", "pcm_f32le"),
    "wav 64": lambda: sound(tone(3.0), 44_100, "w64", "pcm_s24le"),
    "flac": lambda: sound(tone(3.0), 44_100, "flac", "flac"),
    "mp3": lambda: sound(tone(3.0), 44_100, "mp3", "libmp3lame"),
    "aac": lambda: sound(tone(3.0), 44_100, "adts", "aac"),
    "m4a": lambda: sound(tone(3.0), 44_100, "mp4", "aac"),
    "ogg opus": lambda: sound(HEARD, 48_000, "ogg", "libopus"),
    "webm opus": lambda: sound(HEARD, 48_000, "webm", "libopus"),
    "aiff": lambda: sound(tone(3.0, 22_050), 22_050, "aiff", "pcm_s16be"),
    "caf": lambda: sound(tone(3.0), 44_100, "caf", "pcm_s16be"),
    "au": lambda: sound(tone(3.0), 44_100, "au", "pcm_s16be"),
    "amr": lambda: sound(tone(3.0, 8000), 8000, "amr", "libopencore_amrnb"),
    "wav of a telephone": lambda: sound(tone(3.0, 8000), 8000, "wav", "pcm_mulaw"),
    "mpeg-ps": lambda: sound(tone(3.0), 44_100, "mpeg", "mp2"),
    "flv": lambda: sound(tone(3.0), 44_100, "flv", "libmp3lame"),
    "wavpack": lambda: sound(tone(3.0), 44_100, "wv", "wavpack"),
}
FILMS = {
    "mp4": ("mp4", "mpeg4"),
    "mov": ("mov", "libx264"),
    "3gp": ("3gp", "mpeg4"),
    "webm": ("webm", "libvpx"),
    "matroska": ("matroska", "libx264"),
    "avi": ("avi", "mjpeg"),
    "mpeg-ts": ("mpegts", "libx264"),
    "wmv": ("asf", "wmv2"),
}


@pytest.mark.parametrize("kind", SOUNDS)
def test_a_sound_of_any_container(kind: str, tmp_path: Path) -> None:
    out = read(written(tmp_path / "song", SOUNDS[kind]()))
    assert abs(len(out.samples) - 3 * SECOND) < 0.06 * SECOND
    spectrum = np.abs(np.fft.rfft(out.samples[: 2 * SECOND].astype(float)))
    assert int(spectrum.argmax()) == 880
    assert 0.3 < out.loudness(0.5, 2.5) < 0.4
    assert not out.end["cut"]
    assert not out.end["more"]
    assert not out.stills


def test_a_cover_is_no_film(tmp_path: Path) -> None:
    """An MP3 with a picture in front of it (ID3 2.3, frame APIC)."""
    picture = b"\0image/jpeg\0\3\0" + raster(ramp(kind=np.uint8, top=255), "JPEG")
    frame = b"APIC" + struct.pack(">IH", len(picture), 0) + picture
    size = bytes(len(frame) >> shift & 127 for shift in (21, 14, 7, 0))
    out = read(written(tmp_path / "song", b"ID3\3\0\0" + size + frame + SOUNDS["mp3"]()))
    assert abs(len(out.samples) - 3 * SECOND) < 0.06 * SECOND
    assert out.end["film"] == 0
    assert not out.stills


@pytest.mark.parametrize("kind", FILMS)
def test_a_film_of_any_container(kind: str, tmp_path: Path) -> None:
    out = read(written(tmp_path / "film", film(30, *FILMS[kind], HEARD)))
    assert abs(len(out.samples) - 3 * SECOND) < 0.06 * SECOND
    assert out.end["film"] == pytest.approx(3.0, abs=0.11)
    assert 1 <= len(out.stills) <= 6
    for second, _, pixels in out.stills:
        assert pixels[20:40, 60:80].mean() / 255 == pytest.approx(second / 3, abs=0.06)


def test_sound_that_starts_later_than_the_picture_keeps_its_second(tmp_path: Path) -> None:
    out = read(reel(tmp_path / "film", "matroska", beep(1.0, 2.0), [(at / 5, 80) for at in range(15)]))
    assert out.loudness(0, 1.9) == 0
    assert out.loudness(2.05, 2.95) > 0.3
    assert len(out.samples) == pytest.approx(3 * SECOND, abs=400)


@pytest.mark.parametrize(("kind", "start", "begun", "jumps"), [("matroska", 5, 5, 0), ("matroska", 9000, 0, 1)])
def test_a_clock_that_begins_later(kind: str, start: int, begun: int, jumps: int, tmp_path: Path) -> None:
    """Chromium's player begins at second 5 of such a film, too; a clock that begins hours later is left alone."""
    out = read(reel(tmp_path / "film", kind, beep(1.0, start + 0.5), [(start + at / 5, 80) for at in range(8)]))
    assert out.loudness(0, begun + 0.45) == 0
    assert out.loudness(begun + 0.6, begun + 1.4) > 0.3
    assert out.stills[0][0] == begun
    assert out.end["jumps"] == jumps


def test_where_the_track_pauses_there_is_silence(tmp_path: Path) -> None:
    out = read(reel(tmp_path / "sound", "matroska", [*beep(1.0), *beep(1.0, 4.0)]))
    assert [out.loudness(at + 0.1, at + 0.9) > 0.3 for at in range(5)] == [True, False, False, False, True]
    assert out.end["paused"] == pytest.approx(3 * SECOND, abs=400)


def test_a_long_pause_is_not_held_at_once(tmp_path: Path) -> None:
    path = reel(tmp_path / "sound", "matroska", [*beep(1.0), *beep(1.0, 500.0)])
    with path.open("rb") as file, closing(Arena.make(SMALL)) as arena:
        recording = Recording(file.fileno(), SMALL)
        recording.decode("open matroska 3600 0", memoryview(b""), arena, SMALL)
        tracemalloc.start()
        count, answer = 0, dict[str, Any]()
        while not answer.get("end"):
            answer = recording.decode("next", memoryview(b""), arena, SMALL)
            count += answer["samples"]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == pytest.approx(501 * SECOND, abs=400)
    assert peak < 2 * MEBI


def test_a_clock_that_leaps_far_is_not_followed(tmp_path: Path) -> None:
    path = reel(tmp_path / "live", "matroska", [*beep(1.0), *beep(1.0, 9000.0)], options={"live": "1"})
    out = read(path, 36_000)
    assert len(out.samples) == pytest.approx(2 * SECOND, abs=400)
    assert out.end["jumps"] == 1


def test_pictures_at_uneven_seconds_keep_them(tmp_path: Path) -> None:
    seconds = [0.0, 0.2, 1.3, 1.35, 4.0, 7.5]
    out = read(reel(tmp_path / "film", "matroska", (), [(second, 40 * at) for at, second in enumerate(seconds)]))
    assert [second for second, _, _ in out.stills] == [0.0, 1.3, 4.0, 7.5]
    assert [round(float(pixels.mean()) / 40) for _, _, pixels in out.stills] == [0, 2, 4, 5]
    assert not len(out.samples)


def test_a_film_that_was_held_sideways_is_turned(tmp_path: Path) -> None:
    upright, sideways = (
        read(written(tmp_path / name, data)).stills[0][2]
        for name, data in (("up", film(10)), ("side", turned(film(10))))
    )
    assert upright.shape[:2] == (64, 96)
    assert sideways.shape[:2] == (96, 64)
    assert np.abs(np.rot90(upright, -1).astype(int) - sideways.astype(int)).mean() < 3


def test_new_scenes_come_first_and_the_rest_is_spread(tmp_path: Path) -> None:
    levels = [(at / 2, 220 if 62 <= at < 66 or at >= 154 else 30) for at in range(240)]
    out = read(reel(tmp_path / "film", "matroska", (), levels), frames=6)
    seconds = [second for second, _, _ in out.stills]
    assert len(seconds) == 6
    assert {31.0, 33.0, 77.0} <= set(seconds)
    assert max(np.diff([0, *seconds, 120])) < 50
    assert all(change > 0.5 for second, change, _ in out.stills if second in (31.0, 33.0, 77.0))


def test_only_the_first_seconds_are_read_of_a_longer_one(tmp_path: Path) -> None:
    out = read(written(tmp_path / "film", film(30, "mp4", "mpeg4", HEARD)), longest=1.25)
    assert len(out.samples) == 1.25 * SECOND
    assert out.end["more"]
    assert not out.end["cut"]


def test_large_sounds_come_in_pieces(tmp_path: Path) -> None:
    limits = replace(Limits(), piece=5000, frame_side=64)
    path = written(tmp_path / "song", sound(tone(3.0, 16_000), 16_000))
    out, whole = read(path, limits=limits), read(path)
    assert out.pieces >= 10
    assert np.array_equal(out.samples, whole.samples)


def test_a_live_recording_without_length_or_index_is_used_in_full(tmp_path: Path) -> None:
    path = reel(
        tmp_path / "live", "webm", beep(3.0), [(at / 10, 60) for at in range(30)], ("libopus", "libvpx"), {"live": "1"}
    )
    path.write_bytes(path.read_bytes()[:-700])
    out = read(path)
    assert len(out.samples) > 2.5 * SECOND
    assert out.stills
    assert not out.end["cut"]


@pytest.mark.parametrize(
    ("name", "data", "seconds"),
    [
        ("wav", lambda: sound(tone(3.0))[:130_000], 1.47),
        ("flac", lambda: sound(tone(3.0), kind="flac", codec="flac")[:20_000], 1.2),
        ("webm", lambda: film(30, "webm", "libvpx", HEARD)[:20_000], 1.8),
        ("avi", lambda: film(30, "avi", "mjpeg", HEARD)[:30_000], 1.4),
    ],
)
def test_what_is_cut_short_is_read_to_where_it_ends(
    name: str, data: Callable[[], bytes], seconds: float, tmp_path: Path
) -> None:
    out = read(written(tmp_path / name, data()))
    assert out.end["cut"]
    assert len(out.samples) / SECOND == pytest.approx(seconds, abs=0.5)


def test_damage_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    data = bytearray(film(60, "matroska", "mpeg4", tone(6.0, 48_000)))
    for at in range(len(data) // 3, 2 * len(data) // 3, 500):
        data[at : at + 40] = bytes(40)
    out = read(written(tmp_path / "film", bytes(data)))
    assert len(out.samples) > 5.5 * SECOND
    assert out.loudness(0.2, 1.2) > 0.3
    assert out.loudness(5.0, 5.8) > 0.3
    assert out.end["spoilt"] > 0


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (lambda: film(30, heard=HEARD)[:20_000], Code.TRUNCATED, "no index"),
        (lambda: b"RIFF\xff\xff\xff\xffWAVEfmt ", Code.MALFORMED, "damaged at its start"),
        (lambda: header(0), Code.EMPTY, "neither sound nor pictures"),
        (lambda: b"OggS" + bytes(5000), Code.MALFORMED, "damaged at its start"),
    ],
)
def test_what_holds_nothing_is_refused(data: Callable[[], bytes], code: Code, words: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=words) as caught:
        read(written(tmp_path / "film", data()))
    assert caught.value.code == code


SEALED = """
import os, sys
from core.intake.arena import Arena
from core.intake.child import cage, loop
from core.intake.limits import Limits

limits = Limits().for_media()
arena, file = Arena.make(limits), os.open(sys.argv[1], os.O_RDONLY)
cage.limit(limits)
decode = loop._load_media(arena, limits, file)
if os.getuid() == 0:
    os.setgroups([])
    os.setuid(65534)
cage.seal()
before = set(sys.modules)
ask = lambda asked: decode(asked, memoryview(b""), arena, limits)
ask("open mov 60 4")
while not (piece := ask("next")).get("end"):
    pass
for number in range(piece["frames"]):
    ask(f"frame {number}")
print(piece["frames"], sorted(set(sys.modules) - before))
"""


def test_an_ordinary_user_who_may_start_no_thread_unpacks(tmp_path: Path) -> None:
    """The superuser is exempt from the limit on processes, so the test becomes somebody else."""
    path = tmp_path / "film.mp4"
    path.write_bytes(film(20, "mp4", "libx264", tone(2.0, 48_000)))
    done = subprocess.run([sys.executable, "-c", SEALED, str(path)], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stdout.strip() == "1 []", done.stdout + done.stderr
