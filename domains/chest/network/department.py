"""The department's network as the reading room holds it: what arrives, what is asked for, what is sent on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from data.actor import Actor
from domains.chest.config import Config
from domains.chest.door import Door
from domains.chest.network.archives import Archives
from domains.chest.network.autoread import Autoread
from domains.chest.network.filer import File, Filer
from domains.chest.network.inbox import Inbox
from domains.chest.network.outbox import Make, Outbox
from domains.chest.network.station import Station
from domains.chest.servers import Server, parse
from domains.chest.store import ReceptionRow
from ui.kit.context import DomainContext

SHOWN = 50


@dataclass(frozen=True)
class Arrived:
    """Something that arrived by itself, and what became of it."""

    id: int
    source: str
    sender: str
    name: str
    state: str
    reason: str
    case_id: str | None
    at: datetime


class Department:
    """Joins the parts of the network.

    Args:
        context: The reading room's corner of the house.
        file: Puts one film into the case that it belongs to.
        forget: Deletes files that nothing needs any more.
        make: Makes the objects of one kind from a signed case.
        start: Starts a reading.

    Attributes:
        database: The reading room's own.
        inbox: The way in.
        outbox: The way out.
        archives: Other archives, to be searched.
        station: What goes on in the background of the server.
    """

    def __init__(
        self,
        context: DomainContext,
        door: Door,
        config: Callable[[], Config],
        file: File,
        forget: Callable[[set[str]], None],
        make: Make,
        start: Callable[[Actor, str], object],
    ) -> None:
        database, blobs, home = context.database, context.blobs, context.home
        home.mkdir(mode=0o700, parents=True, exist_ok=True)

        def megabytes() -> int:
            return config().max_film_megabytes

        def servers() -> tuple[Server, ...]:
            return parse(config().archives)

        self.database, self._door = database, door
        self.inbox = Inbox(database, blobs, megabytes)
        self.filer = Filer(database, blobs, file, forget, home)
        self.outbox = Outbox(door, database, blobs, make, servers, lambda: config().listener_title, home)
        self.archives = Archives(door, database, self.inbox, servers, lambda: config().archive_most_films, megabytes)
        autoread = Autoread(database, start, lambda: config().read_arrivals)
        self.station = Station(database, self.inbox, self.filer, self.outbox, config, autoread)
        if context.serving:
            self.station.start()

    def arrivals(self, actor: Actor) -> tuple[Arrived, ...]:
        """What arrived by itself, newest first."""
        with self._door.visit(actor, "reception.list", "reception") as visit:
            rows = visit.session.scalars(select(ReceptionRow).order_by(ReceptionRow.id.desc()).limit(SHOWN))
            return tuple(_arrived(row) for row in rows)

    def waiting(self) -> int:
        """How many films wait to be filed; no patient's data."""
        with self.database.read() as session:
            return session.scalar(select(func.count()).where(ReceptionRow.state == "spooled")) or 0

    def close(self) -> None:
        """End all of it; what was not finished goes on at the next start."""
        self.archives.close()
        self.station.close()
        self.filer.close()
        self.outbox.close()


def _arrived(row: ReceptionRow) -> Arrived:
    return Arrived(row.id, row.source, row.sender, row.name, row.state, row.reason, row.case_id, row.received_at)
