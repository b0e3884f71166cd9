"""Streamlit's messages, as a browser sends and receives them."""

from starlette.testclient import WebSocketTestSession
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STREAM = "ws://127.0.0.1:8501/_stcore/stream"


def rerun(page: str = "") -> bytes:
    message = BackMsg()
    message.rerun_script.page_name = page
    return bytes(message.SerializeToString())


def parsed(data: bytes) -> tuple[str, ForwardMsg]:
    message = ForwardMsg()
    message.ParseFromString(data)
    return str(message.WhichOneof("type")), message


def until(socket: WebSocketTestSession, kind: str) -> list[tuple[str, ForwardMsg]]:
    messages = [parsed(socket.receive_bytes())]
    while messages[-1][0] != kind:
        messages.append(parsed(socket.receive_bytes()))
    return messages
