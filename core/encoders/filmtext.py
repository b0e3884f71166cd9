"""What in a note was written from the film itself, and may therefore not feed the film's diagnosis.

A report read as if it were a history makes any diagnosis look perfect (on OpenI the findings text alone reaches what
no film reader does), so findings and impression sections, statements of what "the CXR shows", and sentences in the
language of a film report are left out. Requests for a film, other examinations and explicitly earlier films stay.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.encoders.phrases import PhraseBook, words
from core.encoders.rules import with_years
from core.encoders.sentences import Layout, Sentence
from core.finding import Span

_REPORT_SHARE = 0.5
_REPORT_SENTENCES = 2
_CLOSE = 8


@dataclass(frozen=True)
class _Books:
    films: PhraseBook[bool]
    results: PhraseBook[bool]
    on: PhraseBook[bool]
    requests: PhraseBook[bool]
    earlier: PhraseBook[bool]
    compared: PhraseBook[bool]
    language: PhraseBook[bool]
    excuses: PhraseBook[bool]


def _book(phrases: Iterable[str]) -> PhraseBook[bool]:
    book: PhraseBook[bool] = PhraseBook()
    for phrase in phrases:
        book.add(["<year>"] if phrase == "<year>" else words(phrase), True)
    return book


@cache
def _books() -> _Books:
    rules = tomllib.loads((files(__package__) / "film_rules.toml").read_text(encoding="utf-8"))
    return _Books(**{name: _book(phrases) for name, phrases in rules.items()})


def _describes(norms: Sequence[str]) -> bool:
    """Whether the sentence tells what the film shows: "CXR: normal", "effusion on chest x-ray"."""
    books = _books()
    films = books.films.places(norms)
    if not films:
        return False
    if books.compared.places(norms):
        return True
    if books.earlier.places(norms) or books.requests.places(norms):
        return False
    before = {stop for _, stop in books.on.places(norms)}
    return any(first in before for first, _ in films) or _told(norms, films)


def _told(norms: Sequence[str], films: Sequence[tuple[int, int]]) -> bool:
    """Whether a word of result follows a film's name closely, before the next comma."""
    results = {first for first, _ in _books().results.places(norms)}
    for _, stop in films:
        for at in range(stop, min(stop + _CLOSE, len(norms))):
            if norms[at] == ",":
                break
            if at in results:
                return True
    return False


def _sounds_like_report(norms: Sequence[str]) -> bool:
    books = _books()
    return bool(books.language.places(norms)) and not (books.excuses.places(norms) or books.earlier.places(norms))


def _reason(layout: Layout, sentence: Sentence) -> str | None:
    """Why a sentence is left out, or None."""
    if sentence.section is not None and sentence.section.withheld:
        return f"{sentence.section.name} section"
    if sentence.section is not None and sentence.section.name == "comparison":
        return None
    norms = with_years(layout.norms[sentence.first : sentence.stop])
    if _describes(norms):
        return "says what the film shows"
    if _sounds_like_report(norms) and (sentence.section is None or sentence.section.name != "examination"):
        return "language of a film report"
    return None


def _fill(reasons: list[str | None]) -> list[str | None]:
    """Take a note that is mostly report for a report: what stands between its sentences belongs to it."""
    told = [at for at, reason in enumerate(reasons) if reason and not reason.endswith("section")]
    open_sentences = sum(not (reason or "").endswith("section") for reason in reasons)
    if len(told) < _REPORT_SENTENCES or len(told) < _REPORT_SHARE * open_sentences:
        return reasons
    return [reason or ("within a film report" if told[0] < at else None) for at, reason in enumerate(reasons)]


def withheld_sentences(layout: Layout) -> list[str | None]:
    """For each sentence of a note the reason why it is left out, or None if it may be read."""
    return _fill([_reason(layout, sentence) for sentence in layout.sentences])


def withheld_spans(layout: Layout, reasons: Sequence[str | None]) -> tuple[Span, ...]:
    """The characters that are left out, neighbouring sentences of one reason joined."""
    spans: list[Span] = []
    previous: str | None = None
    for sentence, reason in zip(layout.sentences, reasons, strict=True):
        if reason is not None:
            start = spans.pop().start if spans and previous == reason else layout.tokens[sentence.first].start
            end = layout.tokens[sentence.stop - 1].end
            spans.append(Span(start, end, layout.text[start:end], f"withheld: {reason}"))
        previous = reason
    return tuple(spans)
