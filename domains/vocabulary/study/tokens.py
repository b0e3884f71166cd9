"""Tokens of turns: what was asked, signed, so that an answer needs no row that waits for it."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from data.files import write_new
from domains.vocabulary.views import Gone

FILE = "turns.secret"
LENGTH, SIGNATURE, LONGEST = 32, 16, 4000
TRIES, WAIT = 20, 0.05
STALE = "This card is no longer the one before you: go on with the next one."


@dataclass(frozen=True)
class Ticket:
    """What a token says.

    Attributes:
        card: Which card.
        exercise: What was asked of it.
        seed: Of the turn: it shuffles the options, and fuzzes the interval of the answer.
        others: Notes that stood beside the right one.
        stamp: The newest review of the card when it was asked; a turn is over as soon as there is a newer one.
        scope: The deck that is studied; None for all.
        speaking: Whether the learner may be asked to speak.
    """

    card: int
    exercise: str
    seed: int
    others: tuple[int, ...]
    stamp: int
    scope: str | None
    speaking: bool


class Tokens:
    """Signs tickets, each for one learner.

    Args:
        home: The domain's folder, which holds the secret.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._secret: bytes | None = None

    def issue(self, ticket: Ticket, learner: str) -> str:
        """The ticket as text."""
        body = json.dumps(asdict(ticket), separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sign(body, learner) + body).decode()

    def read(self, token: str, learner: str) -> Ticket:
        """The ticket of a token.

        Raises:
            Gone: it was not issued here, or for somebody else, or by another release.
        """
        try:
            raw = base64.urlsafe_b64decode(str(token)[:LONGEST].encode("ascii"))
        except ValueError as error:
            raise Gone(STALE) from error
        signature, body = raw[:SIGNATURE], raw[SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(body, learner)):
            raise Gone(STALE)
        try:
            values = json.loads(body)
            return Ticket(**values | {"others": tuple(values["others"])})
        except (ValueError, TypeError, KeyError) as error:
            raise Gone(STALE) from error

    def _sign(self, body: bytes, learner: str) -> bytes:
        if self._secret is None:
            self._secret = _secret(self._path)
        return hmac.digest(self._secret, learner.encode() + b"\n" + body, hashlib.sha256)[:SIGNATURE]


def _secret(path: Path) -> bytes:
    """Made at first need; another process may make it in the same moment. A lost one only ends the open turns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        write_new(path, secrets.token_bytes(LENGTH))
    except FileExistsError:
        pass
    for _ in range(TRIES):
        kept = path.read_bytes()
        if len(kept) == LENGTH:
            return kept
        time.sleep(WAIT)
    raise RuntimeError(f"The file {path} is damaged: remove it, and cards that wait for an answer are asked anew.")
