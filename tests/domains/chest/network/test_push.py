"""Against a storage service of pynetdicom, which refuses as it is told to."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.events import Event

from domains.chest.network.push import push, uid_of
from domains.chest.network.web import Rejected, Unreachable
from domains.chest.servers import Server
from tests.domains.chest.network.archive_of_lies import Reply, serving
from tests.domains.chest.network.peers import sendable

DX, TITLE = "1.2.840.10008.5.1.4.1.1.1.1", "PACS"


@dataclass
class Pacs:
    server: Server
    status: int = 0
    received: list[bytes] = field(default_factory=list)
    callers: list[str] = field(default_factory=list)

    def store(self, event: Event) -> Dataset:
        self.callers.append(event.assoc.requestor.ae_title)
        if self.status == 0:
            self.received.append(event.encoded_dataset())
        answer = Dataset()
        answer.Status, answer.ErrorComment = self.status, "because"
        return answer


@pytest.fixture
def pacs() -> Iterator[Pacs]:
    entity = AE(TITLE)
    entity.add_supported_context(DX)
    entity.require_called_aet = True
    box: list[Pacs] = []
    running = entity.start_server(
        ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, lambda event: box[0].store(event))]
    )
    assert running is not None
    box.append(Pacs(Server("pacs", "dicom", title=TITLE, host="127.0.0.1", port=running.server_address[1])))
    yield box[0]
    entity.shutdown()


def test_an_object_arrives_as_it_was_made(pacs: Pacs) -> None:
    push(pacs.server, sendable(1), "CHIRON", seconds=10)
    (received,) = pacs.received
    came, sent = dcmread(BytesIO(received)), dcmread(BytesIO(sendable(1)))
    assert came == sent and pacs.callers == ["CHIRON"]
    assert uid_of(sendable(1)) == "1.2.1.1.1"


@pytest.mark.parametrize(
    ("status", "error"), [(0xA700, Unreachable), (0xA900, Rejected), (0xC123, Rejected), (0x0122, Rejected)]
)
def test_what_the_archive_says_decides_whether_another_try_helps(
    pacs: Pacs, status: int, error: type[Exception]
) -> None:
    pacs.status = status
    with pytest.raises(error, match="because"):
        push(pacs.server, sendable(1), "CHIRON", seconds=10)


def test_a_warning_is_a_success(pacs: Pacs) -> None:
    pacs.status = 0xB000
    push(pacs.server, sendable(1), "CHIRON", seconds=10)


def test_kinds_and_titles_that_are_not_taken_are_said(pacs: Pacs) -> None:
    other = sendable(1, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.33")
    with pytest.raises((Rejected, Unreachable), match="pacs"):
        push(pacs.server, other, "CHIRON", seconds=10)
    wrong = Server("pacs", "dicom", title="OTHER", host="127.0.0.1", port=pacs.server.port)
    with pytest.raises(Unreachable, match="titles"):
        push(wrong, sendable(1), "CHIRON", seconds=10)


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = Server("pacs", "dicom", title=TITLE, host="127.0.0.1", port=silent.getsockname()[1])
        with pytest.raises(Unreachable, match="does not answer"):
            push(server, sendable(1), "CHIRON", seconds=1)


def test_a_server_that_talks_without_end_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hostile:

        def talk() -> None:
            client, _ = hostile.accept()
            with client:
                client.recv(4096)
                client.sendall(b"\x02\x00\xff\xff\xff\xff" + b"\x00" * 4096)
                client.settimeout(5)
                while client.recv(4096):
                    continue

        talker = threading.Thread(target=talk)
        talker.start()
        server = Server("pacs", "dicom", title=TITLE, host="127.0.0.1", port=hostile.getsockname()[1])
        with pytest.raises(Unreachable):
            push(server, sendable(1), "CHIRON", seconds=2)
        talker.join(10)
        assert not talker.is_alive()


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b'{"00081199": {"Value": [{"00081155": {"Value": ["1.2.1.1.1"]}}]}}', None, ""),
        (b'{"00081198": {"Value": [{"00081155": {"Value": ["1.2.1.1.1"]}}]}}', Rejected, "refuses the object"),
        (b"{}", Unreachable, "does not say"),
        (b"[]", Unreachable, "does not say"),
    ],
)
def test_a_web_archive_must_say_that_it_has_the_object(
    body: bytes, error: type[Exception] | None, sentence: str
) -> None:
    with serving() as lies:
        lies.replies["/dw/studies"] = Reply(200, body)
        server = Server("pacs", "dicomweb", url=lies.url)
        if error is None:
            push(server, sendable(1), "CHIRON", seconds=5)
        else:
            with pytest.raises(error, match=sentence):
                push(server, sendable(1), "CHIRON", seconds=5)
