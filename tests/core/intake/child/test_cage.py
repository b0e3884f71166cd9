import importlib.util
import json
import subprocess
import sys
from typing import Any

import pytest

from core.intake.child.cage import LATE

TRY = """
import json, os, resource, socket, sys, tempfile
from core.intake.child import cage
from core.intake.limits import Limits

cage.limit(Limits(memory=2**29))
found = {}
def attempt(name, what):
    try:
        what()
        found[name] = "done"
    except BaseException as error:
        found[name] = type(error).__name__
attempt("memory", lambda: bytearray(2**30))
gauge = cage.Gauge()
cage.seal()
attempt("file", lambda: open("/etc/hostname"))
attempt("after closing one", lambda: (os.close(0), open("/etc/hostname")))
attempt("socket", lambda: socket.socket())
attempt("pipe", os.pipe)
attempt("more rights", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)))
found["limits"] = {name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name[:7] == "RLIMIT_"}
cage.allow(5)
found["soft"] = resource.getrlimit(resource.RLIMIT_CPU)[0]
found["spent"] = gauge.spent(Limits())
found["resident"] = gauge.resident()
keep = bytearray(2**27)
found["grown"] = gauge.resident() - found["resident"]
found["spent then"] = gauge.spent(Limits(memory=2**27))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=True)  # noqa: S603
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("what", ["file", "after closing one", "socket", "pipe"])
def test_nothing_can_be_opened(found: dict[str, Any], what: str) -> None:
    assert found[what] == "OSError"


def test_memory_ends(found: dict[str, Any]) -> None:
    assert found["memory"] == "MemoryError"


def test_limits_are_hard(found: dict[str, Any]) -> None:
    limits = found["limits"]
    assert limits["RLIMIT_CORE"] == limits["RLIMIT_FSIZE"] == limits["RLIMIT_NOFILE"] == [0, 0]
    assert limits["RLIMIT_AS"] == [2**29, 2**29]
    assert limits["RLIMIT_CPU"][1] == 1200
    assert limits["RLIMIT_NPROC"] == [0, 0]


def test_each_picture_has_its_own_seconds(found: dict[str, Any]) -> None:
    assert 5 < found["soft"] < 20
    assert found["spent"] is False


@pytest.mark.skipif(sys.platform != "linux", reason="The memory of a process is told in /proc on Linux.")
def test_the_gauge_shows_what_is_held_now(found: dict[str, Any]) -> None:
    """Not the peak: that of a large parent would have every process replaced after one picture."""
    assert 2**22 < found["resident"] < 2**27
    assert abs(found["grown"] - 2**27) < 2**22
    assert found["spent then"] is True


@pytest.mark.parametrize("name", LATE)
def test_what_comes_late_is_there(name: str) -> None:
    assert importlib.util.find_spec(name) is not None
