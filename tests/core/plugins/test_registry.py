"""What the registry knows of plugins."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.plugins.registry import Registry, State, UnknownPlugin

Write = Callable[..., Path]


@pytest.fixture
def registry(folder: Path, store: Any) -> Registry:
    return Registry([folder], store)


def states(registry: Registry) -> dict[str, tuple[str, bool]]:
    return {plugin.id: (plugin.state, plugin.enabled) for plugin in registry.plugins()}


def test_found_is_not_yet_started(registry: Registry, write: Write) -> None:
    write("hound")
    registry.discover()
    plugin = registry.get("hound")
    assert (plugin.state, plugin.enabled, plugin.up) == ("disabled", True, False)
    assert plugin.reason == "It is enabled and was not started yet."


def test_what_was_decided_counts_and_odd_records_do_not(registry: Registry, write: Write, store: Any) -> None:
    for id in ("hound", "badger", "weasel"):
        write(id)
    store.kept = {"hound": {"enabled": False}, "badger": {"enabled": "perhaps", "config": 3}, "weasel": None}
    registry.discover()
    assert states(registry) == {
        "badger": ("disabled", True),
        "hound": ("disabled", False),
        "weasel": ("disabled", True),
    }
    assert "switched off" in registry.get("hound").reason
    assert registry.record("badger").config == {}


def test_an_invalid_domain_leaves_the_others_as_they_are(registry: Registry, write: Write) -> None:
    write("hound")
    write("badger", manifest={"roles": "rolls"})
    registry.discover()
    assert states(registry) == {"badger": ("invalid", True), "hound": ("disabled", True)}
    assert "the key 'roles' is missing" in registry.get("badger").reason


def test_only_those_that_are_up_are_offered(registry: Registry, write: Write) -> None:
    for id in ("hound", "badger"):
        write(id, manifest={"roles": 'offers = ["note"]\nroles'})
    registry.discover()
    assert (registry.for_role("clinician"), registry.providers("note")) == ([], [])
    registry.mark("hound", State.READY)
    registry.mark("badger", State.FAILED, "It broke.")
    assert [plugin.id for plugin in registry.for_role("clinician")] == ["hound"]
    registry.mark("badger", State.DEGRADED, "It is slow.")
    assert [plugin.id for plugin in registry.for_role("clinician")] == ["badger", "hound"]
    assert [plugin.id for plugin in registry.providers("note")] == ["badger", "hound"]
    assert (registry.for_role("learner"), registry.providers("image")) == ([], [])


def test_decisions_are_kept_with_who_took_them(registry: Registry, write: Write, store: Any) -> None:
    write("hound")
    registry.discover()
    registry.keep("hound", False, {"size": 4}, "ada")
    assert store.saved == [("hound", {"enabled": False, "config": {"size": 4}}, "ada")]
    assert (registry.record("hound").enabled, registry.record("hound").config) == (False, {"size": 4})
    assert registry.get("hound").enabled is False


def test_a_decision_that_cannot_be_saved_changes_nothing(registry: Registry, write: Write, store: Any) -> None:
    write("hound")
    registry.discover()
    store.save = None
    with pytest.raises(TypeError):
        registry.keep("hound", False, {}, "ada")
    assert registry.get("hound").enabled is True


def test_looking_again_keeps_states_and_finds_what_is_new(registry: Registry, write: Write) -> None:
    place = write("hound")
    registry.discover()
    registry.mark("hound", State.READY)
    write("badger")
    registry.discover()
    assert states(registry) == {"badger": ("disabled", True), "hound": ("ready", True)}
    (place / "plugin.toml").write_text("broken", encoding="utf-8")
    registry.discover()
    assert registry.get("hound").state is State.INVALID


def test_an_id_that_nobody_has_is_one_sentence(registry: Registry) -> None:
    with pytest.raises(UnknownPlugin, match=r"^There is no domain 'wolf': `chiron plugins` lists those there are\.$"):
        registry.get("wolf")
    with pytest.raises(LookupError):
        registry.mark("wolf", State.READY)
