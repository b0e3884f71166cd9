from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from data.accounts import (
    SYSTEM,
    Accounts,
    Actor,
    BadCredentials,
    LastAdministrator,
    LockedOut,
    NameTaken,
    NoSuchAccount,
    NotAllowed,
    Role,
    WeakPassword,
)
from data.audit import rows, verify
from data.database import Database
from data.guesses import FREE
from data.signins import SignIns
from data.types import utcnow

GOOD = "correct horse battery"
OTHER = "a stitch in time saves"


class Clock:
    def __init__(self) -> None:
        self.time = utcnow()

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(suite: Database, clock: Clock) -> Accounts:
    return Accounts(suite, now=clock)


@pytest.fixture
def ada(accounts: Accounts) -> Actor:
    return accounts.create("Ada", GOOD, Role.ADMINISTRATOR, SYSTEM)


@pytest.fixture
def bob(accounts: Accounts, ada: Actor) -> Actor:
    return accounts.create("Bob", GOOD, Role.CLINICIAN, ada)


def actions(suite: Database) -> list[str]:
    return [entry.action for entry in reversed(rows(suite, limit=100)) if entry.action != "database.upgrade"]


def test_the_right_password_lets_in_whatever_the_case_of_the_name(accounts: Accounts, ada: Actor) -> None:
    for name in ("Ada", "ada", " ADA ", "\uff21da"):
        assert accounts.authenticate(name, GOOD) == ada


def test_the_first_administrator_is_made_by_the_suite_itself(accounts: Accounts) -> None:
    assert not accounts.any_administrator()
    accounts.create("Ada", GOOD, Role.ADMINISTRATOR, SYSTEM)
    assert accounts.any_administrator()


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_sound_alike(
    accounts: Accounts, ada: Actor, bob: Actor
) -> None:
    accounts.disable(bob.id, ada)
    said = set()
    for name, password in (("Ada", "wrong"), ("nobody", GOOD), ("Bob", GOOD), ("", ""), ("x" * 1000, "\x00")):
        with pytest.raises(BadCredentials) as error:
            accounts.authenticate(name, password)
        said.add(str(error.value))
    assert len(said) == 1


@pytest.mark.parametrize("name", ["Ada", "nobody"])
def test_guessing_locks_known_and_unknown_names_alike(
    accounts: Accounts, ada: Actor, clock: Clock, suite: Database, name: str
) -> None:
    for number in range(FREE):
        with pytest.raises(BadCredentials):
            accounts.authenticate(name, f"guess {number}")
    with pytest.raises(LockedOut, match="wait 30 seconds"):
        accounts.authenticate(name, GOOD)
    refusals = [entry for entry in rows(suite, limit=100) if entry.action == "sign-in.refuse"]
    assert [entry.detail["locked"] for entry in reversed(refusals)] == [False] * (FREE - 1) + [True]
    clock.time += timedelta(seconds=31)
    if name == "Ada":
        assert accounts.authenticate(name, GOOD) == ada
    else:
        with pytest.raises(BadCredentials):
            accounts.authenticate(name, GOOD)


def test_guesses_made_side_by_side_do_not_slip_through(accounts: Accounts, ada: Actor) -> None:
    outcomes: list[type[Exception]] = []

    def guess(number: int) -> None:
        try:
            accounts.authenticate("Ada", f"guess {number}")
        except (BadCredentials, LockedOut) as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(FREE + 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count(BadCredentials), outcomes.count(LockedOut)) == (FREE, 5)


def test_a_new_password_from_the_administrator_ends_the_lock(accounts: Accounts, ada: Actor, bob: Actor) -> None:
    for _ in range(FREE):
        with pytest.raises(BadCredentials):
            accounts.authenticate("Bob", "wrong")
    accounts.set_password(bob.id, OTHER, ada)
    assert accounts.authenticate("Bob", OTHER) == bob


def test_a_name_is_given_once(accounts: Accounts, ada: Actor) -> None:
    for name in ("Ada", "ADA", " ada "):
        with pytest.raises(NameTaken):
            accounts.create(name, GOOD, Role.LEARNER, ada)


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 65, "a\x00b"])
def test_names_that_cannot_be_shown_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(ValueError, match="1 to 64 printable characters"):
        accounts.create(name, GOOD, Role.LEARNER, SYSTEM)


