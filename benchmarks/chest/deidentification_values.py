"""Made-up people for the de-identification benchmark: no two values are alike, and each can be told in bytes."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from datetime import date, timedelta

SYLLABLES = "xa vo lin me reth zu kam or ged wi tul bra ne quo sil dah pir jes mok ruv ytt hel".split()
UMLAUTS = "\u00e4\u00f6\u00fc\u00e9\u00f8\u00e5"
KANJI = "\u9d5c\u98fc\u7530\u4e2d\u6fa4\u6728\u8535\u5d8b\u8f14\u9059\u68ee\u4e95\u539f\u7531\u7f8e\u5b50"
CYRILLIC = (
    "\u0430\u0431\u0432\u0433\u0434\u0436\u0437\u0438\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442\u0443"
)
KINDS = ("name", "number", "date", "phone", "address", "uid", "mail", "place")


@dataclass(frozen=True)
class Value:
    """One identifier.

    Attributes:
        kind: One of :data:`KINDS`.
        text: As it is planted.
        parts: What must not be found afterwards: any of them in any encoding counts as left.
        day: The day, where it is one.
    """

    kind: str
    text: str
    parts: tuple[str, ...]
    day: date | None = None


class Registry:
    """Makes values, reproducibly.

    Args:
        seed: Of the random numbers.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311
        self._seen: set[str] = set()
        self._day = date(1931, 1, 1)

    def value(self, kind: str, script: str = "latin") -> Value:
        """A value of a kind that was not given out before."""
        while True:
            made: Value = getattr(self, f"_{kind}")(script)
            if not self._seen & set(made.parts):
                self._seen |= set(made.parts)
                return made

    def _word(self, script: str, syllables: int = 4) -> str:
        if script == "kanji":
            return "".join(self._random.choices(KANJI, k=4))
        if script == "cyrillic":
            return "".join(self._random.choices(CYRILLIC, k=8)).capitalize()
        word = "".join(self._random.choices(SYLLABLES, k=syllables)).capitalize()
        return word + self._random.choice(UMLAUTS) + self._random.choice("ntr") if script == "umlaut" else word

    def _digits(self, count: int) -> str:
        return "".join(self._random.choices("123456789", k=count))

    def _name(self, script: str) -> Value:
        family, given = self._word(script), self._word(script)
        return Value("name", f"{family}^{given}", (family, given))

    def _number(self, _script: str) -> Value:
        number = f"{self._random.choice('KMQX')}{self._digits(8)}"
        return Value("number", number, (number[1:],))

    def _date(self, _script: str) -> Value:
        self._day += timedelta(days=self._random.randint(1, 14))
        return Value("date", f"{self._day:%Y%m%d}", (f"{self._day:%Y%m%d}",), self._day)

    def _phone(self, _script: str) -> Value:
        parts = self._digits(2), self._digits(3), self._digits(4), self._digits(3)
        return Value("phone", f"+{parts[0]} {parts[1]} {parts[2]}-{parts[3]}", ("".join(parts),))

    def _address(self, script: str) -> Value:
        street, town = self._word(script) + "weg", self._word("latin") + "stadt"
        return Value("address", f"{street} {self._digits(2)}, {self._digits(5)} {town}", (street, town))

    def _uid(self, _script: str) -> Value:
        tail = self._digits(18)
        return Value("uid", f"1.2.276.0.7230010.{tail[:9]}.{tail[9:]}", (tail,))

    def _mail(self, _script: str) -> Value:
        who = self._word("latin").lower()
        return Value("mail", f"{who}@klinik.example", (who,))

    def _place(self, script: str) -> Value:
        town = self._word(script)
        return Value("place", f"Klinikum {town}", (town,))


def opened(data: bytes) -> bytes:
    """The bytes of a DICOM file, inflated where its data set is deflated (PS3.5, A.5)."""
    mark = data.find(b"1.2.840.10008.1.2.1.99")
    if mark < 0 or data[128:132] != b"DICM":
        return data
    start = 144 + int.from_bytes(data[140:144], "little")
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    return data[:start] + machine.decompress(data[start:]) + machine.unused_data


def found(value: Value, data: bytes) -> bool:
    """Whether any part of a value stands in the bytes, in any encoding, with or without separators."""
    plain = data.lower()
    squeezed = plain.translate(None, b"\0 .,;:/-_^()+\\")
    return any(any(form in plain or form in squeezed for form in _forms(value, part)) for part in value.parts)


def _forms(value: Value, part: str) -> set[bytes]:
    words = {part, part.lower(), part.upper()}
    if value.day:
        words |= {f"{value.day:{shape}}".lower() for shape in ("%d%m%Y", "%m%d%Y", "%d%B%Y", "%B%d%Y", "%d%b%Y")}
    encodings = (
        "utf-8",
        "latin-1",
        "utf-16-le",
        "utf-16-be",
        "iso8859-5",
        "cp1251",
        "shift_jis",
        "iso2022_jp",
        "euc_jp",
    )
    forms = set()
    for word in words:
        for encoding in encodings:
            try:
                forms.add(word.encode(encoding).lower())
            except UnicodeEncodeError:
                continue
    return forms
