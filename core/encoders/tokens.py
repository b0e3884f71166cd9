"""Words of a note with their places in the original text, in time linear in its length.

Comparison is done on a normal form (compatibility characters unfolded, marks and case dropped), but offsets always
index the text as it was received, so that a ligature, a combining accent or a soft hyphen never shifts a span.
"""

import re
import unicodedata
from typing import NamedTuple

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "\u0300-\u036f"
_APOSTROPHE = "['\u2019]"
_PART = rf"(?:[^\W_]|[{_MARKS}{_INVISIBLE}])"
_TOKEN = re.compile(
    r"(?<![^\W_])(?:[A-Za-z]\.){2,6}(?![^\W_])"  # S.O.B.
    r"|(?<![^\W_])[A-Za-z]\d\d\.\d+"  # R06.02
    r"|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)*"
    rf"|[^\W_](?:{_PART}|{_APOSTROPHE}(?=[^\W_]))*"
    r"|\S"
)
_HYPHENS = frozenset("-\u2010\u2011")
QUERY = "¿"


class Token(NamedTuple):
    """One word, number or sign: characters ``[start, end)`` of the text and its normal form."""

    start: int
    end: int
    norm: str


def normal(word: str) -> str:
    """The form in which words are compared: unfolded, without marks, case, possessive ``'s`` and inner full stops."""
    if not word.isascii():
        unfolded = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in unfolded if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    word = word.casefold().replace("\u2019", "'")
    if word.endswith("'s"):
        return word[:-2]
    return word.replace(".", "") if "." in word and word[0].isalpha() and not word[-1].isdigit() else word


def _asks(text: str, start: int) -> bool:
    """Whether the question mark at ``start`` stands before what it questions, as in ``?pneumonia``."""
    before = text[start - 1] if start else " "
    after = text[start + 1] if start + 1 < len(text) else "\n"
    if not (before.isspace() or before in "?(/,:;+-"):
        return False
    follows = text[start + 2] if after == " " and start + 2 < len(text) else after
    return follows.isalnum() or after == "?"


def _joins(text: str, start: int) -> bool:
    """Whether the hyphen at ``start`` stands inside a compound such as ``x-ray``."""
    return 0 < start < len(text) - 1 and text[start - 1].isalnum() and text[start + 1].isalnum()


def tokenize(text: str) -> list[Token]:
    """Split a text into tokens; hyphens inside compounds are left out, so ``x-ray`` reads like ``x ray``.

    A question mark that stands before a word becomes :data:`QUERY`; one that follows a word stays ``?``.
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        sign = text[start] if end == start + 1 else ""
        if sign in _HYPHENS and _joins(text, start):
            continue
        norm = QUERY if sign == "?" and _asks(text, start) else normal(text[start:end])
        if norm:
            tokens.append(Token(start, end, norm))
    return tokens
