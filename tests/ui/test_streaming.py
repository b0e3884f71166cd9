"""A file on disk goes to the browser whose session was given its address, in the parts that it asks for."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from tests.ui.kit.drawn import draw
from tests.ui.served import OWN, Served
from ui.kit.cookie import COOKIE
from ui.kit.streams import PREFIX, STREAMS, Stream, Streams
from ui.streaming import Streaming

SIZE = 500 * 1024 * 1024


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a gigabyte that costs no disk, with a word in its middle."""
    path = tmp_path_factory.mktemp("streams") / "film.mp4"
    with path.open("wb") as file:
        file.write(b"first")
        file.seek(SIZE // 2)
        file.write(b"middle")
        file.truncate(SIZE)
    return path


@pytest.fixture(scope="module")
def browser(shared: Served) -> TestClient:
    """One session for all tests that do not end it."""
    return shared.signed_in()


def given(browser: TestClient, path: Path, mime: str = "video/mp4", place: str = "player") -> str:
    return PREFIX + STREAMS.hold(browser.cookies[COOKIE], place, Stream(path, mime))


def test_a_part_of_a_large_file_comes_at_once(browser: TestClient, recording: Path) -> None:
    answer = browser.get(given(browser, recording), headers={"Range": f"bytes={SIZE // 2}-{SIZE // 2 + 5}"})
    assert (answer.status_code, answer.content) == (206, b"middle")
    assert answer.headers["content-range"] == f"bytes {SIZE // 2}-{SIZE // 2 + 5}/{SIZE}"
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "content-encoding" not in answer.headers


def test_the_head_tells_the_size_and_that_parts_may_be_asked_for(browser: TestClient, recording: Path) -> None:
    answer = browser.head(given(browser, recording))
    assert answer.status_code == 200
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(("asked", "status"), [(f"bytes={SIZE}-", 416), ("bytes=5-2", 400), ("lines=1-2", 400)])
def test_a_part_that_is_not_there(browser: TestClient, recording: Path, asked: str, status: int) -> None:
    assert browser.get(given(browser, recording), headers={"Range": asked}).status_code == status


def test_another_session_gets_nothing(shared: Served, browser: TestClient, recording: Path) -> None:
    same_person, other = shared.signed_in(), shared.signed_in("lena")
    address = given(browser, recording)
    part = {"Range": "bytes=0-4"}
    assert browser.get(address, headers=part).content == b"first"
    assert [each.get(address, headers=part).status_code for each in (same_person, other)] == [404, 404]
    assert shared.browse().get(address, headers=part).status_code == 401


def test_who_signs_out_gets_nothing_more(shared: Served, recording: Path) -> None:
    browser = shared.signed_in()
    address, token = given(browser, recording), browser.cookies[COOKIE]
    browser.post("/signout", headers=OWN)
    assert shared.browse().get(address, headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401
    assert STREAMS.find(token, address.removeprefix(PREFIX)) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "film.mp4", "x" * 5000])
def test_no_path_leads_to_a_file(browser: TestClient, recording: Path, name: str) -> None:
    given(browser, recording)
    answer = browser.get(PREFIX + name)
    assert answer.status_code in (400, 404) or "text/html" in answer.headers.get("content-type", "")
    assert b"first" not in answer.content
    assert b"root:" not in answer.content


def test_a_file_that_is_gone_is_not_found(browser: TestClient, tmp_path: Path) -> None:
    (tmp_path / "gone.wav").write_bytes(b"x")
    address = given(browser, tmp_path / "gone.wav", "audio/wav")
    os.unlink(tmp_path / "gone.wav")
    assert browser.get(address).status_code == 404


def test_a_session_that_ends_midway_gets_no_more(recording: Path) -> None:
    streams, sent = Streams(), []
    name = streams.hold("token", "player", Stream(recording, "video/mp4"))
    scope = {
        **{"type": "http", "method": "GET", "path": PREFIX + name, "path_params": {"name": name}},
        **{"query_string": b"", "headers": [(b"cookie", f"{COOKIE}=token".encode())], "asgi": {"spec_version": "2.4"}},
    }

    async def send(message: Message) -> None:
        sent.append(len(message.get("body", b"")))
        if len(sent) == 4:
            streams.forget("token")

    async def ask() -> None:
        from starlette.requests import Request

        response = await Streaming(streams).answer(Request(scope))
        await response(scope, Request(scope).receive, send)

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same run keeps a loop in this thread
        apart.submit(anyio.run, ask).result()
    assert len(sent) == 4
    assert sum(sent) < 1024 * 1024


def test_a_place_keeps_its_address_while_it_shows_the_same_file(tmp_path: Path) -> None:
    streams, film = Streams(), Stream(tmp_path / "a", "video/mp4")
    first = streams.hold("token", "player", film)
    assert streams.hold("token", "player", film) == first
    assert streams.find("token", first) == film
    second = streams.hold("token", "player", Stream(tmp_path / "b", "video/mp4"))
    assert second != first
    assert streams.find("token", first) is None


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    streams = Streams()
    names = [streams.hold("token", f"place {n}", Stream(tmp_path / "a", "video/mp4")) for n in range(70)]
    assert [streams.find("token", name) is not None for name in names] == [False] * 6 + [True] * 64


def script(path: str, mime: str) -> None:
    from pathlib import Path

    import streamlit as st

    from ui.kit.streams import address

    try:
        st.session_state["address"] = address(Path(path), mime, "player")
    except (OSError, ValueError) as error:
        st.session_state["address"] = str(error)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's test runs bring no cookies."""
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {COOKIE: "token of the page"})


@pytest.mark.usefixtures("signed_in")
def test_a_page_gets_the_same_address_at_every_rerun(recording: Path) -> None:
    run = draw(script, path=str(recording), mime="audio/webm;codecs=opus")
    first = run.session_state["address"]
    assert first.startswith(PREFIX)
    assert run.run().session_state["address"] == first
    assert STREAMS.find("token of the page", first.removeprefix(PREFIX)) is not None
    assert draw(script, path=str(recording), mime="video/mp4").session_state["address"] != first


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("name", "mime", "words"),
    [
        ("film.mp4", "text/html", "is not streamed"),
        ("film.mp4", "image/svg+xml", "is not"),
        ("no", "video/mp4", "miss"),
    ],
)
def test_what_has_no_address(recording: Path, name: str, mime: str, words: str) -> None:
    assert words in draw(script, path=str(recording.with_name(name)), mime=mime).session_state["address"]
