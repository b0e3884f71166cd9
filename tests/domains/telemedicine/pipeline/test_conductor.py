"""Visits led through their steps by real workers: cancelled, killed and taken up again."""

import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

import domains.telemedicine
from core.engine.inline import InlineEngine
from core.engine.local import LocalEngine
from data.audit import rows
from data.database import Database
from data.migrate import upgrade
from domains.telemedicine.config import Config
from domains.telemedicine.service import TelemedicineService
from domains.telemedicine.store import SCRIPTS
from domains.telemedicine.views import NotNow, VisitState
from tests.domains.telemedicine.conftest import ADA, CONSENT, Practice, corner

RATE, SECONDS = 16_000, 6
FILM = Path(domains.telemedicine.__path__[0]) / "demonstration" / "consultation.webm"
pytest.importorskip("faster_whisper", reason="faster-whisper is not installed")


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seconds of the demonstration, as a sound."""
    av = pytest.importorskip("av", reason="PyAV is not installed")
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(FILM)) as film, wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for frame in film.decode(audio=0):
            if frame.time is None or frame.time > SECONDS:
                break
            for piece in resampler.resample(frame):
                sound.writeframes(piece.to_ndarray().tobytes())
    return path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open("telemedicine", tmp_path) as opened:
        upgrade(opened, SCRIPTS)
        yield opened


def begun(service: TelemedicineService, recording: Path) -> int:
    number = service.begin(ADA, "Breath", "P1", "Mary Jones", CONSENT)
    service.add_recording(ADA, number, recording, recording.name)
    return number


def until(service: TelemedicineService, number: int, step: str, states: tuple[str, ...]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        progress = service.progress(ADA, number)
        found = next((one for one in progress.steps if one.name == step), None)
        if found is not None and found.state in states:
            return
        assert progress.state is VisitState.WORKING, progress
        time.sleep(0.02)
    raise AssertionError(f"{step} did not come to {states}")


def kill_worker(engine: LocalEngine) -> None:
    deadline = time.monotonic() + 30
    while not engine.workers() and time.monotonic() < deadline:
        time.sleep(0.02)
    for worker in engine.workers():
        os.kill(worker, signal.SIGKILL)


def test_it_is_cancelled_at_once_goes_on_where_it_was_and_survives_its_worker(
    tmp_path: Path, database: Database, talk: Path
) -> None:
    with LocalEngine() as engine:
        service = TelemedicineService(corner(tmp_path, database, engine))
        number = begun(service, talk)
        service.start(ADA, number)
        until(service, number, "unpack", ("running",))
        kill_worker(engine)
        until(service, number, "recognise", ("running",))
        before = time.monotonic()
        stopped = service.cancel(ADA, number)
        assert time.monotonic() - before < 2
        assert stopped.state is VisitState.STOPPED and "cancelled by Dr Ada" in stopped.sentence
        assert [one.state for one in stopped.steps] == ["done", "done", "waiting", "waiting", "waiting"]
        facts = tmp_path / "work" / str(number) / "sound.json"
        made = facts.stat().st_mtime_ns
        service.resume(ADA, number)
        until(service, number, "recognise", ("running",))
        assert facts.stat().st_mtime_ns == made
        assert service.settle(number, 90)
        view = service.open(ADA, number)
        assert view.state is VisitState.READY and view.recording is not None
        assert view.recording.mime == "audio/wav" and view.recording.seconds == pytest.approx(SECONDS, abs=0.1)
        assert any("short of breath" in one["text"] for one in view.told["utterances"])
        assert all(one["words"][0][1] <= one["end"] for one in view.told["utterances"])
        assert not facts.parent.exists()
        with pytest.raises(NotNow, match="not being processed"):
            service.cancel(ADA, number)
        service.close()


SERVER = """
import sys, time
from dataclasses import replace
from pathlib import Path
from core.engine.local import LocalEngine
from data.database import Database
from domains.telemedicine.service import open_service
from tests.domains.telemedicine.conftest import ADA, corner
home = Path(sys.argv[1])
with Database.open("telemedicine", home) as database, LocalEngine() as engine:
    open_service(replace(corner(home, database, engine), serving=True))
    time.sleep(120)
