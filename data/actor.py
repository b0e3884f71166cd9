"""Who acts, in which role, and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The three kinds of people that the suite serves."""

    CLINICIAN = "clinician"
    LEARNER = "learner"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """Whoever does something that leaves a trace.

    Attributes:
        id: The account's id; `system` for the suite itself.
        name: The name that people read.
        role: What they may do.
    """

    id: str
    name: str
    role: Role


SYSTEM = Actor(id="system", name="Chiron", role=Role.ADMINISTRATOR)


class NotAllowed(PermissionError):
    """The actor's role may not do this; the sentence names the role that may."""


def require(actor: Actor, *roles: Role) -> None:
    """Let only these roles pass.

    Raises:
        NotAllowed: the actor has none of the roles.
    """
    if actor.role not in roles:
        wanted = " or ".join(role.value for role in roles)
        raise NotAllowed(f"This needs the role {wanted}; {actor.name} is signed in as {actor.role.value}.")
