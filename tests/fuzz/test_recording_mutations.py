"""Altered and cut recordings: what can be saved is saved, or one sentence says why not, and nothing else happens."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from core.intake.intake import Intake
from core.intake.limits import MEBI
from core.intake.refusal import Code, Refused
from tests.core.intake.recordings import film, sound, tone
from tests.fuzz.test_intake_mutations import altered

pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
ROUNDS = 2
SENTENCE = re.compile(r"[A-Z][^\n\r\t]{10,298}\.")
HEARD = tone(2.0, 48_000)
FILES: dict[str, Callable[[], bytes]] = {
    "wav": lambda: sound(tone(1.0)),
    "mp3": lambda: sound(tone(1.0), 44_100, "mp3", "libmp3lame"),
    "ogg": lambda: sound(tone(1.0, 48_000), 48_000, "ogg", "libopus"),
    "mp4": lambda: film(20, "mp4", "mpeg4", HEARD),
    "webm": lambda: film(20, "webm", "libvpx", HEARD),
    "avi": lambda: film(20, "avi", "mjpeg", HEARD),
    "mpegts": lambda: film(20, "mpegts", "libx264", HEARD),
}


def outcome(intake: Intake, path: Path, to: Path) -> str:
    """The code of the refusal, or "" for a recording; either must keep its promises."""
    try:
        said = intake.recording(path, to, longest=60.0, frames=3)
    except Refused as refused:
        assert refused.code in set(Code)
        assert refused.code != Code.UNAVAILABLE
        assert SENTENCE.fullmatch(refused.sentence), refused.sentence
        assert list(to.glob("*")) == []
        return refused.code
    assert all(SENTENCE.fullmatch(notice) for notice in said["notices"])
    assert len(np.fromfile(to / "sound.pcm", "<i2")) <= 60 * 16_000
    assert len(said["levels"]) == -(-(to / "sound.pcm").stat().st_size // 32_000)
    assert len(list((to / "frames").iterdir())) <= 3
    return ""


@pytest.mark.parametrize("kind", FILES)
def test_altered_recordings(intake: Intake, kind: str, tmp_path: Path) -> None:
    data, dice = FILES[kind](), random.Random(kind)  # noqa: S311
    before = psutil.Process().memory_info().rss
    for _ in range(ROUNDS):
        damaged = altered(altered(data, dice), dice)
        (tmp_path / "film").write_bytes(damaged)
        outcome(intake, tmp_path / "film", tmp_path / "out")
    assert psutil.Process().memory_info().rss - before < 64 * MEBI
