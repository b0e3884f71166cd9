"""A small HTTP server that answers as it is told to: what a broken or hostile archive may send."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    status: int = 200
    body: bytes = b"[]"
    headers: dict[str, str] = field(default_factory=dict)
    parts: Callable[[], Iterator[bytes]] | None = None


@dataclass
class Archive:
    url: str
    replies: dict[str, Reply]
    asked: list[tuple[str, str, dict[str, str], bytes]]


@contextmanager
def serving() -> Iterator[Archive]:
    replies: dict[str, Reply] = {}
    asked: list[tuple[str, str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            asked.append((self.command, self.path, dict(self.headers.items()), body))
            reply = replies.get(self.path.split("?")[0], replies.get("*", Reply(404, b"")))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.parts is None:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            try:
                for part in reply.parts() if reply.parts else (reply.body,):
                    self.wfile.write(part)
            except ConnectionError:
                return

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield Archive(f"http://127.0.0.1:{server.server_port}/dw", replies, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
