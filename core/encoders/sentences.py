"""Sentences and sections of a note: lists, all capitals, missing full stops and wrapped lines included."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.encoders.phrases import PhraseBook
from core.encoders.sections import Headings, Section
from core.encoders.tokens import Token, tokenize

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BULLETS = frozenset("-*\u2022\u00b7\u2013\u2014>\u25aa\u25e6\u2023#")
_ENDS = frozenset(".!?;")
_ANSWERS = frozenset({"no", "yes", "none", "nil", "denies", "denied", "nope", "never"})
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms pt pts hx yr yrs vs approx eg ie st wk wks hr hrs mo dx rx tx sx fx dept prof".split()
)
_HANGING = frozenset("of and or no the a an with without for to in on by from nor but , / & + : right left".split())
_LONG_LINE = 50
_TERM_WORDS = 4


@dataclass(frozen=True)
class Sentence:
    """Tokens ``[first, stop)`` that belong together.

    Attributes:
        first: Index of the first token after bullets and heading.
        stop: Index after the last token.
        section: The section it stands in, if any heading came before.
        bullet: Whether it is an item of a list.
    """

    first: int
    stop: int
    section: Section | None
    bullet: bool


@dataclass(frozen=True)
class Layout:
    """A note split into tokens and sentences."""

    text: str
    tokens: list[Token]
    norms: list[str]
    sentences: list[Sentence]


def _gaps(text: str, tokens: Sequence[Token]) -> list[int]:
    """Line breaks before each token; the first token counts as one after a blank line."""
    ends = [0, *(token.end for token in tokens)]
    counts = [len(_BREAK.findall(text, ends[i], token.start)) for i, token in enumerate(tokens)]
    return [2, *counts[1:]] if counts else []


class _Splitter:
    """One pass over the tokens of a note."""

    def __init__(self, text: str, terms: PhraseBook[Any]) -> None:
        self.text = text
        self.terms = terms
        self.tokens = tokenize(text)
        self.norms = [token.norm for token in self.tokens]
        self.gaps = _gaps(text, self.tokens)
        self.headings = Headings(text, self.tokens, self.norms, self.gaps)
        self.sentences: list[Sentence] = []
        self.section: Section | None = None
        self.fleeting = False

    def run(self) -> Layout:
        at = 0
        while at < len(self.tokens):
            at = self._sentence(at)
        return Layout(self.text, self.tokens, self.norms, self.sentences)

    def _sentence(self, at: int) -> int:
        """Read bullets, a heading and the words up to the next boundary; return where the next sentence starts."""
        line_start = self.gaps[at] > 0
        first = self._after_bullet(at) if line_start else at
        self._close_fleeting(at, bullet=first > at)
        body = self._after_heading(first, line_start)
        stop = self._boundary(body)
        if stop > body:
            self.sentences.append(Sentence(body, stop, self.section, bullet=first > at))
        return max(stop, body, at + 1)

    def _close_fleeting(self, at: int, bullet: bool) -> None:
        """End a section whose text stood on the heading's own line, and one that colours statuses at a blank line."""
        if self.section is None or self.section.withheld:
            return
        if self.fleeting and self.gaps[at] and not bullet:
            self.section = None
        elif self.section.default and self.gaps[at] > 1 and self.headings.unknown(at):
            self.section = None

    def _after_bullet(self, at: int) -> int:
        stop = len(self.tokens)
        while at < stop - 1 and self.norms[at] in _BULLETS and not self.gaps[at + 1]:
            at += 1
        if at < stop - 2 and self.norms[at].isdigit() and self.norms[at + 1] in ".)" and not self.gaps[at + 1]:
            tight = self.tokens[at + 1].start == self.tokens[at].end
            at += 2 if tight and not self.gaps[at + 2] else 0
        return at

    def _after_heading(self, at: int, line_start: bool) -> int:
        """Enter the section whose heading starts at ``at`` and return the token after it."""
        found = self.headings.at(at, line_start)
        if found is None:
            return at
        after, self.section = found
        self.fleeting = bool(self.section.default) and after < len(self.tokens) and not self.gaps[after]
        return after

    def _boundary(self, at: int) -> int:
        """The token after the last one of the sentence that starts at ``at``."""
        position = at
        while position < len(self.tokens):
            if position > at and self._breaks_before(position):
                return position
            if self._ends_at(position):
                return position + 1
            position += 1
        return position

    def _breaks_before(self, at: int) -> bool:
        if self.gaps[at]:
            return not self._continues(at)
        return self.headings.inline(at)

    def _continues(self, at: int) -> bool:
        """Whether the line break before ``at`` only wraps a sentence."""
        if self.gaps[at] > 1 or self._after_bullet(at) > at or self.headings.at(at, line_start=True):
            return False
        previous = self.tokens[at - 1]
        if previous.norm in _ENDS or previous.norm == ":":
            return False
        if previous.norm in _HANGING or self._inside_term(at):
            return True
        return self._line_length(at - 1) >= _LONG_LINE and self._same_case(at)

    def _inside_term(self, at: int) -> bool:
        """Whether a term such as "pleural effusion" starts on the line above and ends on this one."""
        for back in range(1, min(_TERM_WORDS, at) + 1):
            lengths = [
                length
                for length, _ in self.terms.matches(self.norms, at - back, min(at + _TERM_WORDS, len(self.norms)))
            ]
            if lengths and lengths[-1] > back and self._same_case(at):
                return True
        return False

    def _line_length(self, last: int) -> int:
        """Characters from the start of the line (at most 40 tokens back) to the end of token ``last``."""
        first = last
        while first > 0 and not self.gaps[first] and last - first < 40:
            first -= 1
        return self.tokens[last].end - self.tokens[first].start

    def _same_case(self, at: int) -> bool:
        start = self.text[self.tokens[at].start]
        return not start.isupper() or (self.text[self.tokens[at - 1].start : self.tokens[at - 1].end].isupper())

    def _ends_at(self, at: int) -> bool:
        token = self.tokens[at]
        following = self.norms[at + 1] if at + 1 < len(self.norms) else ""
        if token.norm == "?":
            return following not in _ANSWERS and following not in (")", "?")
        if token.norm != ".":
            return token.norm in _ENDS or self._dotted_end(at)
        return not self._abbreviation(at)

    def _dotted_end(self, at: int) -> bool:
        """Whether an abbreviation with inner full stops ends a sentence: ``S.O.B. Denies``."""
        token = self.tokens[at]
        if self.text[token.end - 1] != "." or at + 1 >= len(self.tokens):
            return False
        return token.end - token.start > 2 and self.headings.capital(at + 1) and self.norms[at + 1] not in _ENDS

    def _abbreviation(self, at: int) -> bool:
        """Whether the full stop at ``at`` shortens the word before it."""
        if at == 0 or at + 1 >= len(self.tokens) or self.tokens[at - 1].end != self.tokens[at].start:
            return False
        word, gap = self.norms[at - 1], self.gaps[at + 1]
        return (
            word in _ABBREVIATIONS
            and not gap
            and not (word in ("hx", "pt", "yrs", "hrs") and self.headings.capital(at + 1))
        )


def split(text: str, terms: PhraseBook[Any] | None = None) -> Layout:
    """Tokens, sentences and sections of a note, in time linear in its length.

    Args:
        text: The note.
        terms: Phrases that a line break does not part.
    """
    return _Splitter(text, terms or PhraseBook()).run()
