from __future__ import annotations

import sys
from pathlib import Path

import pytest

from data.swap import exchange


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "name").write_text(name)
    return tmp_path / "one", tmp_path / "other"


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_two_folders_change_names(pair: tuple[Path, Path], platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", platform)
        exchange(*pair)
    assert [(path / "name").read_text() for path in pair] == ["other", "one"]
    assert sorted(path.name for path in pair[0].parent.iterdir()) == ["one", "other"]


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_what_cannot_be_exchanged_stays(
    pair: tuple[Path, Path], platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, pytest.raises(OSError, match="No such file"):
        patched.setattr(sys, "platform", platform)
        exchange(pair[0], pair[1] / "missing")
    assert [(path / "name").read_text() for path in pair] == ["one", "other"]
