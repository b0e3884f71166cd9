"""A session that ends takes its websocket with it."""

import contextlib
import time

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.ui.messages import STREAM, parsed, rerun, until
from tests.ui.served import OWN, Served
from ui import presence
from ui.kit.cookie import COOKIE


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
