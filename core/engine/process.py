"""One worker process as its parent sees it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from core.engine import wire
from core.engine.task import TaskFailed

START_SECONDS = 120.0
RETIRE_SECONDS = 1.0
EXIT_SECONDS = 0.2
KILL_SECONDS = 10.0


class Died(Exception):
    """The worker is gone.

    Attributes:
        begun: Whether it had begun with the task.
    """

    def __init__(self, begun: bool) -> None:
        super().__init__("the worker is gone")
        self.begun = begun


class WorkerProcess:
    """Started at once; :meth:`kill` may be called from any thread, everything else from one.

    The thread that makes it must live as long as the worker: the kernel ends the worker with it.

    Args:
        threads: How many threads numeric libraries should use in it, unless the environment says otherwise.
    """

    def __init__(self, threads: int) -> None:
        self._lock = threading.Lock()
        self._line, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = _spawn(theirs.fileno(), threads)
        except BaseException:
            self._line.close()
            raise

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Wait until it listens.

        Raises:
            Died: it ended instead, or did not say so in time.
        """
        try:
            wire.receive(self._line, time.monotonic() + START_SECONDS)
        except (EOFError, OSError) as error:
            raise Died(begun=False) from error

    def run(
        self,
        words: tuple[str, str, str],
        body: Sequence[wire.Buffer],
        seconds: float,
        on_progress: Callable[[float, str], None],
    ) -> list[bytearray]:
        """Have it run one task and wait for the frames of the result.

        Args:
            words: The task's id, kind and entry.
            body: The packed payload.
            seconds: Time limit.
            on_progress: Called for each report, in order.

        Raises:
            TaskFailed: the task raised.
            TimeoutError: the limit passed.
            Died: the worker is gone.
        """
        deadline = time.monotonic() + seconds
        begun = False
        try:
            wire.send(self._line, ("run", *words), body, deadline)
            while True:
                (word, task, *rest), frames = wire.receive(self._line, deadline)
                if task != words[0]:
                    continue
                begun = True
                if (result := _heard(word, rest, frames, on_progress)) is not None:
                    return result
        except TimeoutError:
            raise
        except (EOFError, OSError) as error:
            raise Died(begun) from error

    def kill(self) -> None:
        """End it and all that it started, at once."""
        with self._lock:
            if self._process.returncode is None:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def bury(self) -> str:
        """End it if it has not ended, let go of everything, and say how it ended."""
        self._leaves(EXIT_SECONDS)
        self.kill()
        with suppress(subprocess.TimeoutExpired), self._lock:
            self._process.wait(KILL_SECONDS)
        self._line.close()
        return _how(self._process.returncode)

    def retire(self) -> None:
        """Hang up and give it a moment to leave on its own."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._leaves(RETIRE_SECONDS)
        self.bury()

    def _leaves(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._gone() and time.monotonic() < deadline:
            time.sleep(0.005)

    def _gone(self) -> bool:
        """Whether it ended; it is not reaped yet, so that its group can still be killed without hitting a stranger."""
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True


def _heard(
    word: str, rest: list[Any], frames: list[bytearray], on_progress: Callable[[float, str], None]
) -> list[bytearray] | None:
    if word == "progress":
        on_progress(rest[0], rest[1])
    elif word == "failed":
        raise TaskFailed(rest[1], error=rest[0], trace=rest[2])
    return frames if word == "done" else None


def _how(code: int | None) -> str:
    if code is None:
        return "cannot be ended"
    if code >= 0:
        return f"ended by itself with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def _spawn(line: int, threads: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", "core.engine.worker", str(line), str(os.getpid())],
        pass_fds=(line,),
        stdin=subprocess.DEVNULL,
        stdout=2,
        start_new_session=True,
        env=_environment(threads),
    )


def _environment(threads: int) -> dict[str, str]:
    """The child finds what the parent finds; `-P` keeps its working folder out of the search."""
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    return {"OMP_NUM_THREADS": str(threads), **os.environ, "PYTHONPATH": path}
