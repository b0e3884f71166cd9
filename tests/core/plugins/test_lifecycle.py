"""Domains of every kind of health beside a good one, which must never notice."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.plugins.lifecycle import ConfigError, Lifecycle, LoadError, NotPossible, load
from core.plugins.plugin import Plugin
from core.plugins.registry import Registry

Write = Callable[..., Path]
Open = Callable[..., Lifecycle]


class House:
    """A small suite: it migrates by calling what the domain calls `migrate`, and opens services."""

    def __init__(self) -> None:
        self.migrated: list[str] = []

    def migrate(self, plugin: Plugin) -> None:
        assert plugin.manifest is not None
        self.migrated.append(plugin.id)
        scripts = load(plugin.manifest.store)
        if callable(scripts):
            scripts()

    @staticmethod
    def service(id: str) -> Any:
        opened: Any = load(f"kennel.{id}.{id}:open_service")
        return opened(None)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def registry(folder: Path, store: Any) -> Registry:
    return Registry([folder], store)


@pytest.fixture
def lifecycle(registry: Registry, house: House) -> Open:
    def begin(patience: float = 30.0) -> Lifecycle:
        registry.discover()
        return Lifecycle(registry, house.migrate, house.service, patience)

    return begin


def states(registry: Registry) -> dict[str, str]:
    return {plugin.id: plugin.state for plugin in registry.plugins()}


BROKEN = {
    "syntax": ("def broken(:", "failed", "SyntaxError"),
    "imports": ("import no_such_module", "failed", "no_such_module"),
    "raises": ("raise RuntimeError('bad day')", "failed", "bad day"),
    "leaves": ("import sys; sys.exit(1)", "failed", "SystemExit"),
    "no_config": ("Config = 3", "failed", "is no pydantic model"),
    "needy": ("class Config(BaseModel):\n    size: int", "failed", "the key 'size' is missing"),
    "no_service": ("open_service = 3", "failed", "cannot be called"),
    "unopened": ("def open_service(context):\n    raise OSError('no disk')", "failed", "no disk"),
    "sick": ("Service.health = lambda self: 1 / 0", "failed", "ZeroDivisionError"),
    "weak": ("Service.health = lambda self: ('No speech model.',)", "degraded", "No speech model."),
    "no_store": ("del SCRIPTS", "migration failed", "there is no 'SCRIPTS'"),
    "migrates": ("def SCRIPTS(): raise ValueError('table is locked')", "migration failed", "table is locked"),
    "quits": ("def SCRIPTS(): raise SystemExit(2)", "migration failed", "SystemExit: 2"),
}


@pytest.mark.parametrize("id", BROKEN)
def test_a_broken_domain_takes_down_only_itself(
    id: str, write: Write, lifecycle: Open, registry: Registry, house: House
) -> None:
    extra, state, reason = BROKEN[id]
    write(id, extra=extra)
    write("zebra")
    lifecycle().start_all()
    assert states(registry) == {id: state, "zebra": "ready"}
    plugin = registry.get(id)
    assert reason in plugin.reason
    assert "\n" not in plugin.reason
    assert plugin.reason.endswith(".")
    assert registry.get("zebra").reason == ""


def test_all_of_them_together_leave_the_good_one_up(write: Write, lifecycle: Open, registry: Registry) -> None:
    for id, (extra, _, _) in BROKEN.items():
        write(id, extra=extra)
    write("spoilt", manifest={"roles": "rolls"})
    write("zebra")
    lifecycle().start_all()
    assert states(registry) == {
        **{id: state for id, (_, state, _) in BROKEN.items()},
        "spoilt": "invalid",
        "zebra": "ready",
    }


@pytest.mark.parametrize(
    ("extra", "state", "reason"),
    [
        ("def SCRIPTS(): GATE.wait()", "migrating", "Its migration is still not done after 0.3 s"),
        ("GATE.wait()", "failed", "Its configuration is still not done after 0.3 s"),
        (
            "def open_service(context): GATE.wait(); return Service()",
            "failed",
            "Its service is still not done after 0.3 s",
        ),
        ("Service.health = lambda self: (GATE.wait(), ())[1]", "degraded", "Its health check is still not done"),
    ],
)
def test_a_domain_that_hangs_holds_up_nobody_and_may_yet_come(
    extra: str,
    state: str,
    reason: str,
    write: Write,
    lifecycle: Open,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = threading.Event()
    monkeypatch.setattr(threading, "GATE", gate, raising=False)
    write("asleep", extra=f"from threading import GATE\n{extra}")
    write("zebra")
    started = time.monotonic()
    lifecycle(patience=0.3).start_all()
    assert time.monotonic() - started < 20
    assert (states(registry)["asleep"], reason in registry.get("asleep").reason) == (state, True)
    wait_until_ready(registry, "zebra")
    gate.set()
    wait_until_ready(registry, "asleep")


def wait_until_ready(registry: Registry, id: str) -> None:
    deadline = time.monotonic() + 30
    while registry.get(id).state != "ready":
        assert time.monotonic() < deadline, registry.get(id)
        time.sleep(0.01)


def test_a_late_end_has_no_say_after_the_domain_was_disabled(
    write: Write, lifecycle: Open, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, ended = threading.Event(), threading.Event()
    monkeypatch.setattr(threading, "GATE", (gate, ended), raising=False)
    write(
        "asleep",
        extra="from threading import GATE\ndef SCRIPTS(): GATE[0].wait()\n"
        "class Service:\n    def health(self): GATE[1].set(); return ()",
    )
    host = lifecycle(patience=0.2)
    host.start_all()
    host.disable("asleep", "ada")
    gate.set()
    assert ended.wait(30)
    time.sleep(0.05)
    assert registry.get("asleep").state == "disabled"


def test_migrations_come_before_ready_and_only_for_what_is_enabled(
    write: Write, lifecycle: Open, registry: Registry, house: House, store: Any
) -> None:
    write("hound")
    write("badger")
    store.kept = {"badger": {"enabled": False}}
    lifecycle().start_all()
    assert house.migrated == ["hound"]
    assert states(registry) == {"badger": "disabled", "hound": "ready"}


def test_an_administrator_disables_and_enables(
    write: Write, lifecycle: Open, registry: Registry, house: House, store: Any
) -> None:
    write("hound")
    host = lifecycle()
    host.start_all()
    assert host.disable("hound", "ada").state == "disabled"
    assert registry.for_role("clinician") == []
    assert host.health("hound") == ("It is switched off: an administrator can enable it.",)
    with pytest.raises(NotPossible, match="enable it first"):
        host.start("hound")
    assert host.enable("hound", "ada").state == "ready"
    assert house.migrated == ["hound", "hound"]
    assert [(id, values["enabled"], by) for id, values, by in store.saved] == [
        ("hound", False, "ada"),
        ("hound", True, "ada"),
    ]


def test_one_domain_is_started_when_it_is_needed_and_only_then(
    write: Write, lifecycle: Open, registry: Registry, house: House, store: Any
) -> None:
    for id in ("hound", "badger", "weasel"):
        write(id)
    store.kept = {"badger": {"enabled": False}}
    host = lifecycle()
    assert [host.ensure(id).state for id in ("hound", "badger", "hound")] == ["ready", "disabled", "ready"]
    assert house.migrated == ["hound"]
    assert registry.get("weasel").state == "disabled"


def test_an_invalid_domain_can_be_switched_off_and_nothing_else(
    write: Write, lifecycle: Open, registry: Registry
) -> None:
    write("hound", manifest={"roles": "rolls"})
    host = lifecycle()
    for act in (
        lambda: host.enable("hound", "ada"),
        lambda: host.configure("hound", {}, "ada"),
        lambda: host.config("hound"),
    ):
        with pytest.raises(NotPossible, match="the key 'roles' is missing"):
            act()
    assert host.disable("hound", "ada").state == "invalid"
    assert registry.get("hound").enabled is False


def test_configuration_is_validated_saved_and_in_force_at_once(write: Write, lifecycle: Open, store: Any) -> None:
    write("hound")
    host = lifecycle()
    host.start_all()
    assert host.config("hound").model_dump() == {"size": 3, "word": "calm"}
    assert host.configure("hound", {"size": 5}, "ada").model_dump() == {"size": 5, "word": "calm"}
    assert host.config("hound") is host.config("hound")
    with pytest.raises(ConfigError, match="the key 'size' is wrong"):
        host.configure("hound", {"size": 50, "word": "lost"}, "ada")
    assert host.config("hound").model_dump() == {"size": 5, "word": "calm"}
    assert store.kept == {"hound": {"enabled": True, "config": {"size": 5}}}
    assert host.config_schema("hound")["properties"]["size"]["maximum"] == 9


def test_what_was_saved_and_is_no_longer_valid_degrades_until_it_is_corrected(
    write: Write, lifecycle: Open, registry: Registry, store: Any
) -> None:
    write("hound")
    store.kept = {"hound": {"enabled": True, "config": {"size": 99, "word": "glad"}}}
    host = lifecycle()
    host.start_all()
    assert registry.get("hound").state == "degraded"
    assert "the key 'size' is wrong" in registry.get("hound").reason
    assert host.config("hound").model_dump() == {"size": 3, "word": "glad"}
    host.configure("hound", {"size": 9}, "ada")
    assert (registry.get("hound").state, registry.get("hound").reason) == ("ready", "")


def test_a_domain_that_fails_for_want_of_configuration_starts_when_it_is_configured(
    write: Write, lifecycle: Open, registry: Registry
) -> None:
    write("hound", extra="Service.health = lambda self: () if STATE else 1 / 0\nSTATE = []")
    host = lifecycle()
    host.start_all()
    assert registry.get("hound").state == "failed"
    state: Any = load("kennel.hound.hound:STATE")
    state.append(1)
    host.configure("hound", {"size": 4}, "ada")
    assert registry.get("hound").state == "ready"


def test_health_is_asked_again(write: Write, lifecycle: Open, registry: Registry) -> None:
    write("hound", extra="WHY = []\nService.health = lambda self: tuple(WHY)")
    host = lifecycle()
    host.start_all()
    assert host.health("hound") == ()
    why: Any = load("kennel.hound.hound:WHY")
    why.append("The disk is full.")
    assert host.health("hound") == ("The disk is full.",)
    assert (registry.get("hound").state, registry.get("hound").reason) == ("degraded", "The disk is full.")
    why.clear()
    assert host.health("hound") == ()
    assert registry.get("hound").state == "ready"


def test_without_a_way_to_services_nobody_is_asked(write: Write, registry: Registry, house: House) -> None:
    write("hound", extra="Service.health = lambda self: 1 / 0")
    registry.discover()
    host = Lifecycle(registry, house.migrate)
    host.start_all()
    assert (registry.get("hound").state, host.health("hound")) == ("ready", ())


def test_what_another_process_decided_is_followed(
    write: Write, lifecycle: Open, registry: Registry, store: Any
) -> None:
    write("hound")
    host = lifecycle()
    host.start_all()
    write("badger")
    store.kept = {"hound": {"enabled": False, "config": {"size": 7}}}
    host.refresh()
    assert states(registry) == {"badger": "ready", "hound": "disabled"}
    assert host.config("hound").model_dump()["size"] == 7
    store.kept = {"hound": {"enabled": True}}
    host.refresh()
    assert states(registry) == {"badger": "ready", "hound": "ready"}


def test_a_configuration_that_cannot_be_imported_says_so(write: Write, lifecycle: Open) -> None:
    write("hound", extra="del Config")
    host = lifecycle()
    for ask in (host.config, host.config_schema):
        with pytest.raises(LoadError, match="there is no 'Config'"):
            ask("hound")
