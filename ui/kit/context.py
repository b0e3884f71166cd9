"""What a domain is given by the suite: its own corner of the house, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pydantic import BaseModel

    from core.engine.local import Handle
    from core.engine.task import Task
    from data.actor import Actor, Role
    from data.blobs import BlobStore
    from data.database import Database


class Engine(Protocol):
    """Where heavy work runs: in worker processes under the server, in this process in the terminal."""

    def submit(self, task: Task) -> Handle:
        """Hand over a task; the handle tells its progress and its result, and cancels it."""

    def close(self) -> None:
        """Stop the workers; what still runs is cancelled."""


class Service(Protocol):
    """The least that the suite asks of a domain's service.

    `demo(actor)` is optional, and so is `signed_out(actor)`, which is called when somebody signs out.
    """

    def health(self) -> tuple[str, ...]:
        """Why the domain is degraded, one sentence a reason; empty when all is well."""


@dataclass(frozen=True)
class DomainContext:
    """One domain's database, blobs, configuration and engine.

    Attributes:
        id: The domain's id, which is also the name of its folder and of its database.
        folder: Where its code, recipe and weights lie; read only.
        home: `CHIRON_HOME/domains/<id>`, the one folder in which it may write.
        database: Its own database; a domain sees no other.
        blobs: Its own content-addressed files.
        config: The configuration as it stands now, validated; call it each time it is needed.
        engine: Where its heavy work runs.
        ask: Providers of a capability, ready ones only: the services of the domains that offer it.
        serving: Whether this is the server's process, where a domain may work in the background until it is closed; a
            command in the terminal is over as soon as it has its answer.
        people: Who may sign in with a role, so that work can be handed to them by name.
    """

    id: str
    folder: Path
    home: Path
    database: Database
    blobs: BlobStore
    config: Callable[[], BaseModel]
    engine: Engine
    ask: Callable[[str], list[Any]]
    serving: bool = False
    people: Callable[[Role], Sequence[Actor]] = lambda _role: ()
