"""The limited process that reads a package, seen from outside: started, read to the end, killed when it takes too long.

It is a fresh interpreter and not a fork, with neither the caller's memory, nor its descriptors, nor its environment in
it; it limits itself before it sees a byte, as that of `core.intake` does.
"""

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

from core.intake.refusal import Code, Refused
from domains.vocabulary.packages import wire
from domains.vocabulary.packages.limits import Limits

PROGRAM = """
import json, sys
options = json.loads(sys.argv[1])
sys.path += options.pop("paths")
from domains.vocabulary.packages.child.main import main
main(**options)
"""
PARTS = ("numpy", "PIL", "av", "zstandard")
PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
START = 60
SENTENCE = 400
HARMFUL = "The package broke its reader, so it is damaged or made to do harm; export it from Anki again."
SLOW = "The package takes too long to read; export its decks one by one."
AWAY = "The reader of packages could not be started; ask the administrator to check memory and installation."


def frames(package: IO[bytes], limits: Limits) -> Iterator[wire.Frame]:
    """What the limited process tells of a package, piece by piece.

    Args:
        package: The file, open for reading; the process gets its descriptor and no name.
        limits: What it may cost.

    Raises:
        Refused: it is refused, or its reader died of it; all that came before is then to be forgotten.
    """
    with _started(package, limits) as (process, late):
        assert process.stdout is not None  # noqa: S101
        ended, ready = False, False
        try:
            for head, body in wire.frames(process.stdout, limits.media):
                ready = ready or head.get("kind") == "ready"
                ended = head.get("kind") == "end"
                _refuse(head)
                yield head, body
        except wire.Broken:
            ended = False
        if not ended:
            raise _death(late.is_set(), ready)


@contextlib.contextmanager
def _started(package: IO[bytes], limits: Limits) -> "Iterator[tuple[subprocess.Popen[bytes], threading.Event]]":
    late = threading.Event()
    try:
        process = _start(package, limits)
    except OSError as error:
        raise Refused(Code.UNAVAILABLE, AWAY) from error
    watch = threading.Timer(START + 2 * limits.seconds, _kill, (process, late))
    watch.daemon = True
    watch.start()
    try:
        yield process, late
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        assert process.stdout is not None  # noqa: S101
        process.stdout.close()


def _kill(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _start(package: IO[bytes], limits: Limits) -> "subprocess.Popen[bytes]":
    package.seek(0)
    os.lseek(package.fileno(), 0, os.SEEK_SET)
    options = {"paths": _paths(), "limits": asdict(limits), "package": 0, "out": 1}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, json.dumps(options)],
        stdin=package.fileno(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT | {name: os.environ[name] for name in PASSED_ON if name in os.environ},
        cwd=os.sep,
        start_new_session=True,
    )


def _paths() -> list[str]:
    """The folders that hold this package and the decoders, and no others."""
    folders = [str(Path(__file__).resolve().parents[3])]
    for name in PARTS:
        spec = importlib.util.find_spec(name)
        if spec and spec.origin:
            folders.append(str(Path(spec.origin).parents[1]))
    return list(dict.fromkeys(folders))


def _refuse(head: dict[str, object]) -> None:
    if head.get("kind") != "refused":
        return
    code, sentence = head.get("code"), head.get("sentence")
    if not isinstance(code, str) or code not in set(Code) or not isinstance(sentence, str):
        raise Refused(Code.CRASH, HARMFUL)
    raise Refused(code, "".join(c for c in sentence if c.isprintable())[:SENTENCE])


def _death(late: bool, ready: bool) -> Refused:
    if late:
        return Refused(Code.TIME, SLOW)
    return Refused(Code.CRASH, HARMFUL) if ready else Refused(Code.UNAVAILABLE, AWAY)
