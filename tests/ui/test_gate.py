"""Nobody passes without a session."""

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from tests.ui.messages import STREAM, rerun, until
from tests.ui.served import OWN, Served
from ui.kit.cookie import COOKIE

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
def test_a_browser_without_a_session_is_led_to_the_sign_in(shared: Served, path: str) -> None:
    answer = shared.browse().get(f"{path}?a=1", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin?next=/")


@pytest.mark.parametrize("path", GATED)
def test_a_script_without_a_session_is_told_so(shared: Served, path: str) -> None:
    assert shared.browse().get(path).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_uploads_need_a_session(shared: Served, method: str) -> None:
    answer = shared.browse().request(method, "/_stcore/upload_file/session/file", headers=OWN)
    assert answer.status_code == 401


@pytest.mark.parametrize("cookie", ["", "forged", "x" * 4000])
def test_a_forged_cookie_opens_nothing(shared: Served, cookie: str) -> None:
    browser = shared.browse()
    browser.cookies.set(COOKIE, cookie)
    assert browser.get("/", headers=HTML).status_code == 303
    assert browser.get("/_stcore/upload_file/a/b").status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/metrics"])
def test_what_nobody_uses_is_shut_even_for_those_who_are_signed_in(shared: Served, path: str) -> None:
    assert shared.signed_in("ada").get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/_stcore/host-config", "/healthz", "/signin", "/entrance/entrance.css"]
)
def test_what_is_open_answers_without_a_session(shared: Served, path: str) -> None:
    assert shared.browse().get(path).status_code == 200


def test_a_session_opens_the_page(shared: Served) -> None:
    answer = shared.signed_in().get("/", headers=HTML)
    assert answer.status_code == 200
    assert '<div id="root">' in answer.text


def test_the_websocket_needs_a_session(shared: Served) -> None:
    assert denied(shared.browse(), OWN) == 401


@pytest.mark.parametrize(
    "origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:9999"}]
)
def test_the_websocket_of_another_site_is_refused(shared: Served, origin: dict[str, str]) -> None:
    assert denied(shared.signed_in(), origin) == 403


def test_a_page_is_drawn_over_the_websocket(shared: Served) -> None:
    with shared.signed_in().websocket_connect(STREAM, headers=dict(OWN)) as socket:
        socket.send_bytes(rerun())
        kinds = [kind for kind, _ in until(socket, "script_finished")]
    assert "delta" in kinds and "navigation" in kinds


def denied(browser: TestClient, headers: dict[str, str]) -> int:
    with pytest.raises(WebSocketDenialResponse) as refusal, browser.websocket_connect(STREAM, headers=dict(headers)):
        pass
    return refusal.value.status_code
