"""Domains written to a folder, of every kind of health, and a store in memory."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

MANIFEST = """
schema_version = 1
id = "{id}"
name = "{id} domain"
summary = "What {id} does."
version = "0.1.0"
roles = ["clinician"]
page = "{package}.{id}:page"
service = "{package}.{id}:open_service"
store = "{package}.{id}:SCRIPTS"
config = "{package}.{id}:Config"
commands = "{package}.{id}:app"
"""
CODE = """
from pathlib import Path
from pydantic import BaseModel, Field

SCRIPTS = Path(__file__).parent / "migrations"
app = None


class Config(BaseModel):
    size: int = Field(default=3, ge=1, le=9)
    word: str = "calm"


class Service:
    def health(self):
        return ()


def open_service(context):
    return Service()


def page():
    pass
"""
PACKAGE = "kennel"


class Memory:
    """A plugin store that forgets everything at the end of the test."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.saved: list[tuple[str, Mapping[str, Any], Any]] = []

    def load(self) -> dict[str, dict[str, Any]]:
        return dict(self.kept)

    def save(self, plugin: str, values: Mapping[str, Any], by: Any) -> None:
        self.kept[plugin] = dict(values)
        self.saved.append((plugin, values, by))


@pytest.fixture
def store() -> Memory:
    return Memory()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package of domains that can be imported."""
    place = tmp_path / PACKAGE
    place.mkdir()
    (place / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield place
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == PACKAGE:
            del sys.modules[name]


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Write a domain: a good one, with lines put after its code, or with parts of its manifest replaced."""

    def domain(id: str, extra: str = "", manifest: Mapping[str, str] | None = None, code: str = CODE) -> Path:
        place = folder / id
        place.mkdir()
        text = MANIFEST.format(id=id, package=f"{PACKAGE}.{id}")
        for old, new in (manifest or {}).items():
            assert old in text
            text = text.replace(old, new)
        (place / "plugin.toml").write_text(text, encoding="utf-8")
        (place / "__init__.py").touch()
        (place / f"{id}.py").write_text(code + extra, encoding="utf-8")
        return place

    return domain
