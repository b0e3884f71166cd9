import os
import socket
import sys
import time
from pathlib import Path

import pytest

from core.intake import process, wire
from core.intake.limits import Limits
from core.intake.process import Process
from tests.core.intake.films import film

INSIDE = """
import json, os, sys
sys.path += json.loads(sys.argv[1])["paths"]
import socket
from core.intake import wire
options = json.loads(sys.argv[1])
found = {
    "environment": dict(os.environ),
    "descriptors": [number for number in range(1000) if os.path.exists(f"/proc/self/fd/{number}")],
    "given": sorted([options["channel"], options["memory"]]),
    "folder": os.getcwd(),
    "path": sys.path,
    "modules": sorted(name for name in sys.modules if name.startswith(("core.", "data", "ui", "streamlit", "torch"))),
    "session": os.getsid(0) == os.getpid(),
    "streams": [os.readlink(f"/proc/self/fd/{number}") for number in range(3)],
}
wire.send(socket.socket(fileno=options["channel"]), {"ready": found})
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="The descriptors of a process are listed in /proc on Linux.")


def test_one_question_after_the_other() -> None:
    asked = Process(Limits())
    asked.wait()
    asked.wait()
    for number in (1, 2):
        asked.send("dicom", film())
        answer = asked.answer()
        assert answer["facts"]["rows"] == 64
        assert asked.answered == number
    assert asked.alive
    asked.end()
    assert not asked.alive


@LINUX
def test_nothing_of_the_caller_is_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process, "PROGRAM", INSIDE)
    monkeypatch.setenv("CHIRON_DATABASE_URL", "postgresql://secret")
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "secret").open("w") as file, socket.socket() as other:
        os.set_inheritable(file.fileno(), True)
        os.set_inheritable(other.fileno(), True)
        asked = Process(Limits())
        found = wire.receive(asked._channel, 30)["ready"]
        asked.end()
    assert set(found["environment"]) <= {*process.ENVIRONMENT, *process.PASSED_ON, "LC_CTYPE"}
    assert found["descriptors"] == [0, 1, 2, *found["given"]]
    assert found["streams"] == ["/dev/null"] * 3
    assert found["folder"] == "/"
    assert str(tmp_path) not in found["path"]
    assert "" not in found["path"]
    assert found["modules"] == ["core.intake", "core.intake.wire"]
    assert found["session"]


def test_a_home_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    asked = Process(Limits())
    asked.wait()
    asked.end()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("memory", [2**20, 2**26])
def test_too_little_memory_to_start(memory: int) -> None:
    asked = Process(Limits(memory=memory))
    with pytest.raises(wire.Broken):
        asked.wait()
    assert not asked.killed_from_outside()
    asked.end()


def test_a_missing_decoder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PROGRAM", "import sys; sys.modules['jpeg_ls'] = None\n" + process.PROGRAM)
    asked = Process(Limits())
    with pytest.raises(wire.Broken, match=r"cannot be loaded: .*jpeg_ls"):
        asked.wait()
    asked.end()


def test_a_program_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(OSError, match="nowhere"):
        Process(Limits())
    assert not before or len(os.listdir("/proc/self/fd")) == before


def test_who_ended_it() -> None:
    asked = Process(Limits())
    os.kill(asked.id, 9)
    assert asked.killed_from_outside()
    asked.end()


def test_the_folders_are_those_of_the_decoders() -> None:
    folders = [Path(folder) for folder in process._paths()]
    assert all(folder.is_dir() for folder in folders)
    assert (folders[0] / "core" / "intake").is_dir()
    assert any((folder / "pydicom").is_dir() for folder in folders)


def test_it_ends_when_the_intake_is_gone() -> None:
    asked = Process(Limits())
    asked.wait()
    asked._channel.close()
    deadline = time.monotonic() + 10
    while asked.alive and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not asked.alive
    asked.end()
