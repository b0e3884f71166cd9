"""Peers on the loopback for tests of the network: small films that only they have, and a service class user."""

from io import BytesIO
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset

from domains.chest.network.department import Department
from domains.chest.network.listener import Ear, Listener
from tests.domains.chest.room import Room
from tests.domains.chest.studies import study_film


def sendable(number: int, **elements: Any) -> bytes:
    """A film as a storage class that the listener takes."""
    said = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.1.1", **elements}
    return study_film(number, **said)


def department(room: Room) -> Department:
    return room.service.network


def listening(room: Room, **settings: Any) -> Listener:
    listener = Listener(department(room).inbox, Ear(**{"port": 0, "title": "CHIRON", "seconds": 5.0, **settings}))
    listener.start()
    return listener


def associated(listener: Listener, contexts: tuple[str, ...] = (), **how: Any) -> Any:
    """An association as a modality opens it; nothing is demanded of its outcome."""
    from domains.chest.network.guards import BoundedEntity, Bounds

    entity = BoundedEntity(how.pop("calling", "MODALITY"), Bounds(1024 * 1024, 10.0, 1))
    for uid in (*contexts, "1.2.840.10008.1.1", "1.2.840.10008.5.1.4.1.1.1.1"):
        entity.add_requested_context(uid)
    return entity.associate(*listener.address, **{"ae_title": "CHIRON", **how})


def stored(listener: Listener, *films: bytes, **how: Any) -> list[Dataset]:
    """Send films in one association, and hear the statuses."""
    association = associated(listener, **how)
    assert association.is_established
    try:
        return [association.send_c_store(dcmread(BytesIO(film))) for film in films]
    finally:
        association.release()


def receptions(room: Room) -> list[tuple[str, str | None]]:
    """State and case of all that arrived, oldest first."""
    from sqlalchemy import text

    with room.database.read() as session:
        return [tuple(row) for row in session.execute(text("SELECT state, case_id FROM receptions ORDER BY id"))]
