"""The administrator's desk on a real suite: who may sit at it, and what it leaves behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.plugins.registry import State
from data.accounts import Actor, NotAllowed, Role
from data.actor import SYSTEM
from ui.administration import Administration
from ui.suite import Suite

PASSWORD = "a horse of two natures"  # noqa: S105


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[Suite]:
    opened = Suite.open(tmp_path)
    opened.lifecycle.start_all()
    yield opened
    opened.close()


@pytest.fixture
def desk(suite: Suite) -> Administration:
    return Administration(suite)


@pytest.fixture
def administrator(suite: Suite) -> Actor:
    return suite.accounts.create("Ada", PASSWORD, Role.ADMINISTRATOR, SYSTEM)


CALLS: dict[str, Callable[[Administration, Actor], object]] = {
    "plugins": lambda desk, who: desk.plugins(who),
    "switch": lambda desk, who: desk.switch(who, "chest", False),
    "settings": lambda desk, who: desk.settings(who, "chest"),
    "configure": lambda desk, who: desk.configure(who, "chest", {}),
    "people": lambda desk, who: desk.people(who),
    "add": lambda desk, who: desk.add(who, "Eve", PASSWORD, Role.ADMINISTRATOR),
    "set_role": lambda desk, who: desk.set_role(who, who.id, Role.ADMINISTRATOR),
    "set_password": lambda desk, who: desk.set_password(who, who.id, PASSWORD),
    "open_account": lambda desk, who: desk.open_account(who, who.id, True),
    "databases": lambda desk, who: desk.databases(who),
    "audit": lambda desk, who: desk.audit(who, "suite", 5),
    "verify": lambda desk, who: desk.verify(who, "suite"),
    "warnings": lambda desk, who: desk.warnings(who),
    "back_up": lambda desk, who: desk.back_up(who),
    "backups": lambda desk, who: desk.backups(who),
    "jobs": lambda desk, who: desk.jobs(who),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.LEARNER])
def test_only_an_administrator_sits_here(suite: Suite, desk: Administration, role: Role, name: str) -> None:
    other = suite.accounts.create("Eve", PASSWORD, role, SYSTEM)
    before = suite.database("suite")
    with pytest.raises(NotAllowed):
        CALLS[name](desk, other)
    assert before is suite.database("suite")
    assert [p.name for p in suite.accounts.people()] == ["Eve"]


def test_every_public_method_is_tried_above() -> None:
    public = {name for name in vars(Administration) if not name.startswith("_")}
    assert public == set(CALLS)


def test_a_domain_goes_down_and_comes_up_with_its_rows(desk: Administration, administrator: Actor) -> None:
    desk.switch(administrator, "chest", False)
    assert _state(desk, administrator) is State.DISABLED
    desk.switch(administrator, "chest", True)
    assert _state(desk, administrator) in (State.READY, State.DEGRADED)
    rows = desk.audit(administrator, "suite", 10)
    assert any("chest" in r.subject and r.actor == "Ada" for r in rows)


def _state(desk: Administration, administrator: Actor) -> State:
    return next(p.state for p in desk.plugins(administrator) if p.id == "chest")


def test_configuration_is_saved_whole_or_not_at_all(desk: Administration, administrator: Actor) -> None:
    schema, before = desk.settings(administrator, "chest")
    assert set(schema["properties"]) == set(before)
    with pytest.raises(ValueError, match="worklist_page_size"):
        desk.configure(administrator, "chest", {**before, "worklist_page_size": 0, "heatmap_opacity": 0.9})
    assert desk.settings(administrator, "chest")[1] == before
    desk.configure(administrator, "chest", {**before, "heatmap_opacity": 0.9})
    assert desk.settings(administrator, "chest")[1]["heatmap_opacity"] == 0.9


def test_a_disabled_account_cannot_sign_in_until_it_is_enabled(
    suite: Suite, desk: Administration, administrator: Actor
) -> None:
    desk.add(administrator, "Bob", PASSWORD, Role.LEARNER)
    bob = suite.accounts.find("Bob")
    desk.open_account(administrator, bob.id, False)
    with pytest.raises(ValueError, match="wrong"):
        suite.accounts.authenticate("Bob", PASSWORD)
    desk.open_account(administrator, bob.id, True)
    assert suite.accounts.authenticate("Bob", PASSWORD).id == bob.id


def test_a_backup_is_listed_and_the_chain_holds(desk: Administration, administrator: Actor) -> None:
    assert desk.backups(administrator) == []
    made = desk.back_up(administrator)
    assert [f.path for f in desk.backups(administrator)] == [made.path]
    assert made.size > 0
    for name in desk.databases(administrator):
        assert desk.verify(administrator, name).ok
