"""Handing out cases and ranking them: for several lines of a list at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from data.actor import NotAllowed
from domains.chest.cases import Priority
from domains.chest.page.sitting import Sitting, say
from ui.kit.table import Action

NOBODY = "nobody"


class Listed(Protocol):
    """A case in a list, as its reader saw it."""

    @property
    def id(self) -> str:
        """Which case."""

    @property
    def priority(self) -> Priority:
        """How much it presses."""

    @property
    def assigned_to(self) -> str | None:
        """Whose task it is."""


def actions(sitting: Sitting) -> tuple[Action, Action]:
    """To assign, and to rank."""
    people = {each.id: each.name for each in sitting.room.clinicians(sitting.reader)}
    return (
        Action("assign", "Assign to \N{HORIZONTAL ELLIPSIS}", "t", {NOBODY: "Nobody", **people}),
        Action("rank", "Priority \N{HORIZONTAL ELLIPSIS}", "p", {p.value: named(p) for p in Priority}),
    )


def named(priority: Priority) -> str:
    """A priority in words."""
    return priority.upper() if priority is Priority.STAT else priority.capitalize()


def assign(sitting: Sitting, chosen: Sequence[Listed], to: str) -> tuple[str, ...]:
    """Why some were left alone; ``to`` is an account, or `NOBODY`."""
    seen = {case.id: case.assigned_to for case in chosen}
    return sitting.room.assign(sitting.reader, seen, None if to == NOBODY else to)


def rank(sitting: Sitting, chosen: Sequence[Listed], priority: str) -> tuple[str, ...]:
    """Why some were left alone."""
    seen = {case.id: case.priority for case in chosen}
    return sitting.room.prioritise(sitting.reader, seen, Priority(priority))


def told(step: Callable[[], Sequence[str]]) -> None:
    """Do it, and say what was left alone, or why nothing was done."""
    try:
        left: Sequence[str] = step()
    except (ValueError, NotAllowed) as error:
        left = (str(error),)
    if left:
        say(" ".join(left))