"""


def test_a_server_that_was_killed_leaves_its_work_to_the_next(tmp_path: Path, database: Database, talk: Path) -> None:
    with InlineEngine() as engine:
        idle = TelemedicineService(corner(tmp_path, database, engine))
        number = begun(idle, talk)
        idle.add_transcript(ADA, number, b"Doctor: Hello.\nPatient: I am short of breath.", "talk.txt")
        with database.write() as session:
            from domains.telemedicine.store import VisitRow

            session.get_one(VisitRow, number).state = VisitState.WORKING.value
        facts = tmp_path / "work" / str(number) / "sound.json"
        command = [sys.executable, "-c", SERVER, str(tmp_path)]
        with subprocess.Popen(command, cwd=Path(__file__).parents[4]) as server:  # noqa: S603
            deadline = time.monotonic() + 60
            while not facts.exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            server.send_signal(signal.SIGKILL)
            server.wait(10)
        made = facts.stat().st_mtime_ns
        assert idle.open(ADA, number).state is VisitState.WORKING
        idle.recover()
        until(idle, number, "unpack", ("done",))
        assert facts.stat().st_mtime_ns == made
        assert idle.settle(number, 90)
        view = idle.open(ADA, number)
        assert (
            view.state is VisitState.READY
            and view.recording is not None
            and view.recording.seconds == pytest.approx(SECONDS, abs=0.1)
        )
        assert [one["role"] for one in view.told["utterances"]] == ["doctor", "patient"]
        idle.close()


def test_a_visit_that_is_deleted_while_it_is_processed_stops_and_goes(
    tmp_path: Path, database: Database, talk: Path
) -> None:
    with LocalEngine() as engine:
        context = corner(tmp_path, database, engine)
        service = TelemedicineService(context)
        number = begun(service, talk)
        service.start(ADA, number)
        until(service, number, "unpack", ("running",))
        before = time.monotonic()
        service.withdraw(ADA, number)
        assert time.monotonic() - before < 5
        assert service.visits(ADA).total == 0 and list(context.blobs.digests()) == []
        assert list((tmp_path / "work").iterdir()) == []
        service.close()


def test_a_step_that_fails_says_why_and_is_resumed(tmp_path: Path, database: Database, talk: Path) -> None:
    with InlineEngine() as engine:
        context = corner(tmp_path, database, engine, Config(model="whale"))
        service = TelemedicineService(context)
        number = begun(service, talk)
        service.start(ADA, number)
        assert service.settle(number, 60)
        progress = service.progress(ADA, number)
        assert progress.state is VisitState.STOPPED and "no speech model 'whale'" in progress.sentence
        assert [one.state for one in progress.steps] == ["done", "done", "failed", "waiting", "waiting"]
        service.close()


def test_what_is_no_recording_is_refused_and_leaves_nothing(practice: Practice) -> None:
    number = practice.begun()
    practice.service.add_recording(ADA, number, b"\x89PNG\r\n\x1a\n" + bytes(200), "talk.mp4")
    practice.service.start(ADA, number)
    assert practice.service.settle(number, 30)
    view = practice.service.open(ADA, number)
    assert view.state is VisitState.NEW and view.recording is None and view.reason.endswith(".")
    assert list(practice.context.blobs.digests()) == []
    assert not (practice.context.home / "work" / str(number)).exists()
    actions = [row.action for row in rows(practice.database, limit=5)]
    assert "recording.refuse" in actions
    practice.service.add_transcript(ADA, number, b"Patient: I cough.", "talk.txt")
    practice.service.start(ADA, number)
    assert practice.service.settle(number, 30)
    assert practice.service.open(ADA, number).state is VisitState.READY


@pytest.mark.parametrize("content", [b"", b"x" * 100], ids=["empty", "too large"])
def test_a_recording_is_bounded_before_it_is_opened(practice: Practice, content: bytes) -> None:
    from core.intake.refusal import Refused

    service = TelemedicineService(
        corner(practice.context.home, practice.database, practice.context.engine, Config(largest_gigabytes=1e-8))
    )
    number = practice.begun()
    with pytest.raises(Refused):
        service.add_recording(ADA, number, content, "talk.wav")
    assert rows(practice.database, limit=1)[0].action == "recording.add.refused"
    service.close()
