"""The first step: what it leaves in the work folder, and that a killed worker leaves nothing that looks whole."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.intake.refusal import Code, Refused
from domains.telemedicine.pipeline.folder import WorkFolder
from domains.telemedicine.pipeline.unpacking import NotUnpacked
from domains.telemedicine.tasks import unpack
from tests.core.intake.recordings import film, tone
from tests.core.intake.reels import long_silence

pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
PROGRAM = """
import sys
from domains.telemedicine.pipeline.unpacking import NotUnpacked
from domains.telemedicine.tasks import unpack
payload = {"folder": sys.argv[1], "recording": sys.argv[2], "options": {"longest_hours": 24}}
unpack(payload, lambda share, what: print(share, flush=True))
"""


def payload(folder: Path, recording: Path, **options: Any) -> dict[str, Any]:
    return {"folder": str(folder), "recording": str(recording), "options": options}


def test_a_film_is_unpacked_once(tmp_path: Path) -> None:
    folder, told = WorkFolder(tmp_path / "work" / "7"), []
    (tmp_path / "film").write_bytes(film(20, heard=tone(2.0, 48_000)))
    unpack(payload(folder.path, tmp_path / "film"), lambda share, what: told.append((share, what)))
    assert folder.done("unpack")
    assert folder.seconds == pytest.approx(2.0, abs=0.05)
    assert folder.told("unpack") == 1.0
    assert told[-1] == (1.0, "unpacking the recording")
    assert len(folder.read_json("frames.json")) == len(list(folder.file("frames").iterdir()))
    before = folder.sound.stat().st_ino
    unpack(payload(folder.path, tmp_path / "film"), lambda share, what: None)
    assert folder.sound.stat().st_ino == before


def test_only_the_hours_that_are_allowed_are_read(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "work")
    recording = long_silence(tmp_path / "long.wav", 36_000)
    unpack(payload(folder.path, recording, longest_hours=0.01), lambda share, what: None)
    assert folder.seconds == 36.0
    assert any("only the first 36 seconds" in notice for notice in folder.read_json("sound.json")["notices"])


def test_what_cannot_be_used_leaves_nothing(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "work")
    (tmp_path / "film.mp4").write_bytes(b"Doctor: Good morning.")
    with pytest.raises(Refused, match="no recording of a known kind"):
        unpack(payload(folder.path, tmp_path / "film.mp4"), lambda share, what: None)
    assert not folder.done("unpack")


@pytest.mark.parametrize(
    "error", [Refused(Code.UNAVAILABLE, "No decoder."), Refused(Code.TIME, "Slow."), OSError(28, "No space left")]
)
def test_what_may_pass_is_no_refusal(error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr("core.intake.intake.Intake.recording", failing)
    with pytest.raises(NotUnpacked, match="The recording is kept: resume"):
        unpack(payload(tmp_path / "work", tmp_path / "film"), lambda share, what: None)


def test_a_worker_that_is_killed_leaves_nothing_whole_and_the_next_begins_anew(tmp_path: Path) -> None:
    folder, recording = WorkFolder(tmp_path / "work"), long_silence(tmp_path / "long.wav", 36_000)
    command = [sys.executable, "-c", PROGRAM, str(folder.path), str(recording)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:  # noqa: S603
        assert worker.stdout is not None
        while float(worker.stdout.readline()) == 0.0:
            pass
        decoders = psutil.Process(worker.pid).children()
        began = time.monotonic()
        worker.send_signal(signal.SIGKILL)
        assert psutil.wait_procs(decoders, timeout=10)[1] == []
        assert time.monotonic() - began < 5
    assert not folder.done("unpack")
    assert folder.seconds == 0
    assert folder.file(".sound.pcm").stat().st_size > 0
    unpack(payload(folder.path, recording, longest_hours=0.01), lambda share, what: None)
    assert folder.done("unpack")
    names = {path.name for path in folder.path.iterdir()}
    assert names == {"sound.pcm", "sound.json", "frames", "frames.json", "doing.json"}