def test_weak_passwords_are_refused_and_leave_nothing(accounts: Accounts, ada: Actor) -> None:
    with pytest.raises(WeakPassword):
        accounts.create("Bob", "short", Role.LEARNER, ada)
    with pytest.raises(WeakPassword):
        accounts.set_password(ada.id, "short", ada)
    assert [person.name for person in accounts.people()] == ["Ada"]
    assert accounts.authenticate("Ada", GOOD) == ada


def test_only_administrators_look_after_accounts(accounts: Accounts, ada: Actor, bob: Actor) -> None:
    refused: tuple[Callable[[], object], ...] = (
        lambda: accounts.create("Eve", GOOD, Role.LEARNER, bob),
        lambda: accounts.set_role(bob.id, Role.ADMINISTRATOR, bob),
        lambda: accounts.set_password(ada.id, OTHER, bob),
        lambda: accounts.disable(ada.id, bob),
        lambda: accounts.enable(ada.id, bob),
    )
    for call in refused:
        with pytest.raises(NotAllowed):
            call()


def test_everybody_may_change_their_own_password(accounts: Accounts, bob: Actor) -> None:
    accounts.set_password(bob.id, OTHER, bob)
    assert accounts.authenticate("Bob", OTHER) == bob
    with pytest.raises(BadCredentials):
        accounts.authenticate("Bob", GOOD)


def test_the_last_administrator_stays(accounts: Accounts, ada: Actor, bob: Actor) -> None:
    with pytest.raises(LastAdministrator, match="Ada is the last administrator"):
        accounts.disable(ada.id, ada)
    with pytest.raises(LastAdministrator, match="Ada is the last administrator"):
        accounts.set_role(ada.id, Role.LEARNER, ada)
    accounts.set_role(ada.id, Role.ADMINISTRATOR, ada)
    accounts.set_role(bob.id, Role.ADMINISTRATOR, ada)
    promoted = accounts.find("Bob").actor
    accounts.disable(ada.id, promoted)
    with pytest.raises(LastAdministrator):
        accounts.disable(bob.id, promoted)
    assert accounts.any_administrator()


def test_disabling_and_a_new_password_close_sessions(
    accounts: Accounts, ada: Actor, bob: Actor, suite: Database
) -> None:
    sign_ins = SignIns(suite)
    first, second, hers = sign_ins.open(bob), sign_ins.open(bob), sign_ins.open(ada)
    accounts.set_password(bob.id, OTHER, ada)
    assert (sign_ins.actor_of(first), sign_ins.actor_of(second)) == (None, None)
    third = sign_ins.open(bob)
    accounts.disable(bob.id, ada)
    assert sign_ins.actor_of(third) is None
    assert sign_ins.actor_of(hers) == ada
    accounts.enable(bob.id, ada)
    assert sign_ins.actor_of(third) is None
    assert accounts.authenticate("Bob", OTHER) == bob


def test_a_new_role_holds_at_once(accounts: Accounts, ada: Actor, bob: Actor, suite: Database) -> None:
    sign_ins = SignIns(suite)
    token = sign_ins.open(bob)
    accounts.set_role(bob.id, Role.LEARNER, ada)
    found = sign_ins.actor_of(token)
    assert found is not None
    assert found.role is Role.LEARNER


def test_people_are_listed_and_found_without_their_passwords(accounts: Accounts, ada: Actor, bob: Actor) -> None:
    accounts.disable(bob.id, ada)
    assert [(person.name, person.role.value, person.disabled) for person in accounts.people()] == [
        ("Ada", "administrator", False),
        ("Bob", "clinician", True),
    ]
    assert accounts.find("BOB").actor == bob
    assert "argon2" not in repr(accounts.people())
    with pytest.raises(NoSuchAccount):
        accounts.find("eve")
    with pytest.raises(NoSuchAccount):
        accounts.disable("nobody", ada)


def test_every_change_is_audited_without_passwords(accounts: Accounts, ada: Actor, bob: Actor, suite: Database) -> None:
    accounts.set_role(bob.id, Role.LEARNER, ada)
    accounts.set_password(bob.id, OTHER, ada)
    accounts.disable(bob.id, ada)
    accounts.enable(bob.id, ada)
    assert actions(suite) == [
        "account.create",
        "account.create",
        "account.role",
        "account.password",
        "account.disable",
        "account.enable",
    ]
    entries = rows(suite, limit=100)
    assert {entry.actor for entry in entries} == {"Chiron", "Ada"}
    assert GOOD not in repr(entries)
    assert OTHER not in repr(entries)
    assert verify(suite).ok
