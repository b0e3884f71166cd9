"""The archives that an administrator configured: one a line, secrets elsewhere."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
TITLE = re.compile(r"[\x21-\x5b\x5d-\x7e](?:[\x20-\x5b\x5d-\x7e]{0,14}[\x21-\x5b\x5d-\x7e])?")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
FORM = "NAME https://host/dicom-web [env:VARIABLE | file:/path], or NAME dicom://TITLE@host:port"
MOST = 32


class NoSuchServer(ValueError):
    """No archive of that name is configured."""


@dataclass(frozen=True)
class Server:
    """An archive on the network.

    Attributes:
        name: How people call it here.
        kind: ``dicomweb`` (QIDO-RS, WADO-RS, STOW-RS) or ``dicom`` (C-STORE).
        url: Root of the DICOMweb service, without a slash at its end; empty for ``dicom``.
        title: Its application entity title; empty for ``dicomweb``.
        host: Name or number of the machine.
        port: TCP port.
        credential: Where its login is found (``env:VARIABLE`` or ``file:/path``); empty where it asks for none.
    """

    name: str
    kind: str
    url: str = ""
    title: str = ""
    host: str = ""
    port: int = 0
    credential: str = ""

    def headers(self, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What tells the archive who asks, read at each request so that a changed login needs no restart.

        Raises:
            ValueError: the login is not where the settings say it is.
        """
        if not self.credential:
            return {}
        secret = self._secret(environment)
        if secret.lower().startswith("bearer "):
            return {"Authorization": secret}
        from base64 import b64encode

        return {"Authorization": f"Basic {b64encode(secret.encode()).decode('ascii')}"}

    def _secret(self, environment: Mapping[str, str]) -> str:
        kind, _, where = self.credential.partition(":")
        try:
            found = environment.get(where, "") if kind == "env" else Path(where).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            found = ""
        secret = found.strip()
        if not secret or "\n" in secret or (":" not in secret and not secret.lower().startswith("bearer ")):
            raise ValueError(
                f"The login of '{self.name}' is not in {self.credential}: put USER:PASSWORD or 'Bearer TOKEN' there."
            )
        return secret


def parse(text: str) -> tuple[Server, ...]:
    """The archives of a setting: one a line, ``#`` begins a remark.

    Raises:
        ValueError: a line cannot be used; the sentence names it.
    """
    lines = [line.split("#")[0].split() for line in text.splitlines()]
    servers = tuple(_server(words) for words in lines if words)
    names = [server.name for server in servers]
    if len(set(names)) < len(names) or len(names) > MOST:
        raise ValueError(f"Each archive needs a name of its own, and there may be {MOST}; rename or remove some.")
    return servers


def named(servers: tuple[Server, ...], name: str, *kinds: str) -> Server:
    """The archive of that name.

    Raises:
        NoSuchServer: there is none, or not of a kind that does.
    """
    fitting = [server for server in servers if not kinds or server.kind in kinds]
    for server in fitting:
        if server.name == name:
            return server
    known = ", ".join(server.name for server in fitting) or "none is configured"
    raise NoSuchServer(
        f"There is no archive '{name[:64]}' for this; choose one of those that are configured ({known})."
    )


def titles(text: str) -> tuple[str, ...]:
    """Application entity titles, separated by commas or line ends.

    Raises:
        ValueError: one of them cannot be a title.
    """
    found = tuple(word.strip() for word in re.split(r"[,;\n]", text) if word.strip())
    return tuple(title(word) for word in found)


def title(text: str) -> str:
    """A title as DICOM has it: 1 to 16 ASCII characters without a backslash (PS3.5 6.2, AE).

    Raises:
        ValueError: it cannot be a title.
    """
    if not TITLE.fullmatch(text):
        raise ValueError(f"'{text[:32]}' is no application entity title: use 1 to 16 ASCII letters, digits or signs.")
    return text


def _server(words: list[str]) -> Server:
    if len(words) not in (2, 3) or not NAME.fullmatch(words[0]):
        raise ValueError(f"'{' '.join(words)[:80]}' names no archive: write {FORM}.")
    name, address, credential = words[0], words[1], words[2] if len(words) == 3 else ""
    if credential and not re.fullmatch(r"env:[A-Za-z_][A-Za-z0-9_]*|file:/\S+", credential):
        raise ValueError(f"The login of '{name}' is no place: write env:VARIABLE or file:/path, never the password.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError(f"The address of '{name}' cannot be read: write {FORM}.") from None
    if parts.scheme == "dicom":
        return _peer(name, parts, port, credential)
    return _web(name, parts, port, credential)


def _peer(name: str, parts: SplitResult, port: int | None, credential: str) -> Server:
    if not parts.hostname or not port or not parts.username or credential or parts.path.strip("/"):
        raise ValueError(f"'{name}' needs dicom://TITLE@host:port and no login: C-STORE has none.")
    return Server(name, "dicom", title=title(parts.username), host=parts.hostname, port=port)


def _web(name: str, parts: SplitResult, port: int | None, credential: str) -> Server:
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError(f"The address of '{name}' is none of an archive: write {FORM}.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError(f"'{name}' would carry patients' data in the clear: use https, or a tunnel on this machine.")
    default = 443 if parts.scheme == "https" else 80
    url = parts.geturl().rstrip("/")
    return Server(name, "dicomweb", url=url, host=parts.hostname, port=port or default, credential=credential)
