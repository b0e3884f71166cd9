"""What goes on in the background of the server: listening, watching, filing, sending; and where it is stuck."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from data.database import Database
from domains.chest.config import Config
from domains.chest.network.filer import Filer
from domains.chest.network.inbox import Inbox
from domains.chest.network.listener import CannotListen, Ear, Listener
from domains.chest.network.outbox import Outbox
from domains.chest.network.watch import CannotWatch, Watcher
from domains.chest.servers import titles

EVERY, AGAIN, PATIENCE = 2.0, 10.0, 5.0
logger = logging.getLogger("chiron.chest.network")


def ear(config: Config) -> Ear:
    """The listener as the settings have it."""
    return Ear(
        host=config.listener_host,
        port=config.listener_port,
        title=config.listener_title,
        allowed=titles(config.listener_allowed),
        megabytes=config.max_film_megabytes,
        seconds=float(config.listener_timeout_seconds),
        associations=config.listener_associations,
    )


class Station:
    """Threads of one process that follow the settings and end with :meth:`close`.

    Args:
        after: Done after films were filed, and every now and then.
    """

    def __init__(
        self,
        database: Database,
        inbox: Inbox,
        filer: Filer,
        outbox: Outbox,
        config: Callable[[], Config],
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._inbox = inbox
        self._filer = filer
        self._outbox = outbox
        self._config = config
        self._after = after
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener: Listener | None = None
        self._watcher: Watcher | None = None
        self._tried = (Ear(), 0.0)
        self._problems: dict[str, str] = {}

    @property
    def listening(self) -> tuple[str, int] | None:
        """Where films are listened for; None where they are not."""
        listener = self._listener
        return listener.address if listener else None

    def problems(self) -> tuple[str, ...]:
        """What the administrator should see to, one sentence each."""
        return tuple(dict(self._problems).values())

    def start(self) -> None:
        """Begin."""
        self._begin(self._follow, None, "chest-network")
        self._begin(self._file, self._inbox.arrived, "chest-filing")
        self._begin(lambda: self._outbox.drain(self._stop), self._outbox.queued, "chest-sending")

    def _file(self) -> None:
        self._filer.drain(self._stop)
        self._after()

    def _begin(self, work: Callable[[], object], wake: threading.Event | None, name: str) -> None:
        thread = threading.Thread(target=self._loop, args=(work, wake or self._stop, name), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _loop(self, work: Callable[[], object], wake: threading.Event, name: str) -> None:
        """Do it when woken, and every two seconds for what other processes left; errors are not the end."""
        while not self._stop.is_set():
            try:
                work()
                self._problems.pop(name, None)
            except Exception:
                logger.exception("%s failed; it is tried again.", name)
                self._problems[name] = f"The part '{name}' fails again and again: see the log of the server."
                self._stop.wait(AGAIN)
            if wake.wait(EVERY) and wake is not self._stop:
                wake.clear()

    def _follow(self) -> None:
        config = self._config()
        self._follow_listener(ear(config) if config.listener_enabled else None)
        self._follow_folder(config)

    def _follow_listener(self, wanted: Ear | None) -> None:
        if self._listener is not None and self._listener.ear != wanted:
            self._listener.close()
            self._listener = None
        if wanted is None:
            self._problems.pop("listener", None)
        elif self._listener is None and (wanted != self._tried[0] or time.monotonic() > self._tried[1]):
            self._listen(wanted)

    def _listen(self, wanted: Ear) -> None:
        listener, self._tried = Listener(self._inbox, wanted), (wanted, time.monotonic() + AGAIN)
        try:
            listener.start()
        except CannotListen as error:
            self._problems["listener"] = str(error)
            return
        self._listener = listener
        self._problems.pop("listener", None)

    def _follow_folder(self, config: Config) -> None:
        folder = Path(config.watch_folder).expanduser() if config.watch_folder else None
        if folder is None or (self._watcher is not None and self._watcher.folder != folder):
            self._watcher = None
            self._problems.pop("watch", None)
        if folder is not None:
            self._watcher = self._watcher or Watcher(self._inbox, self._database, folder, config.max_film_megabytes)
            self._look(self._watcher)

    def _look(self, watcher: Watcher) -> None:
        try:
            watcher.poll()
            self._problems.pop("watch", None)
        except CannotWatch as error:
            self._problems["watch"] = str(error)

    def close(self) -> None:
        """End all of it within five seconds; what was not finished goes on at the next start."""
        self._stop.set()
        self._inbox.arrived.set()
        self._outbox.queued.set()
        if self._listener is not None:
            self._listener.close()
        deadline = time.monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
