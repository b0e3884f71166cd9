"""Names, UIDs and days in place of the real ones: the same everywhere in one installation, of no meaning outside."""

import base64
import hashlib
import hmac
from datetime import date, timedelta
from uuid import UUID

LETTERS = 12
WEEKS = 520
BAND = 5
OLDEST = 90


class Pseudonyms:
    """Keyed digests (HMAC-SHA-256, RFC 2104) of what is replaced.

    Args:
        secret: The installation's secret.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def patient(self, key: str) -> str:
        """A patient's name and number in what leaves; two of one patient are equal."""
        return f"P{self._letters('patient', key)}"

    def person(self, name: str) -> str:
        """A reader's or physician's name in what leaves."""
        return f"R{self._letters('person', name)}"

    def case(self, id: str) -> str:
        """The id of a case, or the digest of a file, in what leaves."""
        return self._digest("case", id).hex()[:32]

    def uid(self, uid: str) -> str:
        """A UID in place of another, by ITU-T X.667 under 2.25; references between objects stay whole."""
        return f"2.25.{UUID(bytes=self._digest('uid', uid.strip()), version=4).int}"

    def day(self, key: str, day: date) -> date | None:
        """A day of a patient's life, moved back by a whole number of weeks that is the patient's own.

        So distances between days, and weekdays, stay as they are (PS3.15, E.3.6). None where it leaves the calendar.
        """
        weeks = 1 + int.from_bytes(self._digest("days", key)[:4]) % WEEKS
        try:
            return day - timedelta(weeks=weeks)
        except OverflowError:
            return None

    def _letters(self, kind: str, text: str) -> str:
        return base64.b32encode(self._digest(kind, text)).decode()[:LETTERS]

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._secret, f"{kind}\0{text}".encode("utf-8", "replace"), hashlib.sha256)[:16]


def patient_key(reference: str, *others: str) -> str:
    """What tells one patient from another: the number, or else the first other thing that is known."""
    return next((word for each in (reference, *others) if (word := " ".join(each.split()).casefold())), "")


def band(age: float) -> int:
    """The first year of the five-year band of an age; 90 for everyone from there on (45 CFR 164.514(b)(2))."""
    return min(OLDEST, int(age) // BAND * BAND)
