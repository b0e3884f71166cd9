"""The worker process: runs one task after the other and keeps what they loaded.

It is started as a plain program, so that it never imports the caller's main module, and it never outlives its parent.
"""

import ctypes
import faulthandler
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.engine import wire
from core.engine.running import describe, fraction, resolve

GRACE = 1.0
PR_SET_PDEATHSIG = 1


class Channel:
    """The line to the parent; task code may report from several threads."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self._lock = threading.Lock()

    def send(self, control: wire.Control, body: Sequence[wire.Buffer] = ()) -> None:
        """Send one whole message."""
        with self._lock:
            wire.send(self.line, control, body)


def main(descriptor: int, parent: int) -> None:
    """Serve until the parent hangs up."""
    with socket.socket(fileno=descriptor) as line:
        line.set_inheritable(False)
        os.register_at_fork(after_in_child=line.close)
        _settle(parent)
        threading.Thread(target=_watch, args=(line.fileno(),), daemon=True).start()
        channel = Channel(line)
        with suppress(EOFError, OSError):
            channel.send(("ready",))
            while True:
                (_, task, kind, entry), body = wire.receive(line)
                _serve(channel, task, kind, entry, body)


def _serve(channel: Channel, task: str, kind: str, entry: str, body: Sequence[wire.Buffer]) -> None:
    channel.send(("begun", task))
    try:
        result = wire.pack(_run(channel, task, entry, body))
    except BaseException as error:  # noqa: BLE001 - whatever a task raises, SystemExit too, is its result
        channel.send(("failed", task, *describe(error, kind)))
    else:
        channel.send(("done", task), result)


def _run(channel: Channel, task: str, entry: str, body: Sequence[wire.Buffer]) -> object:
    def report(done: float, message: str) -> None:
        channel.send(("progress", task, fraction(done), str(message)))

    return resolve(entry)(wire.unpack(body), report)


def _settle(parent: int) -> None:
    """Ignore the terminal's interrupt, die with the parent, and be the first to go when memory runs out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    if os.getppid() != parent:
        sys.exit(1)


def _watch(descriptor: int) -> None:
    """Where the kernel does not tell of the parent's death, the line does: end the whole process group."""
    poll = select.poll()
    poll.register(descriptor, select.POLLHUP | getattr(select, "POLLRDHUP", 0))
    poll.poll()
    time.sleep(GRACE)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
