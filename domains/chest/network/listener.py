"""The C-STORE service: takes films of allowed senders, and says that it has them only once they are safe (PS3.4 B)."""

import errno
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.intake.refusal import Code, Refused
from domains.chest.network.inbox import MEGABYTE, Inbox, NoRoom, Origin
from domains.chest.servers import LOOPBACK

if TYPE_CHECKING:
    from pydicom.dataset import Dataset
    from pynetdicom.events import Event

SUCCESS, NOT_SUPPORTED, OUT_OF_RESOURCES, CANNOT_UNDERSTAND = 0x0000, 0x0122, 0xA700, 0xC000
CLASSES = (
    "1.2.840.10008.5.1.4.1.1.1",
    "1.2.840.10008.5.1.4.1.1.1.1",
    "1.2.840.10008.5.1.4.1.1.7",
)
"""Computed radiography, digital x-ray for presentation, secondary capture (PS3.4 B.5)."""
SYNTAXES = (
    *("1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"),
    *("1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"),
    *("1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81"),
    "1.2.840.10008.1.2.4.91",
)
"""What the intake decodes: plain, deflated, JPEG, JPEG-LS, JPEG 2000 and run lengths (PS3.5 A)."""
logger = logging.getLogger("chiron.chest.network")


class CannotListen(RuntimeError):
    """The port cannot be had, or nobody is allowed to send; the sentence says what to do."""


@dataclass(frozen=True)
class Ear:
    """How the listener is set.

    Attributes:
        host: Interface; the loopback reaches no other machine.
        port: TCP port; 0 takes a free one.
        title: Its own application entity title, which senders must call.
        allowed: Titles of those who may send; empty lets everyone of this machine send, and needs the loopback.
        megabytes: Largest object.
        seconds: Time for negotiation, for one PDU, and for silence.
        associations: How many senders at once.
    """

    host: str = "127.0.0.1"
    port: int = 11112
    title: str = "CHIRON"
    allowed: tuple[str, ...] = ()
    megabytes: int = 64
    seconds: float = 30.0
    associations: int = 4


class Listener:
    """Listens in threads of this process until it is closed.

    A title is a name that anyone can use, and no authentication: let only machines that are trusted reach the port.
    """

    def __init__(self, inbox: Inbox, ear: Ear) -> None:
        self._inbox = inbox
        self.ear = ear
        self._server: Any = None
        self._entity: Any = None

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self._server.server_address[:2]
        return str(host), int(port)

    def start(self) -> None:
        """Take the port and begin.

        Raises:
            CannotListen: it cannot be had, or an open interface has no list of senders.
        """
        if not self.ear.allowed and self.ear.host not in LOOPBACK:
            raise CannotListen(
                "Name the application entity titles that may send (--allow) before other machines can reach the port."
            )
        self._entity = _entity(self.ear)
        try:
            self._server = _server(self._entity, self.ear, self._handlers())
        except OSError as error:
            raise CannotListen(_why(self.ear, error)) from error
        _thread(self._server.serve_forever, "chest-listener")

    def close(self) -> None:
        """Hang up on everyone and let go of the port; an object that was not answered is sent again by its sender."""
        if self._server is None:
            return
        for association in self._server.active_associations:
            association.abort(block=False)
        self._server.shutdown()
        self._server = None

    def _handlers(self) -> list[tuple[Any, Callable[["Event"], Any]]]:
        from pynetdicom import evt

        return [(evt.EVT_C_STORE, self._store), (evt.EVT_C_ECHO, lambda _event: SUCCESS)]

    def _store(self, event: "Event") -> "int | Dataset":
        """One object; whatever goes wrong is a status that tells its sender to keep it."""
        try:
            return self._take(event)
        except Refused as error:
            return _status(OUT_OF_RESOURCES if error.code == Code.BYTES else CANNOT_UNDERSTAND, error.sentence)
        except NoRoom as error:
            return _status(OUT_OF_RESOURCES, str(error))
        except Exception:
            logger.exception("An object could not be kept; its sender was told so.")
            return _status(OUT_OF_RESOURCES, "It could not be kept; send it again.")

    def _take(self, event: "Event") -> "int | Dataset":
        request: Any = event.request
        origin = self._origin(event)
        messages: Any = event.assoc.dimse
        if request.MessageID in messages.oversized:
            messages.oversized.discard(request.MessageID)
            error = Refused(Code.BYTES, f"The object is larger than {self.ear.megabytes} MB; send it compressed.")
            self._inbox.refuse(error, origin)
            raise error
        if request.AffectedSOPClassUID not in CLASSES:
            return _status(NOT_SUPPORTED, "Only CR, DX and secondary capture images are taken.")
        self._inbox.receive(event.encoded_dataset(), origin)
        return SUCCESS

    def _origin(self, event: "Event") -> Origin:
        peer: Any = event.assoc.requestor
        uid = str(getattr(event.request, "AffectedSOPInstanceUID", "") or "")
        return Origin("dicom", f"{str(peer.ae_title).strip()} ({peer.address})", f"{uid}.dcm", uid)


def _entity(ear: Ear) -> Any:
    from pynetdicom import AE
    from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

    from domains.chest.network.guards import OFFERED_PDU

    entity = AE(ear.title)
    entity.maximum_pdu_size = OFFERED_PDU
    entity.maximum_associations = ear.associations
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = ear.seconds
    entity.require_called_aet = True
    entity.require_calling_aet = list(ear.allowed)
    entity.add_supported_context(Verification)
    for uid in CLASSES:
        entity.add_supported_context(uid, list(SYNTAXES))
    return entity


def _server(entity: Any, ear: Ear, handlers: list[tuple[Any, Any]]) -> Any:
    from domains.chest.network.guards import BoundedServer, Bounds

    address = socket.getaddrinfo(ear.host, ear.port, type=socket.SOCK_STREAM)[0][4]
    bounds = Bounds(ear.megabytes * MEGABYTE, ear.seconds, ear.associations)
    server = entity.make_server(address, evt_handlers=handlers, server_class=BoundedServer, bounds=bounds)
    entity._servers.append(server)
    return server


def _thread(target: Callable[[], None], name: str) -> None:
    import threading

    threading.Thread(target=target, name=name, daemon=True).start()


def _why(ear: Ear, error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return f"'{ear.host}' is no address of this machine: give the listener a name or number that is."
    if error.errno == errno.EADDRINUSE:
        return f"Port {ear.port} is in use: stop what runs there, or choose another."
    return f"Cannot listen on {ear.host}:{ear.port}: {error.strerror}."


def _status(code: int, sentence: str) -> "Dataset":
    """A failure with its reason, cut to what an error comment holds (PS3.7 C, LO)."""
    from pydicom.dataset import Dataset

    status = Dataset()
    status.Status = code
    status.ErrorComment = sentence[:64]
    return status
