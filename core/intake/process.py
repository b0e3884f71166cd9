"""The limited process, seen from outside: started, asked, watched, killed.

It is a fresh interpreter and not a fork, so that neither the caller's memory nor its descriptors nor its environment
are in it. It limits itself before it imports a decoder, and closes itself off before it sees a byte.
"""

import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.intake import wire
from core.intake.arena import Arena
from core.intake.facts import words
from core.intake.limits import Limits

PROGRAM = """
import json, sys
options = json.loads(sys.argv[1])
sys.path += options.pop("paths")
from core.intake.child.loop import main
main(**options)
"""
PARTS = {
    "films": ("numpy", "PIL", "pydicom", "gdcm", "openjpeg", "jpeg_ls"),
    "media": ("numpy", "av"),
    "recording": ("numpy", "av"),
}
PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
KILLED_FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)


class Process:
    """One limited process with its channel and its shared memory.

    Args:
        limits: What it may use up.
        decoders: What it loads: ``films`` (pictures too), ``media`` (sounds and moving films) or ``recording``.
        file: Descriptor, open for reading, of the one recording that it may read; it stays the caller's.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, limits: Limits, decoders: str = "films", file: int | None = None) -> None:
        self.limits = limits
        self.answered = 0
        with contextlib.ExitStack() as undo:
            self.arena = Arena.make(limits)
            undo.callback(self.arena.close)
            self._channel, theirs = socket.socketpair()
            undo.callback(self._channel.close)
            with theirs:
                self._process = _start(limits, self.arena, theirs, decoders, file)
            undo.pop_all()
        self._ready = False

    def wait(self) -> None:
        """Wait until it has loaded its decoders and closed itself off.

        Raises:
            TimeoutError: it did not get there in time.
            wire.Broken: it died on the way, or a decoder is missing.
        """
        if not self._ready:
            message = wire.receive(self._channel, self.limits.start_seconds)
            if message.get("ready") is not True:
                raise wire.Broken(f"The decoders cannot be loaded: {words(message.get('why'), 300)}")
            self._ready = True

    def send(self, kind: str, data: bytes) -> None:
        """Ask for one picture; :meth:`answer` waits for what comes of it."""
        self.arena.put(data)
        wire.send(self._channel, {"kind": kind, "size": len(data)})

    def answer(self) -> dict[str, Any]:
        """What came of the picture that was sent.

        Raises:
            TimeoutError: nothing came in time; the process must be killed.
            wire.Broken: it died, or does not keep to the protocol.
        """
        message = wire.receive(self._channel, self.limits.seconds)
        self.answered += 1
        return message

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def killed_from_outside(self) -> bool:
        """Whether it died because someone else ended it and not of what it read."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(1.0) in KILLED_FROM_OUTSIDE
        return False

    @property
    def id(self) -> int:
        """The number by which the system knows the process."""
        return self._process.pid

    def disown(self) -> None:
        """Forget it without ending it: after a fork it belongs to the parent."""
        self._channel.close()
        self._process.returncode = 0

    def end(self) -> None:
        """Kill it and let go of what it shared; harmless when it is dead."""
        self._channel.close()
        self._process.kill()
        self._process.wait()
        self.arena.close()


def _start(
    limits: Limits, arena: Arena, theirs: socket.socket, decoders: str, file: int | None
) -> "subprocess.Popen[bytes]":
    channel = {"channel": theirs.fileno(), "memory": arena.file, "file": file}
    options = {"paths": _paths(decoders), **channel, "limits": asdict(limits), "decoders": decoders}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, json.dumps(options)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(), arena.file) if file is None else (theirs.fileno(), arena.file, file),
        env=ENVIRONMENT | {name: os.environ[name] for name in PASSED_ON if name in os.environ},
        cwd=os.sep,
        start_new_session=True,
    )


def _paths(decoders: str = "films") -> list[str]:
    """The folders that hold this package and the decoders, and no others."""
    folders = [str(Path(__file__).resolve().parents[2])]
    for name in PARTS[decoders]:
        spec = importlib.util.find_spec(name)
        if spec and spec.origin:
            file = Path(spec.origin)
            folders.append(str(file.parents[1] if file.name == "__init__.py" else file.parent))
    return list(dict.fromkeys(folders))
