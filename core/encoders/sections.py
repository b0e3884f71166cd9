"""Headings of a note: which words open which section, and what that means for the text below."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from core.encoders.phrases import PhraseBook, words
from core.encoders.tokens import Token

HEADING_WORDS = 5
_STRESS = frozenset("*_")
_COLONS = frozenset(":=")
_DASHES = frozenset("-\u2013\u2014")
_NO_HEADING = frozenset({"of", "from", "on", "for", "to"})


@dataclass(frozen=True)
class Section:
    """A kind of heading.

    Attributes:
        name: What the kind is called.
        default: Status of a plain mention under it (``"historical"``, ``"family"``, ``"uncertain"``), if it is not
            ``"present"``.
        withheld: Whether the text was written from the film itself.
        spares_symptoms: Whether the default holds for all but symptoms.
    """

    name: str
    default: str | None = None
    withheld: bool = False
    spares_symptoms: bool = False


@cache
def headings() -> PhraseBook[Section]:
    """The headings that ship with the suite; read once for a process."""
    book: PhraseBook[Section] = PhraseBook()
    rules: dict[str, Any] = tomllib.loads((files(__package__) / "section_rules.toml").read_text(encoding="utf-8"))
    for rule in rules["section"]:
        section = Section(**{key: value for key, value in rule.items() if key != "headings"})
        for heading in rule["headings"]:
            book.add(words(heading), section)
    return book


class Headings:
    """Finds headings among the tokens of one note.

    Args:
        text: The note.
        tokens: All its tokens.
        norms: Their normal forms.
        gaps: Line breaks before each token.
    """

    def __init__(self, text: str, tokens: Sequence[Token], norms: Sequence[str], gaps: Sequence[int]) -> None:
        self._text, self._tokens, self._norms, self._gaps = text, tokens, norms, gaps

    def at(self, first: int, line_start: bool) -> tuple[int, Section] | None:
        """The heading at a token, as (first token after it, its section)."""
        match = headings().longest(self._norms, first, min(first + HEADING_WORDS + 2, len(self._norms)))
        if match is None:
            return None
        after, section = first + match[0], match[1]
        if colon := self._after_colon(after):
            return colon, section
        stands_out = line_start and self._stands_out(first, after, section)
        return (self._past(after, _DASHES), section) if stands_out else None

    def inline(self, first: int) -> bool:
        """Whether a heading such as ``FINDINGS:`` stands here in the middle of a line."""
        match = headings().longest(self._norms, first, min(first + HEADING_WORDS, len(self._norms)))
        if match is None or not self.capital(first) or not self._after_colon(first + match[0]):
            return False
        token = self._tokens[first]
        return match[1].withheld or (self._text[token.start : token.end].isupper() and token.end - token.start > 2)

    def unknown(self, first: int) -> bool:
        """Whether a short line opening such as ``Travel:`` starts here."""
        for position in range(first, min(first + HEADING_WORDS, len(self._norms))):
            if self._norms[position] == ":":
                return position > first
            if position > first and self._gaps[position]:
                return False
        return False

    def capital(self, at: int) -> bool:
        """Whether a token starts with a capital letter."""
        return self._text[self._tokens[at].start].isupper()

    def _after_colon(self, at: int) -> int:
        """The token after ``:`` or ``**:`` at ``at``, else 0."""
        at = self._past(at, _STRESS)
        if at >= len(self._norms) or self._norms[at] not in _COLONS:
            return 0
        return self._past(at + 1, _STRESS | {":"})

    def _past(self, at: int, signs: frozenset[str]) -> int:
        while at < len(self._norms) and self._norms[at] in signs and not self._gaps[at]:
            at += 1
        return at

    def _stands_out(self, first: int, after: int, section: Section) -> bool:
        """Whether a heading without a colon is one: alone on its line, or in capitals before other writing."""
        if after >= len(self._tokens):
            return section.withheld
        if self._gaps[after]:
            return self._gaps[after] > 1 or section.withheld or self.capital(first)
        if not self._text[self._tokens[first].start : self._tokens[after - 1].end].isupper():
            return False
        return self._norms[after] in _DASHES or (section.withheld and self._norms[after] not in _NO_HEADING)
