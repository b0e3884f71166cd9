"""Nobody passes without a session, and a session that ends takes its websocket with it."""

import contextlib
import time

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.ui.served import OWN, Served
from ui import presence
from ui.kit.cookie import COOKIE

STREAM = "ws://127.0.0.1:8501/_stcore/stream"
HTML = {"Accept": "text/html,application/xhtml+xml"}
GATED = [
    "/",
    "/chest",
    "/administration",
    "/media/abc.png",
    "/component/x/y.js",
    "/_stcore/bidi-components/x/y.js",
    "/nothing",
]


@pytest.mark.parametrize("path", GATED)
def test_a_browser_without_a_session_is_led_to_the_sign_in(served: Served, path: str) -> None:
    answer = served.browse().get(f"{path}?a=1", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin?next=/")


@pytest.mark.parametrize("path", GATED)
def test_a_script_without_a_session_is_told_so(served: Served, path: str) -> None:
    assert served.browse().get(path).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_uploads_need_a_session(served: Served, method: str) -> None:
    answer = served.browse().request(method, "/_stcore/upload_file/session/file", headers=OWN)
    assert answer.status_code == 401


@pytest.mark.parametrize("cookie", ["", "forged", "x" * 4000])
def test_a_forged_cookie_opens_nothing(served: Served, cookie: str) -> None:
    browser = served.browse()
    browser.cookies.set(COOKIE, cookie)
    assert browser.get("/", headers=HTML).status_code == 303
    assert browser.get("/_stcore/upload_file/a/b").status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/metrics"])
def test_what_nobody_uses_is_shut_even_for_those_who_are_signed_in(served: Served, path: str) -> None:
    assert served.signed_in("ada").get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/_stcore/host-config", "/healthz", "/signin", "/entrance/entrance.css"]
)
def test_what_is_open_answers_without_a_session(served: Served, path: str) -> None:
    assert served.browse().get(path).status_code == 200


def test_a_session_opens_the_page(served: Served) -> None:
    answer = served.signed_in().get("/", headers=HTML)
    assert answer.status_code == 200
    assert '<div id="root">' in answer.text


def test_the_websocket_needs_a_session(served: Served) -> None:
    assert denied(served.browse(), OWN) == 401


@pytest.mark.parametrize(
    "origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:9999"}]
)
def test_the_websocket_of_another_site_is_refused(served: Served, origin: dict[str, str]) -> None:
    assert denied(served.signed_in(), origin) == 403


def test_a_page_is_drawn_over_the_websocket(served: Served) -> None:
    with served.signed_in().websocket_connect(STREAM, headers=dict(OWN)) as socket:
        socket.send_bytes(rerun())
        kinds = [kind for kind, _ in until(socket, "script_finished")]
    assert "delta" in kinds and "navigation" in kinds


@pytest.mark.parametrize("how", ["sign-out", "disabled", "new password"])
def test_a_session_that_ends_loses_its_websocket_at_the_next_rerun(served: Served, how: str) -> None:
    browser = served.signed_in()
    with browser.websocket_connect(STREAM, headers=dict(OWN)) as socket:
        socket.send_bytes(rerun())
        until(socket, "script_finished")
        end_session(served, browser, how)
        socket.send_bytes(rerun())
        messages = []
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                messages.append(parsed(socket.receive_bytes()))
    assert [kind for kind, _ in messages][-1] == "auth_redirect"
    assert messages[-1][1].auth_redirect.url == "/signin"
    assert "delta" not in [kind for kind, _ in messages]


def end_session(served: Served, browser: TestClient, how: str) -> None:
    if how == "sign-out":
        served.browse().post("/signout", headers={**OWN, "Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"})
        return
    administrator = served.suite.accounts.find("ada").actor
    clara = served.suite.accounts.find("clara")
    if how == "disabled":
        served.suite.accounts.disable(clara.id, administrator)
    else:
        served.suite.accounts.set_password(clara.id, "another quiet river", administrator)
    time.sleep(presence.SECONDS)


def denied(browser: TestClient, headers: dict[str, str]) -> int:
    with pytest.raises(WebSocketDenialResponse) as refusal, browser.websocket_connect(STREAM, headers=dict(headers)):
        pass
    return refusal.value.status_code


def rerun(page: str = "") -> bytes:
    message = BackMsg()
    message.rerun_script.page_name = page
    return bytes(message.SerializeToString())


def parsed(data: bytes) -> tuple[str, ForwardMsg]:
    message = ForwardMsg()
    message.ParseFromString(data)
    return str(message.WhichOneof("type")), message


def until(socket: object, kind: str) -> list[tuple[str, ForwardMsg]]:
    messages = [parsed(socket.receive_bytes())]  # type: ignore[attr-defined]
    while messages[-1][0] != kind:
        messages.append(parsed(socket.receive_bytes()))  # type: ignore[attr-defined]
    return messages
