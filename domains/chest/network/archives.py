"""Studies of other archives: searched on a reader's behalf, and brought in while the reader works on."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import select

from core.intake.refusal import Refused
from data.actor import Actor
from data.database import Database
from domains.chest.door import Door
from domains.chest.network.dicomweb import Archive, Instance, Question, Study
from domains.chest.network.inbox import Inbox, NoRoom, Origin
from domains.chest.network.web import Rejected, Unreachable
from domains.chest.servers import Server, named
from domains.chest.store import CaseRow, FilmRow, ReceptionRow

KEPT, AT_ONCE = 200, 2
logger = logging.getLogger("chiron.chest.network")


@dataclass(frozen=True)
class Found:
    """A study of an archive; ``case_id`` is the case that has films of it here, None where there is none."""

    study: Study
    case_id: str | None


@dataclass
class Fetch:
    """One study on its way in.

    Attributes:
        id: What a page asks for its progress by.
        server: Name of the archive.
        study: Its study instance UID.
        done: Objects fetched.
        total: Objects to fetch; 0 while they are counted.
        refused: Objects that could not be taken.
        error: Why it stopped; empty where it did not.
        over: Whether nothing more will come.
        by: Id of the reader who asked.
    """

    server: str
    study: str
    by: str
    id: str = field(default_factory=lambda: uuid4().hex)
    done: int = 0
    total: int = 0
    refused: int = 0
    error: str = ""
    over: bool = False
    cancelled: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)


class Archives:
    """Looks into configured archives; what is fetched goes through the inbox like all that arrives.

    Args:
        servers: The archives as they are configured now.
        most: How many films one study may bring, asked at each fetch.
        megabytes: Largest film.
    """

    def __init__(
        self,
        door: Door,
        database: Database,
        inbox: Inbox,
        servers: Callable[[], tuple[Server, ...]],
        most: Callable[[], int],
        megabytes: Callable[[], int],
    ) -> None:
        self._door = door
        self._database = database
        self._inbox = inbox
        self._servers = servers
        self._most = most
        self._megabytes = megabytes
        self._fetches: dict[str, Fetch] = {}
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def servers(self) -> tuple[Server, ...]:
        """The archives that can be searched."""
        return tuple(server for server in self._servers() if server.kind == "dicomweb")

    def search(self, actor: Actor, server: str, question: Question) -> tuple[Found, ...]:
        """Studies that fit, newest first.

        Raises:
            NoSuchServer: no archive has that name.
            Unreachable: it does not answer.
            Rejected: it refuses.
        """
        chosen = named(self.servers(), server)
        with self._door.visit(actor, "archive.search", f"archive/{chosen.name}") as visit:
            visit.detail["asked"] = dict(question.keys())
        archive = Archive(chosen)
        try:
            return self._with_cases(archive.studies(question))
        finally:
            archive.close()

    def _with_cases(self, studies: tuple[Study, ...]) -> tuple[Found, ...]:
        uids = [study.uid for study in studies]
        query = select(CaseRow.study_uid, CaseRow.id).where(CaseRow.study_uid.in_(uids))
        with self._database.read() as session:
            cases = {uid: case_id for uid, case_id in session.execute(query.order_by(CaseRow.created_at))}
        return tuple(Found(study, cases.get(study.uid)) for study in studies)

    def bring_in(self, actor: Actor, server: str, study: str) -> Fetch:
        """Begin to fetch a study's films; one that is on its way is not begun twice.

        Raises:
            NoSuchServer: no archive has that name.
        """
        chosen = named(self.servers(), server)
        with self._door.visit(actor, "archive.fetch", f"archive/{chosen.name}") as visit:
            visit.detail["study"] = study[:64]
        for fetch in self._fetches.values():
            if not fetch.over and (fetch.server, fetch.study) == (server, study):
                return fetch
        return self._begin(chosen, Fetch(server, study, actor.id))

    def _begin(self, server: Server, fetch: Fetch) -> Fetch:
        for old in [key for key, kept in self._fetches.items() if kept.over][:-KEPT]:
            del self._fetches[old]
        self._fetches[fetch.id] = fetch
        threading.Thread(target=self._run, args=(server, fetch), name=f"fetch-{fetch.id}", daemon=True).start()
        return fetch

    def fetches(self, actor: Actor) -> tuple[Fetch, ...]:
        """What the reader asked for and was not yet put aside; no patient's data."""
        return tuple(fetch for fetch in self._fetches.values() if fetch.by == actor.id)

    def cancel(self, actor: Actor, fetch_id: str) -> None:
        """Fetch no more; what came in stays."""
        fetch = self._fetches.get(fetch_id)
        if fetch is not None and fetch.by == actor.id:
            fetch.cancelled.set()

    def dismiss(self, actor: Actor, fetch_id: str) -> None:
        """Put aside what is over."""
        fetch = self._fetches.get(fetch_id)
        if fetch is not None and fetch.by == actor.id and fetch.over:
            del self._fetches[fetch_id]

    def _run(self, server: Server, fetch: Fetch) -> None:
        try:
            with self._turns:
                self._fetched(server, fetch)
        except (Unreachable, Rejected, NoRoom) as error:
            fetch.error = str(error)
        except Exception:
            logger.exception("A study could not be brought in.")
            fetch.error = "The study could not be brought in; try again, or see the log of the server."
        finally:
            fetch.over = True
            fetch.ended.set()

    def _fetched(self, server: Server, fetch: Fetch) -> None:
        archive = Archive(server)
        try:
            self._fetch(archive, fetch)
        finally:
            archive.close()

    def _fetch(self, archive: Archive, fetch: Fetch) -> None:
        instances = () if fetch.cancelled.is_set() else archive.films(fetch.study, self._most())
        fetch.total = len(instances)
        if fetch.cancelled.is_set():
            fetch.error = "It was cancelled before anything came."
        elif not instances:
            fetch.error = "The study has no chest films (CR, DX or RG) that could be brought in."
        for instance in instances:
            if fetch.cancelled.is_set():
                fetch.error = "It was cancelled; what came in before stays."
                return
            self._one(archive, fetch, instance)
            fetch.done += 1

    def _one(self, archive: Archive, fetch: Fetch, instance: Instance) -> None:
        if self._is_here(instance):
            return
        origin = Origin("dicomweb", fetch.server, f"{instance.uid}.dcm", instance.uid, instance.study)
        try:
            self._inbox.receive(archive.fetch(instance, self._megabytes()), origin)
        except Refused:
            fetch.refused += 1

    def _is_here(self, instance: Instance) -> bool:
        """Whether the object is in a case of its study, or waits to be filed."""
        waits = select(ReceptionRow.id).where(
            ReceptionRow.sop_instance_uid == instance.uid, ReceptionRow.state == "spooled"
        )
        filed = select(FilmRow.id).where(FilmRow.sop_instance_uid == instance.uid, FilmRow.study_uid == instance.study)
        with self._database.read() as session:
            return any(session.scalar(query.limit(1)) is not None for query in (waits, filed))

    def close(self) -> None:
        """Stop what is on its way."""
        for fetch in list(self._fetches.values()):
            fetch.cancelled.set()
