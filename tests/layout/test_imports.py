"""Every module imports by itself, and the light ones stay light."""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "monai", "transformers", "streamlit", "sklearn", "pandas", "scipy", "sqlalchemy", "pydantic", "numpy")
DRAWING = ("torch", "monai", "transformers", "sklearn")


def modules(package: str) -> list[str]:
    found = pkgutil.walk_packages([str(ROOT / package)], prefix=f"{package}.", onerror=lambda name: None)
    return [module.name for module in found if ".versions." not in module.name]


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, text=True, timeout=120)  # noqa: S603


def loaded(module: str, names: tuple[str, ...], folder: Path) -> list[str]:
    answer = run(f"import sys, {module}; print(*sorted(set({names!r}) & set(sys.modules)))", folder)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()


@pytest.mark.parametrize("package", ["core", "data", "domains", "ui"])
def test_every_module_imports(package: str, tmp_path: Path) -> None:
    names = [name for name in modules(package) if name != "ui.app"]
    code = f"import importlib\nfor name in {names!r}:\n    importlib.import_module(name)\n"
    answer = run(code, tmp_path)
    assert answer.returncode == 0, answer.stderr


def test_the_terminal_starts_light(tmp_path: Path) -> None:
    assert loaded("ui.cli", HEAVY, tmp_path) == []


@pytest.mark.parametrize("module", ["ui.kit.context", "ui.kit.host", "ui.suite", "ui.address"])
def test_what_is_no_page_loads_without_streamlit(module: str, tmp_path: Path) -> None:
    assert loaded(module, ("streamlit", *DRAWING), tmp_path) == []


@pytest.mark.parametrize("module", ["ui.frame", "ui.pages.home", "ui.pages.administration.page", "domains.chest.page"])
def test_a_page_loads_no_model(module: str, tmp_path: Path) -> None:
    assert loaded(module, DRAWING, tmp_path) == []


def test_commands_of_one_domain_load_no_other(tmp_path: Path) -> None:
    names = tuple(f"domains.{path.name}" for path in (ROOT / "domains").iterdir() if (path / "plugin.toml").is_file())
    others = tuple(name for name in names if name != "domains.chest")
    code = f"""
import sys
from typer.testing import CliRunner
from ui.cli import app
answer = CliRunner().invoke(app, ["chest", "--help"])
assert answer.exit_code == 0, answer.output
assert "domains.chest" in sys.modules
assert not set({others!r}) & set(sys.modules)
assert not {{"streamlit", "torch"}} & set(sys.modules)
"""
    answer = run(code, tmp_path)
    assert answer.returncode == 0, answer.stderr
