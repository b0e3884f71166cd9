"""One browser's side of a Streamlit page: a real websocket, real messages, no drawing."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 60.0


class PageFailed(RuntimeError):
    """The page threw, or did not draw what was expected."""


class Visitor:
    """A session on one page of a running server.

    Args:
        port: On the loopback.
        page: The page's path, empty for the first page.
        cookie: `name=value` of the sign-in; empty for a server without one.
    """

    def __init__(self, port: int, page: str = "", cookie: str = "") -> None:
        host = f"127.0.0.1:{port}"
        headers = {"Cookie": cookie} if cookie else {}
        self._socket: ClientConnection = connect(
            f"ws://{host}/_stcore/stream",
            origin=Origin(f"http://{host}"),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=headers,
            max_size=None,
            compression=None,
        )
        self._hash = ""
        self.buttons: list[str] = []
        self.metric = ""
        message = BackMsg()
        message.rerun_script.page_name = page
        self._rerun(message)

    def press(self, index: int) -> float:
        """Press a button and wait until the page is drawn; returns seconds from the press to the end of the run."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self._hash
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = self.buttons[index % len(self.buttons)], True
        started = time.perf_counter()
        self._rerun(message)
        return time.perf_counter() - started

    def _rerun(self, message: BackMsg) -> None:
        self.buttons = []
        self._socket.send(message.SerializeToString())
        while not self._note(self._receive()):
            pass

    def _receive(self) -> ForwardMsg:
        data = self._socket.recv(timeout=PATIENCE, decode=False)
        message = ForwardMsg()
        message.ParseFromString(data)
        return message

    def _note(self, message: ForwardMsg) -> bool:
        """Remember what the page drew; true when the run is over."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._hash = message.new_session.page_script_hash
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._note_element(message)
        elif kind == "auth_redirect":
            raise PageFailed("the server wants a sign-in")
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _note_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button" and "button." in element.button.id:
            self.buttons.append(element.button.id)
        elif kind == "metric":
            self.metric = element.metric.body
        elif kind == "exception":
            raise PageFailed(element.exception.message)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
