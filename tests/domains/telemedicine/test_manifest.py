"""The manifest, and everything that it names."""

from pathlib import Path

import pytest
from pydantic import BaseModel

import domains.telemedicine as domain
from core.plugins.lifecycle import load
from core.plugins.manifest import read

MANIFEST = read(Path(domain.__path__[0]) / "plugin.toml")


@pytest.mark.parametrize("entry", [MANIFEST.page, MANIFEST.service])
def test_page_and_service_can_be_called(entry: str) -> None:
    assert callable(load(entry))


def test_the_configuration_has_a_default_for_everything() -> None:
    model = load(MANIFEST.config)
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    assert isinstance(model(), BaseModel)


def test_the_history_is_where_the_manifest_says() -> None:
    scripts = load(MANIFEST.store)
    assert isinstance(scripts, Path)
    assert list((scripts / "versions").glob("*.py"))
