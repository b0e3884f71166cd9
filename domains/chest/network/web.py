"""Bounded HTTP to one archive: no more bytes and seconds than agreed, no other host than the one that was named."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlencode, urljoin, urlsplit

from domains.chest.servers import Server

if TYPE_CHECKING:
    import httpx2

MEGABYTE = 1024 * 1024
REDIRECTS = 3
MOVED = (301, 302, 303, 307, 308)


class Unreachable(RuntimeError):
    """The archive did not answer, or not as agreed; another try may help. The sentence says what happened."""


class Rejected(RuntimeError):
    """The archive answered that it will not; another try does not help."""


@dataclass(frozen=True)
class Answer:
    """What an archive answered."""

    status: int
    kind: str
    body: bytes


class Web:
    """One archive's HTTP service; TLS certificates are checked, proxies and logins of the environment are not used.

    Args:
        server: A ``dicomweb`` server.
        seconds: Time for one request as a whole.
    """

    def __init__(self, server: Server, seconds: float = 60.0) -> None:
        import httpx2

        self.server = server
        self._seconds = seconds
        timeout = httpx2.Timeout(min(seconds, 15.0))
        self._client = httpx2.Client(timeout=timeout, follow_redirects=False, trust_env=False)

    def get(self, path: str, accept: str, most: int, query: Mapping[str, str | list[str]] | None = None) -> Answer:
        """Ask for something of at most ``most`` bytes.

        Raises:
            Unreachable: there was no answer, or one that breaks the bounds.
            Rejected: the archive refused.
        """
        return self._send("GET", path, most, {"Accept": accept}, query=query)

    def post(self, path: str, body: bytes, kind: str, accept: str) -> Answer:
        """Hand something over; the answer's status is the caller's to judge, but for those that forbid.

        Raises:
            Unreachable: there was no answer, or one that breaks the bounds.
            Rejected: the archive refused the login.
        """
        return self._send("POST", path, 4 * MEGABYTE, {"Accept": accept, "Content-Type": kind}, body=body)

    def _send(
        self,
        method: str,
        path: str,
        most: int,
        headers: dict[str, str],
        query: Mapping[str, str | list[str]] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        import httpx2

        url = f"{self.server.url}/{path}{_asked(query)}"
        headers = {**headers, "Accept-Encoding": "identity", **self._login()}
        deadline = time.monotonic() + self._seconds
        try:
            for _ in range(REDIRECTS + 1):
                request = self._client.build_request(method, url, headers=headers, content=body)
                answer, onward = self._once(request, most, deadline)
                if onward is None:
                    return self._judged(answer)
                url = self._same_host(url, onward)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable(f"The archive '{self.server.name}' does not answer: {_why(error)}.") from error
        raise Unreachable(f"The archive '{self.server.name}' sends from one address to the next without end.")

    def _login(self) -> dict[str, str]:
        try:
            return self.server.headers()
        except ValueError as error:
            raise Unreachable(str(error)) from error

    def _once(self, request: "httpx2.Request", most: int, deadline: float) -> tuple[Answer, str | None]:
        response = self._client.send(request, stream=True)
        try:
            if response.status_code in MOVED:
                return Answer(response.status_code, "", b""), response.headers.get("location", "")
            body = self._body(response, most, deadline)
            return Answer(response.status_code, response.headers.get("content-type", ""), body), None
        finally:
            response.close()

    def _body(self, response: "httpx2.Response", most: int, deadline: float) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise Unreachable(f"The archive '{self.server.name}' compresses its answer though it was asked not to.")
        received = bytearray()
        for part in response.iter_raw():
            received += part
            if len(received) > most:
                raise Unreachable(f"The archive '{self.server.name}' sends more than {most // MEGABYTE} MB at once.")
            if time.monotonic() > deadline:
                raise Unreachable(f"The archive '{self.server.name}' took longer than {self._seconds:.0f} s.")
        return bytes(received)

    def _judged(self, answer: Answer) -> Answer:
        if answer.status in (401, 403):
            raise Rejected(f"The archive '{self.server.name}' refuses the login; have the administrator check it.")
        if answer.status in (408, 425, 429) or answer.status >= 500:
            raise Unreachable(f"The archive '{self.server.name}' is not ready (HTTP {answer.status}); try again.")
        return answer

    def _same_host(self, url: str, onward: str) -> str:
        target = urljoin(url, onward)
        here, there = urlsplit(url), urlsplit(target)
        if not onward or (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise Unreachable(f"The archive '{self.server.name}' sends on to another address, which is not followed.")
        return target

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _asked(query: Mapping[str, str | list[str]] | None) -> str:
    """The query as part of the address; wildcards and ^ stay as they are, since Orthanc 1.10 does not decode them."""
    return f"?{urlencode(query, doseq=True, safe='*?^', quote_via=quote)}" if query else ""


def _why(error: Any) -> str:
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return text[:160].rstrip(".")
