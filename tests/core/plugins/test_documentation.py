"""The guide names every key, state and part, and nothing that is not there."""

import re
from pathlib import Path

from core.engine.handle import JobState
from core.engine.local import CAPACITY
from core.plugins.discovery import GROUP
from core.plugins.health import SECONDS
from core.plugins.manifest import Manifest
from core.plugins.plugin import State

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")


def first_column(heading: str) -> list[str]:
    part = GUIDE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", part, flags=re.MULTILINE)


def test_every_manifest_key_is_documented_once_with_whether_it_is_needed() -> None:
    assert sorted(first_column("The manifest")) == sorted(Manifest.model_fields)
    for key, field in Manifest.model_fields.items():
        assert f"| `{key}` | {'yes' if field.is_required() else 'no'} |" in GUIDE


def test_every_state_is_documented_once() -> None:
    assert first_column("States") == [state.value for state in State]


def test_every_state_of_a_task_is_documented() -> None:
    assert ", ".join(JobState) in GUIDE


def test_figures_and_names_are_those_of_the_code() -> None:
    assert GROUP in GUIDE
    assert f"{CAPACITY} tasks waiting" in GUIDE
    assert SECONDS == 5.0
    assert "within five seconds" in GUIDE.replace("\n  ", " ")


def test_every_file_of_the_skeleton_is_documented() -> None:
    templates = ROOT / "core" / "plugins" / "templates" / "domain"
    written = {path.name.removesuffix(".tmpl") for path in templates.iterdir() if path.suffix == ".tmpl"} - {
        "__init__.py"
    }
    assert written <= set(first_column("Ten minutes"))
