"""pynetdicom with bounds on all that a peer may do; imported only where something listens.

What pynetdicom 3.0 leaves open, before a peer has said who it is or after, and what is done about it:

- a PDU may announce 4 GiB and is read whole (PS3.8 9.3.1): longer ones than we offered end the connection;
- accepted sockets wait for ever: every read and write has a time limit, and so has each PDU and each whole object;
- an object grows without end in memory: past the limit its bytes are dropped while they come in, and it is answered
  with a failure; a peer that goes on and on is cut off;
- objects may be sent without waiting for answers: one may wait, more end the association;
- an exception while a message is decoded ends the reading thread but not the connection: it ends both;
- connections that never say anything are as many as somebody opens: their number is bounded;
- a socket that the peer closed first stays open until the garbage collector comes: it is closed.
"""

import logging
import socket
import time
from dataclasses import dataclass
from typing import Any, cast

from pynetdicom import AE, _config
from pynetdicom.association import Association
from pynetdicom.dimse import DIMSEServiceProvider
from pynetdicom.fsm import StateMachine
from pynetdicom.pdu_primitives import P_DATA
from pynetdicom.transport import AddressInformation, AssociationSocket, RequestHandler, ThreadedAssociationServer

LONGEST_PDU = 256 * 1024
LONGEST_COMMAND = 64 * 1024
OFFERED_PDU = 128 * 1024
CUT_OFF = 8
PATIENCE = 10

_config.LOG_HANDLER_LEVEL = "none"
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Bounds:
    """What one peer may cost.

    Attributes:
        object_bytes: Longest object that is kept, in bytes.
        seconds: Time for one PDU, and for silence.
        associations: How many at once.
    """

    object_bytes: int
    seconds: float
    associations: int

    @property
    def object_seconds(self) -> float:
        """Time for one whole object."""
        return self.seconds * PATIENCE


class BoundedSocket(AssociationSocket):
    """Reads no more and no longer than was agreed."""

    def __init__(
        self,
        assoc: Association,
        bounds: Bounds,
        client: socket.socket | None = None,
        address: AddressInformation | None = None,
    ) -> None:
        super().__init__(assoc, client_socket=client, address=address)
        opened = cast(socket.socket, self.socket)
        opened.settimeout(bounds.seconds)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._bounds = bounds

    def recv(self, nr_bytes: int) -> bytearray:
        """So many bytes, or fewer when the peer closes.

        Raises:
            OSError: too many are announced, or they take too long; the connection is closed then.
        """
        if nr_bytes > LONGEST_PDU:
            raise OSError(f"A PDU of {nr_bytes} bytes was announced.")
        deadline = time.monotonic() + self._bounds.seconds
        received = bytearray()
        while len(received) < nr_bytes and (part := self._part(nr_bytes - len(received), deadline)):
            received += part
        return received

    def _shutdown_socket(self) -> None:
        """Close it even where the peer was faster, which pynetdicom leaves to the garbage collector."""
        client = self.socket
        super()._shutdown_socket()
        if client is not None:
            client.close()

    def _part(self, most: int, deadline: float) -> bytes:
        client = self.socket
        left = deadline - time.monotonic()
        if client is None or left <= 0:
            raise TimeoutError("The PDU took too long.")
        client.settimeout(left)
        try:
            return client.recv(most)
        finally:
            client.settimeout(self._bounds.seconds)


class BoundedMessages(DIMSEServiceProvider):
    """Drops what an object has too much, and ends an association that asks for more.

    Attributes:
        oversized: Message ids of objects whose bytes were dropped.
    """

    def __init__(self, assoc: Association, bounds: Bounds) -> None:
        super().__init__(assoc)
        self._bounds = bounds
        self._began = 0.0
        self._size = 0
        self._command = 0
        self.oversized: set[int] = set()

    def receive_primitive(self, primitive: P_DATA) -> None:
        """One part of a message."""
        if self.message is None:
            self._began, self._size, self._command = time.monotonic(), 0, 0
        if not self._bounded(primitive):
            self.dul.event_queue.put("Evt19")
            return
        waiting = self.msg_queue.qsize()
        super().receive_primitive(primitive)
        if self.msg_queue.qsize() > waiting and self._size > self._bounds.object_bytes:
            self.oversized.add(cast(int, getattr(self.msg_queue.queue[-1][1], "MessageID", 0)))

    def _bounded(self, primitive: P_DATA) -> bool:
        parts = [self._counted(context, data) for context, data in primitive.presentation_data_value_list]
        primitive.presentation_data_value_list = parts  # type: ignore[assignment]
        return (
            self.msg_queue.qsize() < 2
            and self._command <= LONGEST_COMMAND
            and self._size <= CUT_OFF * self._bounds.object_bytes
            and time.monotonic() - self._began <= self._bounds.object_seconds
        )

    def _counted(self, context: int, data: bytes) -> list[Any]:
        """The part, or its control byte alone where the object is too large already (PS3.8 E.2)."""
        if data[0] & 1:
            self._command += len(data) - 1
            return [context, data if self._command <= LONGEST_COMMAND else data[:1]]
        self._size += len(data) - 1
        return [context, data if self._size <= self._bounds.object_bytes else data[:1]]


class FencedMachine(StateMachine):
    """The protocol's state machine; what goes wrong in it ends the connection, and not the thread alone."""

    def do_action(self, event: str) -> None:
        """Do what the event asks for."""
        try:
            super().do_action(event)
        except Exception:  # noqa: BLE001 - whatever a peer provoked, the connection must end
            self._end()

    def _end(self) -> None:
        provider = self.dul
        provider.assoc.is_aborted, provider.assoc.is_established = True, False
        if provider.socket is not None:
            provider.socket.close()
        provider.assoc._kill = provider._kill_thread = True


class BoundedEntity(AE):
    """Opens associations whose parts are the bounded ones."""

    def __init__(self, title: str, bounds: Bounds) -> None:
        super().__init__(title)
        self.acse_timeout = self.dimse_timeout = self.network_timeout = bounds.seconds
        self.connection_timeout = min(bounds.seconds, 10.0)
        self._bounds = bounds

    def _create_socket(self, assoc: Association, address: AddressInformation, tls_args: Any) -> BoundedSocket:
        _bound(assoc, self._bounds)
        return BoundedSocket(assoc, self._bounds, address=address)


def _bound(association: Association, bounds: Bounds) -> None:
    association.dimse = BoundedMessages(association, bounds)
    association.dul.state_machine = FencedMachine(association.dul)


class BoundedHandler(RequestHandler):
    """Makes an association whose parts are the bounded ones."""

    server: "BoundedServer"

    def _create_association(self) -> Association:
        association = super()._create_association()
        bounds = self.server.bounds
        _bound(association, bounds)
        association.dul.event_queue.queue.clear()
        association.dul.socket = BoundedSocket(association, bounds, client=cast(socket.socket, self.request))
        return association


class BoundedServer(ThreadedAssociationServer):
    """Listens, and hangs up on connections beyond the number that may be open at once."""

    daemon_threads = True
    block_on_close = False
    bounds: Bounds

    def __init__(self, *args: Any, bounds: Bounds, **kwargs: Any) -> None:
        self.bounds = bounds
        super().__init__(*args, **kwargs, request_handler=BoundedHandler)  # type: ignore[misc]

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether there is room for another connection; those that have not said anything count too."""
        return len(self.active_associations) < 2 * self.bounds.associations + 2

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that failed as it was made is closed, without a traceback."""
