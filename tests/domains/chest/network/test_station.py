import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.chest.orthanc import free_port
from domains.chest.service import open_service
from tests.domains.chest.network.peers import receptions, sendable
from tests.domains.chest.room import Room


@pytest.fixture
def serving(room: Room) -> Iterator[Room]:
    """The room as the server's process has it."""
    context = replace(room.context, serving=True)
    served = Room(context, open_service(context), room.settings)
    yield served
    served.service.close()


def soon(what: Callable[[], bool], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.05)
    return what()


def reachable(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_nothing_goes_on_where_nothing_is_served(room: Room) -> None:
    assert room.service.network.station.listening is None
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("chest-")]


def test_the_listener_follows_the_settings_and_ends_with_the_service(serving: Room) -> None:
    port, other = free_port(), free_port()
    station = serving.service.network.station
    serving.configure(listener_enabled=True, listener_port=port)
    assert soon(lambda: station.listening == ("127.0.0.1", port)) and reachable(port)
    serving.configure(listener_enabled=True, listener_port=other)
    assert soon(lambda: station.listening == ("127.0.0.1", other)) and not reachable(port)
    began = time.monotonic()
    serving.service.close()
    assert time.monotonic() - began < 6 and not reachable(other)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("chest-")]


def test_a_port_in_use_is_told_to_the_administrator(serving: Room) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        serving.configure(listener_enabled=True, listener_port=taken.getsockname()[1])
        assert soon(lambda: any("is in use" in reason for reason in serving.service.health()))
    serving.configure()
    assert soon(lambda: not any("is in use" in reason for reason in serving.service.health()))


def test_the_watch_folder_is_watched_and_what_arrives_is_filed(serving: Room, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    serving.configure(watch_folder=str(folder))
    assert soon(lambda: any("is not there" in reason for reason in serving.service.health()))
    folder.mkdir()
    (folder / "film.dcm").write_bytes(sendable(1))
    assert soon(lambda: [state for state, _ in receptions(serving)] == ["filed"])
    assert soon(lambda: (folder / "done" / "film.dcm").exists())
