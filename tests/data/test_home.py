from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from data.home import VARIABLE, home


def test_the_named_folder_is_made_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "a" / "b"))
    assert home() == tmp_path / "a" / "b"
    assert stat.S_IMODE(home().stat().st_mode) == 0o700


def test_without_a_name_it_is_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home().is_dir()
    assert home().is_relative_to(tmp_path)
    assert "chiron" in home().name


def test_a_file_in_its_place_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "taken"))
    with pytest.raises(RuntimeError, match="cannot be made: set CHIRON_HOME"):
        home()


def test_the_package_imports_from_any_folder(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", "import data.home"], cwd=tmp_path, check=True)
