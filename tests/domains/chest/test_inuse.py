"""Switching weights is one step, and what cannot be told is never taken for the shipped ones."""

from pathlib import Path

import pytest

from core.weights import WeightsError, seal
from domains.chest import inuse


@pytest.fixture
def made(tmp_path: Path) -> Path:
    (tmp_path / "made" / "weights" / "encoder").mkdir(parents=True)
    (tmp_path / "made" / "weights" / "encoder" / "config.json").write_text("{}")
    (tmp_path / "made" / "recipe.toml").write_text("labels = []")
    seal(tmp_path / "made" / "weights")
    return tmp_path / "made"


def test_without_any_the_shipped_ones_read(tmp_path: Path) -> None:
    assert inuse.folder(tmp_path / "home") == inuse.SHIPPED
    assert inuse.folder(tmp_path / "home", tmp_path) == tmp_path
    assert not inuse.reset(tmp_path / "home")


def test_activated_ones_read_until_they_are_taken_back(tmp_path: Path, made: Path) -> None:
    home = tmp_path / "home"
    place = inuse.activate(home, made)
    assert inuse.folder(home) == place
    assert (place / "weights" / "encoder" / "config.json").read_text() == "{}"
    assert (place / "recipe.toml").is_file()
    assert place.stat().st_mode & 0o077 == 0
    assert inuse.activate(home, made) == place
    assert inuse.reset(home) and inuse.folder(home) == inuse.SHIPPED
    assert sorted(path.name for path in (home / "weights").iterdir()) == [place.name]


def test_altered_weights_stay_outside(tmp_path: Path, made: Path) -> None:
    (made / "weights" / "encoder" / "config.json").write_text("{ }")
    with pytest.raises(WeightsError, match="altered"):
        inuse.activate(tmp_path / "home", made)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("content", [b"", b"../../elsewhere", b"\xff\xfe", b"/etc"])
def test_a_damaged_pointer_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "in-use").write_bytes(content)
    with pytest.raises(WeightsError, match="adopt --reset"):
        inuse.folder(tmp_path)
