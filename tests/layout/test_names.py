"""The top-level names import from anywhere, and nothing hides the standard library."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "data", "domains", "ui")


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)  # noqa: S603


@pytest.mark.parametrize("name", PACKAGES)
def test_a_top_level_name_is_ours_from_any_folder(name: str, tmp_path: Path) -> None:
    answer = run(f"import {name}; print({name}.__path__[0])", tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert Path(answer.stdout.strip()) == ROOT / name


def test_nothing_in_ui_carries_a_name_of_the_standard_library() -> None:
    names = {path.stem if path.is_file() else path.name for path in (ROOT / "ui").iterdir()}
    assert names & set(sys.stdlib_module_names) == set()


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_the_folders_of_the_repository_hide_no_standard_module() -> None:
    top = {
        path.stem
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and (path.is_dir() or path.suffix == ".py")
    }
    assert top & set(sys.stdlib_module_names) == set()
