"""What `chiron chest listen`, `watch` and `send` do: the suite's own stores, beside a server that may be running."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from data.actor import Actor, Role
from domains.chest.config import Config
from domains.chest.network.department import Department
from domains.chest.network.listener import Ear, Listener
from domains.chest.network.outbox import Transmission
from domains.chest.network.station import EVERY
from domains.chest.network.watch import Watcher, demand_folder
from domains.chest.servers import title, titles
from domains.chest.service import ChestService

TICK = 0.5


def opened() -> ChestService:
    """The reading room of the home; the terminal shuts it at its end."""
    from ui.kit.host import host

    service: ChestService = host().service("chest")
    return service


def operator() -> Actor:
    """Who works in the terminal, with a clinician's rights: whoever may read the home may read its cases."""
    from ui.kit.host import host

    return replace(host().operator(), role=Role.CLINICIAN)


@dataclass(frozen=True)
class Asked:
    """How the terminal wants to listen; what is None is as the settings have it."""

    host: str
    port: int
    title: str
    allowed: tuple[str, ...]
    megabytes: int | None
    seconds: int | None

    def check(self) -> None:
        """Say what cannot be before anything is opened.

        Raises:
            ValueError: a title cannot be one.
        """
        for each in (self.title, *self.allowed):
            title(each)

    def ear(self, config: Config) -> Ear:
        """The listener's settings."""
        return Ear(
            host=self.host,
            port=self.port,
            title=self.title,
            allowed=self.allowed or titles(config.listener_allowed),
            megabytes=min(self.megabytes or config.max_film_megabytes, config.max_film_megabytes),
            seconds=float(self.seconds or config.listener_timeout_seconds),
            associations=config.listener_associations,
        )


def listen(asked: Asked, say: Callable[[str], None]) -> None:
    """Listen, and file what arrives, until the process is told to end.

    Raises:
        CannotListen: the port cannot be had, or an open interface has no list of senders.
        ValueError: a title cannot be one.
    """
    asked.check()
    service = opened()
    department, ear = service.network, asked.ear(service.settings())
    listener = Listener(department.inbox, ear)
    with told_to_end() as stop:
        listener.start()
        try:
            host, port = listener.address
            say(f"listening on {f'[{host}]' if ':' in host else host}:{port} as {ear.title}")
            _file(department, stop, TICK, lambda: None)
        finally:
            listener.close()


def watch(folder: Path, say: Callable[[str], None]) -> None:
    """Watch a folder, and file what is put there, until the process is told to end.

    Raises:
        CannotWatch: the folder is missing, a link, or cannot be written.
    """
    where = folder.expanduser().absolute()
    demand_folder(where)
    service = opened()
    department = service.network
    watcher = Watcher(department.inbox, department.database, where, service.settings().max_film_megabytes)
    with told_to_end() as stop:
        watcher.poll()
        say(f"watching {watcher.folder}")
        _file(department, stop, EVERY, watcher.poll)


def _file(department: Department, stop: threading.Event, seconds: float, look: Callable[[], object]) -> None:
    while not stop.is_set():
        look()
        department.filer.drain(stop)
        if not department.inbox.arrived.is_set():
            stop.wait(seconds)
        department.inbox.arrived.clear()


def send(case_id: str, kind: str, to: str) -> tuple[Transmission, ...]:
    """Queue the objects of a case and try at once; what the archive did not take yet, the server goes on with."""
    department, actor = opened().network, operator()
    queued = {transmission.id for transmission in department.outbox.send(actor, case_id, kind, to)}
    department.outbox.drain(threading.Event())
    return tuple(each for each in department.outbox.listing(actor, case_id) if each.id in queued)


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, for as long as this lasts."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def sentences(sent: tuple[Transmission, ...]) -> tuple[str, ...]:
    """What became of each object, for people."""
    return tuple(f"{each.kind} to {each.destination}: {each.state}. {each.error}".strip() for each in sent)
