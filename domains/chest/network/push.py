"""Handing one object to a configured archive, by C-STORE (PS3.4 B) or STOW-RS, and hearing that it has it."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from domains.chest.network.dicomweb import Archive
from domains.chest.network.web import Rejected, Unreachable
from domains.chest.servers import Server

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

WARNINGS = (0xB000, 0xB006, 0xB007)
BUSY = range(0xA700, 0xA800)
SECONDS = 30.0
ANSWER = 1024 * 1024


def push(server: Server, data: bytes, title: str, seconds: float = SECONDS) -> None:
    """Send one object of our own making, and return once the archive said that it has it.

    Args:
        server: Where to.
        data: A whole DICOM file.
        title: Our own application entity title.
        seconds: Time for each step.

    Raises:
        Unreachable: another try may help.
        Rejected: the archive will not have it.
    """
    if server.kind == "dicom":
        _c_store(server, _dataset(data), title, seconds)
    else:
        _stow(server, data, seconds)


def uid_of(data: bytes) -> str:
    """SOP instance UID of an object of our own making."""
    return str(_dataset(data).SOPInstanceUID)


def _dataset(data: bytes) -> "FileDataset":
    from pydicom import dcmread

    return dcmread(BytesIO(data))


def _stow(server: Server, data: bytes, seconds: float) -> None:
    uid, archive = uid_of(data), Archive(server, 2 * seconds)
    try:
        stored = archive.store([data])
    finally:
        archive.close()
    if uid in stored.failed:
        raise Rejected(f"The archive '{server.name}' refuses the object (code {stored.failed[uid]:#06x}).")
    if uid not in stored.kept:
        raise Unreachable(f"The archive '{server.name}' does not say that it has the object.")


def _c_store(server: Server, dataset: "FileDataset", title: str, seconds: float) -> None:
    association = _associated(server, dataset, title, seconds)
    try:
        status = association.send_c_store(dataset)
    except ValueError as error:
        raise Rejected(f"The archive '{server.name}' does not take objects of this kind: {error}") from error
    finally:
        association.release() if association.is_established else association.abort(block=False)
    _judge(server, getattr(status, "Status", None), getattr(status, "ErrorComment", ""))


def _judge(server: Server, status: int | None, comment: object) -> None:
    if status is None:
        raise Unreachable(f"The archive '{server.name}' did not say that it has the object.")
    if status == 0 or status in WARNINGS:
        return
    said = f" It says: {str(comment)[:64]}." if comment else ""
    if status in BUSY:
        raise Unreachable(f"The archive '{server.name}' cannot take the object now (status {status:#06x}).{said}")
    raise Rejected(f"The archive '{server.name}' refuses the object (status {status:#06x}).{said}")


def _associated(server: Server, dataset: "FileDataset", title: str, seconds: float) -> Any:
    association = _entity(dataset, title, seconds).associate(server.host, server.port, ae_title=server.title)
    if association.is_rejected:
        raise Unreachable(
            f"The archive '{server.name}' refuses '{title}' or '{server.title}'; have both titles checked there."
        )
    if not association.is_established:
        raise Unreachable(f"The archive '{server.name}' does not answer on {server.host}:{server.port}.")
    return association


def _entity(dataset: "FileDataset", title: str, seconds: float) -> Any:
    from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

    from domains.chest.network.guards import BoundedEntity, Bounds

    entity = BoundedEntity(title, Bounds(ANSWER, seconds, 1))
    syntax = dataset.file_meta.TransferSyntaxUID
    plain = [ExplicitVRLittleEndian, ImplicitVRLittleEndian]
    entity.add_requested_context(dataset.SOPClassUID, plain if syntax in plain else [syntax])
    return entity
