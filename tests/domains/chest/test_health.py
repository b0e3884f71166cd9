import shutil
import sys
from pathlib import Path

import pytest

from domains.chest.health import reasons
from tests.domains.chest.room import FOLDER


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / "weights", tmp_path / "weights")
    return tmp_path


def test_the_shipped_weights_are_whole() -> None:
    assert reasons(FOLDER) == ()


def test_weights_that_are_missing(tmp_path: Path) -> None:
    (reason,) = reasons(tmp_path)
    assert "missing" in reason


def test_weights_that_were_altered_after_they_were_found_whole(copy: Path) -> None:
    assert reasons(copy) == ()
    victim = max((copy / "weights").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    (reason,) = reasons(copy)
    assert f"{victim.name} was altered" in reason


def test_a_file_that_was_taken_away(copy: Path) -> None:
    min((p for p in (copy / "weights").iterdir() if p.name != "manifest.json"), key=lambda p: p.name).unlink()
    (reason,) = reasons(copy)
    assert "is missing" in reason


def test_parts_that_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    (reason,) = reasons(FOLDER)
    assert "torch is not installed" in reason
    assert "chiron-suite[vision]" in reason
