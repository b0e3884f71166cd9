"""The skeleton of a new domain: it works as it was written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.plugins.discovery import discover
from core.plugins.skeleton import SkeletonError, create, folder_of_tests

ROOT = Path(__file__).parents[3]


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    """A package of domains beside the suite's own packages, as in the repository."""
    place = tmp_path / "tree" / "domains"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text('"""Domains."""\n', encoding="utf-8")
    for package in ("core", "data", "ui"):
        (place.parent / package).symlink_to(ROOT / package)
    (place.parent / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return place


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CHIRON_", "PYTEST_"))}
    environment |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = (sys.executable, "-m", *command)
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=240)  # noqa: S603


def test_its_own_tests_pass(parent: Path) -> None:
    create("night_notes", parent)
    answer = run(parent.parent, "pytest", "-q", "--basetemp", str(parent.parent / "tmp"), "tests")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "13 passed" in answer.stdout


def test_it_is_written_as_the_house_writes(parent: Path) -> None:
    create("notes", parent)
    for command in (("check",), ("format", "--check")):
        answer = run(parent.parent, "ruff", *command, "--no-cache", "domains", "tests")
        assert answer.returncode == 0, answer.stdout


def test_it_is_complete_and_a_valid_domain(parent: Path) -> None:
    folder = create("notes", parent)
    assert folder == parent / "notes"
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert names == {
        *("__init__.py", "CARD.md", "commands.py", "config.py", "page.py", "plugin.toml", "service.py", "store.py"),
        "migrations/versions/v0001_notes.py",
    }
    assert len(list(folder_of_tests("notes", parent).glob("test_*.py"))) == 4
    (found,) = discover([parent])
    assert (found.id, found.problem) == ("notes", "")
    texts = [path.read_text(encoding="utf-8") for path in parent.parent.glob("*/**/notes/**/*.*")]
    assert not [text for text in texts if "$" in text]


@pytest.mark.parametrize("id", ["", "Notes", "no-tes", "../notes", "class", "suite", "jobs", "1notes"])
def test_a_bad_id_is_refused_and_writes_nothing(parent: Path, id: str) -> None:
    before = sorted(parent.parent.rglob("*"))
    with pytest.raises(SkeletonError, match=r"^The id '.*\.$"):
        create(id, parent)
    assert sorted(parent.parent.rglob("*")) == before


def test_what_is_there_is_never_written_over(parent: Path) -> None:
    (parent / "notes").mkdir()
    with pytest.raises(SkeletonError, match=r"There is something at .*notes already"):
        create("notes", parent)
    folder_of_tests("letters", parent).mkdir(parents=True)
    with pytest.raises(SkeletonError, match="already"):
        create("letters", parent)
    assert not (parent / "letters").exists()
    assert list((parent / "notes").iterdir()) == []


def test_a_parent_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SkeletonError, match="There is no folder"):
        create("notes", tmp_path / "nowhere")
    (tmp_path / "my-domains").mkdir()
    with pytest.raises(SkeletonError, match="cannot be a Python package"):
        create("notes", tmp_path / "my-domains")
